"""The tunnels that run on a machine."""

import errno
import re

from portwise.collect.tunnels import DIGGING
from portwise.host.api import Relay
from portwise.model.evidence import Evidence
from portwise.model.facts import HERE, TUNNELS
from portwise.model.target import Target

STAT = "{0} (x) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 77 " + "0 " * 30


class Machine(Relay):
    def __init__(self, commands, files=None, namespaces=None):
        self.commands, self.files, self.namespaces = commands, files or {}, namespaces or {}

    def _answer(self, method, *about):
        match method:
            case "running":
                return tuple(pid for pid, words in self.commands.items() if re.search(about[0], words))
            case "command":
                return tuple(self.commands[about[0]].split())
            case "variables":
                return (("HOME", "/home/a"),)
            case "link":
                pid, kind = re.fullmatch(r"/proc/(\w+)/(.*)", about[0]).groups()
                return "/srv" if kind == "cwd" else self.namespaces.get((pid, kind), "1")
            case "read" if re.fullmatch(r"/proc/\d+/stat", about[0]):
                return STAT.format(about[0].split("/")[2])
            case "read":
                if about[0] not in self.files:
                    raise FileNotFoundError(errno.ENOENT, "No such file or directory")
                return self.files[about[0]]
        raise AssertionError(method)


def found(machine):
    (answer,) = DIGGING.collect(machine, Evidence(Target.parse("http://shop.test")), (TUNNELS.of(HERE),))
    return [(row.program, row.host, row.port, row.file, row.line) for row in answer.said.value]


def test_tunnels_are_found_by_their_command_lines():
    """A grep for one is none, and an editor that has its file open is none."""
    machine = Machine({7: "ngrok http 3000", 8: "grep ngrok", 9: "vim ngrok.yml"})

    assert [("ngrok", "localhost", 3000, "the command line of ngrok", 0)] == found(machine)


def test_files_are_those_of_its_user_and_its_folder():
    """Where it looks by itself, or as it was told."""
    files = {
        "/home/a/.cloudflared/config.yml": "ingress:\n- service: http://h:80\n",
        "/srv/f.toml": "[[proxies]]\nname = 'a'\nlocalPort = 3000\n",
    }
    machine = Machine({7: "cloudflared tunnel run shop", 8: "frpc -c f.toml"}, files)

    assert [
        ("cloudflared", "h", 80, "/home/a/.cloudflared/config.yml", 2),
        ("frpc", "127.0.0.1", 3000, "/srv/f.toml", 2),
    ] == found(machine)


def test_what_cannot_be_read_is_a_tunnel_all_the_same():
    """It runs, and where it leads is not told."""
    assert [("ngrok", "", 0, "the file of ngrok", 0)] == found(Machine({7: "ngrok start --all"}))


def test_localhost_of_another_namespace_is_not_ours():
    """A container has ports of its own."""
    machine = Machine({7: "ngrok http 3000"}, namespaces={("7", "ns/net"): "2"})

    assert [("ngrok", "", 0, "the command line of ngrok", 0)] == found(machine)
