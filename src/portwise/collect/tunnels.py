"""Tunnels to the public that run here, and where each leads: their command lines and files."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import join
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.behind import Tunnel
from portwise.model.evidence import Evidence
from portwise.model.facts import TUNNELS
from portwise.model.process import Process

if TYPE_CHECKING:
    from portwise.formats.tunnels import Lead, Words

NAMES = "cloudflared|ngrok|frpc|tailscale"
READ = "/proc/*/cmdline, and the files of cloudflared, ngrok and frpc; ps -eo pid,args"
TO_KNOW = "sudo portwise why TARGET"


def tunnels(host: Host, _: Evidence, __: str) -> tuple[Tunnel, ...]:
    from portwise.collect.staff import chosen
    from portwise.formats.commandline import program
    from portwise.formats.tunnels import COMMANDS

    running = chosen(host, host.running(NAMES), lambda pid: program(host.command(pid)) in COMMANDS)
    return tuple(row for process in running for row in led(host, process))


def led(host: Host, process: Process) -> Iterator[Tunnel]:
    """At least one for each; without a port where it is not told, or is meant in another network namespace."""
    from portwise.formats.commandline import program
    from portwise.formats.tunnels import COMMANDS

    argv = host.command(process.pid)
    name = program(argv)
    words = COMMANDS[name](argv)
    leads, file = words.leads, f"the command line of {name}"
    if words.reads and is_near(host, process):
        leads, file = written(host, process, name, words)
    rows = [Tunnel(process, name, lead.name, lead.host, lead.port, file, lead.line) for lead in leads]
    yield from rows if is_near(host, process) and rows else (Tunnel(process, name, "", "", 0, file, 0),)


def is_near(host: Host, process: Process) -> bool:
    """Another user's process hides its namespace; most live in ours."""
    try:
        return host.link(f"/proc/{process.pid}/ns/net") == host.link("/proc/self/ns/net")
    except OSError:
        return True


def written(host: Host, process: Process, name: str, words: Words) -> tuple[tuple[Lead, ...], str]:
    """What its file says; nothing where that cannot be read."""
    from portwise.collect.gatewayfiles import Files
    from portwise.formats.tunnels import FILES, USUAL

    try:
        files = Files(host, process.pid)
        home = files.environment(("HOME",)).get("HOME", "/")
        usual = [files.path(join(home, path[2:]) if path[0] == "~" else path) for path in USUAL.get(name, ())]
        file, text = files.first([files.path(words.file)] if words.file else usual)
        return tuple(FILES[name](text)), file
    except (OSError, ValueError):
        return (), words.file or f"the file of {name}"


DIGGING = Collector(
    TUNNELS,
    Cost.SLOW,
    READ,
    TO_KNOW,
    each(tunnels, READ, TO_KNOW),
    privilege="reads the files of tunnels that other users run",
)
