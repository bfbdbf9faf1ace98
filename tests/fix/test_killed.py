"""
A real process that changes real things, killed by SIGKILL before each change that it asks of the kernel.

It is a fork of this one, and an audit hook of Python (PEP 578), which nobody can take off again, kills it.
"""

import os
import signal
import socket
import subprocess
import sys
from itertools import count

import pytest

from portwise.app.undoing import interrupted, standing, undo
from portwise.fix import applier
from portwise.fix.steps import kinds
from portwise.host import journal
from portwise.host.hands import Local as Hands
from portwise.host.local import Local
from portwise.host.signals import started, stat
from portwise.model.cause import Safety
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import UPSTREAMS
from portwise.model.process import Process
from portwise.model.repair import Move, State
from portwise.model.settings import Upstream
from portwise.model.target import Target

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is about processes of Linux")
TEXT = "http {\n  proxy_pass http://127.0.0.1:3000;\n}\n"
CHANGES = ("os.", "subprocess.", "fcntl.", "shutil.", "signal.")  # the table of audit events in the docs of Python
LOOKS = ("os.listdir", "os.scandir")
UNHEARD = ((os, "write"), (os, "fsync"), (signal, "pidfd_send_signal"))  # they raise no such event
FEWEST = 6  # movements of a step: fewer, and nobody was killed in the middle of anything


@pytest.fixture
def child(tmp_path, monkeypatch):
    """Somebody who listens, and may be stopped and limited."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        words = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "pass_fds": [server.fileno()]}
        with subprocess.Popen(["cat"], **words) as process:
            yield process
            process.kill()


def a_file(folder, child):
    path = folder / "nginx.conf"
    path.write_text(TEXT)
    argv = ("sed", "-i.before", r"2s|127\.0\.0\.1:3000|[::1]:3000|", str(path))
    return argv, lambda: (path.read_text(), sorted(file.name for file in folder.glob("*nginx*")))


def a_stopped_process(_, child):
    child.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, child.pid, os.WSTOPPED)
    return ("kill", "-CONT", str(child.pid)), lambda: stat(child.pid).state in "Tt"


def a_limit(_, child):
    said = ("prlimit", "--nofile", "--noheadings", "--raw", "--output=SOFT,HARD", "--pid", str(child.pid))
    soft = int(subprocess.check_output(said).split()[0])
    subprocess.check_call(("prlimit", f"--nofile={min(soft, 64)}:", "--pid", str(child.pid)))
    argv = ("prlimit", "--nofile=128:", "--pid", str(child.pid))
    return argv, lambda: subprocess.check_output(said)


def move_of(argv, folder, pid):
    who = Process(pid, started(pid), "cat")
    rows = (Upstream("127.0.0.1", 3000, "", "http", "/", (80,), str(folder / "nginx.conf"), 2),)
    seen = Evidence(Target.parse("localhost:80")).plus([Answer(UPSTREAMS.of(who), Known(rows), "nginx -T")])
    deed = next(deed for kind in kinds().values() if (deed := kind.reads(argv, seen)))
    return Move(1, "a-cause", "It is so", "do it", argv, Safety.ASK, False, deed, "", "", "")


def carry_out(id_, move):
    with journal.alone("fix localhost:80"):
        return applier.carried_out(Hands(Local()), id_, move, "localhost:80")


def killed(last, act):
    """Whether *act* was ended at its movement of that number, in a process of its own."""
    pid = os.fork()
    if not pid:
        try:
            mortal(last)
            act()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def mortal(last):
    """From now on."""
    moves = count(1)

    def moved(event, arguments=()):
        written = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if (written or event.startswith(CHANGES)) and event not in LOOKS and next(moves) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(call):
        def calls(*arguments):
            moved("os.")
            return call(*arguments)

        return calls

    for module, name in UNHEARD:
        setattr(module, name, heard(getattr(module, name)))
    sys.addaudithook(moved)


@pytest.mark.parametrize("thing", [a_file, a_stopped_process, a_limit])
def test_whoever_is_killed_leaves_what_the_next_one_takes_back(thing, child, tmp_path):
    """At every movement: it is as before, nothing half stays, and the same step can be done, and undone, afterwards."""
    argv, state = thing(tmp_path, child)
    move, before, kills = move_of(argv, tmp_path, child.pid), state(), 0
    while killed(kills + 1, lambda n=kills: carry_out(f"killed-{n}", move)):
        kills += 1
        back = undo(Local())

        assert (kills, before, True) == (kills, state(), all(row.fine for row in back))
        assert ((), ()) == (interrupted(Local()), standing())

    assert kills >= FEWEST
    assert before != state()  # the last one was not killed
    assert ([True], before) == ([row.fine for row in undo(Local())], state())


@pytest.mark.parametrize("thing", [a_file, a_stopped_process])
def test_whoever_is_killed_leaves_what_the_next_one_finishes(thing, child, tmp_path):
    """The same repair again ends as it would have, and is taken back as a whole."""
    argv, state = thing(tmp_path, child)
    move, before, kills = move_of(argv, tmp_path, child.pid), state(), 0
    while killed(kills + 1, lambda: carry_out("killed", move)):
        kills += 1
        again, _, _ = carry_out("again", move)

        assert again in (State.APPLIED, State.NEEDLESS), kills
        assert before != state()
        while standing():
            assert all(row.fine for row in undo(Local()))
        assert (kills, before) == (kills, state())
