import os
import socket
import subprocess
import sys

import pytest

from portwise.app.packaged import common, package
from portwise.app.who import holder, oddities, who
from portwise.host.local import Local
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import EXE
from portwise.model.process import Process
from portwise.model.target import NOWHERE
from portwise.model.who import Standing, Way
from portwise.render.layout import Look
from portwise.render.who import render
from portwise_lab.machines import Machine

CHILD = """
import os, socket, sys
server = socket.create_server(("127.0.0.1", 0))
if os.fork() == 0:
    sys.stdin.read()
    os._exit(0)
print(server.getsockname()[1], flush=True)
sys.stdin.read()
"""


class Files:
    """Folders and files of a machine that is not there."""

    def __init__(self, files):
        self.files = files

    def names(self, folder):
        found = {path[len(folder) :].strip("/").split("/")[0] for path in self.files if path.startswith(f"{folder}/")}
        if not found:
            raise FileNotFoundError(2, "No such file or directory", folder)
        return tuple(sorted(found))

    def read(self, path):
        if path not in self.files:
            raise FileNotFoundError(2, "No such file or directory", path)
        return self.files[path]


@pytest.fixture
def socket_of():
    """A TCP socket at a port of ours, as far as the test takes it."""
    mine = socket.socket()
    mine.bind(("127.0.0.1", 0))
    yield mine
    mine.close()


@pytest.fixture
def forked():
    """A server that was inherited: two processes hold one socket; they end with their standard input."""
    with subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        yield int(child.stdout.readline()), child.pid
        child.stdin.close()


def port_of(mine):
    return mine.getsockname()[1]


def test_a_listener_is_named(socket_of):
    """Who, since when, in which folder, started by whom."""
    socket_of.listen()
    (held,) = who(Local(), port_of(socket_of)).held
    (mine,) = held.holders

    assert (Way.LISTENS, "tcp", ["127.0.0.1"]) == (held.way, held.transport, [str(a) for a in held.addresses])
    assert (os.getpid(), os.getcwd()) == (mine.process.pid, mine.folder)
    assert 0 < mine.age < 1e6
    assert "" not in (mine.exe, mine.user, *mine.started_by[:1], *mine.command[:1])


def test_who_does_not_listen_is_found_too(socket_of):
    """A socket that is bound and idle, which ss, lsof and fuser do not show."""
    (held,) = who(Local(), port_of(socket_of)).held

    assert (Way.BOUND, os.getpid()) == (held.way, held.holders[0].process.pid)


def test_a_client_that_was_handed_the_port_is_found(socket_of):
    """The near end of a connection keeps a server from the port, and listens nowhere."""
    socket_of.listen()
    with socket.create_connection(socket_of.getsockname()) as client:
        found = who(Local(), client.getsockname()[1])

    assert {Way.CONNECTED} == {held.way for held in found.held if held.transport == "tcp"}
    assert os.getpid() in {holder.process.pid for held in found.held for holder in held.holders}


def test_datagrams_count():
    """UDP has ports of its own."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mine:
        mine.bind(("127.0.0.1", 0))
        (held,) = [held for held in who(Local(), port_of(mine)).held if held.transport == "udp"]

    assert (Way.DATAGRAMS, os.getpid()) == (held.way, held.holders[0].process.pid)


def test_both_who_share_a_socket_are_named(forked):
    """A forked server is one row with two processes, and not two servers."""
    port, pid = forked
    found = who(Local(), port)
    (held,) = [held for held in found.held if held.way is Way.LISTENS]

    assert 2 == len(held.holders)
    assert pid in [holder.process.pid for holder in held.holders]


def test_clients_are_peers(socket_of):
    """Who is connected with a listener is counted by address, and is no holder of its port."""
    socket_of.listen()
    with (
        socket.create_connection(socket_of.getsockname()),
        socket.create_connection(socket_of.getsockname()),
    ):
        taken = [socket_of.accept()[0] for _ in range(2)]
        found = who(Local(), port_of(socket_of))
        for connection in taken:
            connection.close()

    assert [("127.0.0.1", 2)] == [(str(peer.address), peer.connections) for peer in found.peers]
    assert [Way.LISTENS] == [held.way for held in found.held]


@pytest.mark.parametrize(
    ("exe", "odd"),
    [
        ("/usr/sbin/nginx", ()),
        ("/usr/sbin/nginx (deleted)", ()),  # an update put another in its place
        ("/srv/app (deleted)", ("its program file was deleted, /srv/app",)),
        ("/memfd:x (deleted)", ("its program is in no file (memfd)",)),
        ("/tmp/x", ("its program is in a folder for passing files, /tmp/x",)),
    ],
)
def test_what_is_odd_is_said(exe, odd):
    """A program file that is gone, in memory or where anybody may write; an updated one is not odd."""
    assert odd == tuple(oddities(Files({"/usr/sbin/nginx": "", "/srv/other": ""}), exe))


@pytest.mark.parametrize(
    ("exe", "name"),
    [
        ("/usr/sbin/nginx", "nginx"),
        ("/usr/bin/dash", "dash"),  # listed as /bin/dash
        ("/usr/lib/postgresql/15/bin/postgres", "postgresql-15"),
        ("/usr/bin/nginx-mine", ""),
        ("/home/me/nginx", ""),
        ("/usr/local/bin/nginx", ""),
    ],
)
def test_a_package_is_named_only_where_its_list_has_the_file(exe, name):
    """A name that begins alike proves nothing."""
    lists = {
        "nginx:amd64": "/usr\n/usr/sbin/nginx",
        "dash": "/bin/dash",
        "postgresql-15": "/usr/lib/postgresql/15/bin/postgres",
    }
    host = Files({f"/var/lib/dpkg/info/{package}.list": text for package, text in lists.items()})

    assert name == package(host, exe)


def test_another_distribution_has_no_such_lists():
    """What cannot be read names no package, and is no failure."""
    assert "" == package(Files({}), "/usr/sbin/nginx")


def test_letters_in_common():
    """Counted from the beginning."""
    assert (5, 0, 3) == (common("nginx", "nginx-light"), common("a", "b"), common("abc", "abcd"))


def test_somebody_without_any_sign_is_unknown(forked):
    """Standing rests on a package, a unit, a project or a known program; nothing of these is not a crime."""
    (held, *_) = who(Local(), forked[0]).held

    assert held.holders[0].standing in (Standing.KNOWN, Standing.UNKNOWN)
    assert () == held.holders[0].because


RANGES = "----------    --------\n      3910        4009\n     50000       50059     *\n"
QUEUE = "Process IDs:\n        4120\n    Registered URLs:\n        HTTP://*:80/\n"
WINDOWS = {
    "platform": "win32",
    "table": ["tcp LISTEN 0.0.0.0:80 4"],
    "processes": {"4": "System"},
    "prints": {
        "netsh interface ipv4 show excludedportrange protocol=tcp": RANGES,
        "netsh http show servicestate view=requestq": QUEUE,
        "netsh interface portproxy show all": "0.0.0.0         3001        172.29.71.9     3000\n",
    },
}


@pytest.mark.parametrize(
    ("port", "kept"),
    [
        (3950, "a service of Windows keeps 3910 to 4009, and no program gets a port of them"),
        (50001, "an administrator keeps 50000 to 50059 from being handed out; who asks for it gets it"),
        (3001, "a service of Windows hands it on to 172.29.71.9:3000 (netsh interface portproxy)"),
        (80, "HTTP.sys answers for http://*:80/ (pid 4120)"),
    ],
)
def test_what_the_system_itself_keeps_a_port_for(port, kept):
    """Also where nobody has it."""
    found = who(Machine(WINDOWS), port)

    assert (kept,) == found.reserved
    assert "Reserved" in render(found, Look(200))
    assert () == who(Machine(WINDOWS), 3000).reserved


@pytest.fixture
def worktree(tmp_path):
    """A checkout that `git worktree add` has made: its .git is a file, gitrepository-layout(5)."""
    root = tmp_path / "shop-next"
    (root / "web").mkdir(parents=True)
    (root / ".git").write_text("gitdir: /srv/shop/.git/worktrees/shop-next\n")
    (root / "package.json").write_text('{"name": "shop"}')
    return root


@pytest.mark.parametrize(
    ("starter", "kept", "orphaned"),
    [
        ("import os; os.fork() and os.wait(); ", True, False),
        ("import os; os.setsid(); os.fork() and os._exit(0); ", False, True),
    ],
    ids=["below a nodemon", "whose starter has ended"],
)
def test_who_looks_after_it(starter, kept, orphaned, worktree):
    """Supervised by name, or orphaned because the leader of its session is gone; and the worktree that it is in."""
    named = "import ctypes; ctypes.CDLL(None).prctl(15, b'nodemon'); " if kept else ""
    serve = "import socket, sys; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()[1], os.getpid(), "
    code = f"{named}{starter}{serve}flush=True); sys.stdin.read(); os._exit(0)"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=worktree / "web", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        if orphaned:
            child.wait()
        port, pid = map(int, child.stdout.readline().split())
        found = next(held for held in who(Local(), port).held if held.way is Way.LISTENS)
        child.stdin.close()
    one = next(holder for holder in found.holders if holder.process.pid == pid)

    assert (orphaned, "nodemon" if kept else "") == (one.orphaned, one.kept_by)
    assert (str(worktree), str(worktree / "web")) == (one.worktree, one.folder)


def test_standing():
    """A program that was deleted is suspicious, one of a package is known, one of nobody is unknown."""
    process, files = Process(7, 70, "app"), {"/srv/other": "", "/var/lib/dpkg/info/nginx.list": "/usr/sbin/nginx"}
    made = {
        exe: holder(Files(files), Evidence(NOWHERE).plus([Answer(EXE.of(process), Known(exe), "a test")]), process)
        for exe in ("/srv/app (deleted)", "/usr/sbin/nginx", "/srv/other")
    }

    assert [Standing.SUSPICIOUS, Standing.KNOWN, Standing.UNKNOWN] == [one.standing for one in made.values()]
    assert ["", "nginx", ""] == [one.package for one in made.values()]
