import os
import signal
import subprocess
import sys
import time
from contextlib import closing

import pytest

from portwise.host import signals
from portwise.host.signals import ended_by_force, grip, gripped, halted, holds, started, waited
from portwise.model.process import Process

SLEEPER = "import sys; print('up', flush=True); sys.stdin.read()"
DEAF = "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); sys.stdin.read()"
PARENT = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {DEAF!r}], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def starts():
    """Processes that end with the test, each awaited until it says that it is up."""
    running = []

    def start(text):
        running.append(subprocess.Popen([sys.executable, "-c", text], stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        return running[-1], running[-1].stdout.readline().decode().strip()

    yield start
    for child in running:
        child.kill()
        child.communicate()


def known(pid):
    return Process(pid, started(pid), "python")


def test_a_grip_is_of_the_process_that_was_meant(starts):
    """With another start time it is somebody else's number."""
    child, _ = starts(SLEEPER)
    with closing(os.fdopen(grip(known(child.pid)).descriptor)):
        assert grip(known(child.pid)._replace(started=1)) is None


def test_nobody_has_that_number(starts):
    """A process that has ended and was taken note of is not there; no signal goes anywhere."""
    child, _ = starts(SLEEPER)
    mine = known(child.pid)
    child.kill()
    child.wait()

    assert (None, None) == (grip(mine), started(mine.pid))


def test_a_signal_to_one_that_ended_meanwhile(starts):
    """The descriptor still names it, and says that it is gone."""
    child, _ = starts(SLEEPER)
    with gripped([known(child.pid)]) as (held,):
        assert (True, False) == (held.send(signal.SIGTERM), held.ended and False)
        assert () == waited([held], 10)
        child.wait()
        assert (True, False) == (held.ended, held.send(signal.SIGTERM))


def test_who_does_not_end_is_left(starts):
    """What ignores SIGTERM is still there when the time is up."""
    child, _ = starts(DEAF)
    with gripped([known(child.pid)]) as (held,):
        held.send(signal.SIGTERM)

        assert (held,) == waited([held], 0.05)
        assert not held.ended


def test_a_whole_tree_is_ended_by_force(starts):
    """Also who was started after the first look, and nobody beside it."""
    parent, child = starts(PARENT)
    beside, _ = starts(SLEEPER)
    found = [known(int(child))]
    with gripped([known(parent.pid)]) as grips, gripped(found) as (below,):
        sent = ended_by_force(grips, lambda: tuple(found))
        gone = waited([below], 10)
    parent.wait()

    assert [(parent.pid, "SIGKILL"), (int(child), "SIGKILL")] == [(process.pid, name) for process, name in sent]
    assert () == gone
    assert beside.poll() is None


def test_a_stop_is_waited_for(starts, monkeypatch):
    """A process stops when it next has the processor, on a busy machine later; until then it may start another."""
    child, _ = starts(SLEEPER)
    real, until = signals.stat, time.monotonic() + 0.3

    def late(pid):
        return real(pid)._replace(state="R") if time.monotonic() < until else real(pid)

    with gripped([known(child.pid)]) as (held,):
        held.send(signal.SIGSTOP)
        monkeypatch.setattr(signals, "stat", late)
        halted([held.process])

    assert time.monotonic() >= until
    assert "T" == real(child.pid).state


def test_one_of_another_user_is_left_alone(starts, monkeypatch):
    """A refusal of the kernel ends nothing else: the rest of the tree is not left stopped."""
    child, _ = starts(SLEEPER)
    parent, _ = starts(SLEEPER)
    with gripped([known(parent.pid), known(child.pid)]) as grips:
        real = signals.Grip.send

        def send(self, number):
            if self.process.pid == child.pid:
                raise PermissionError(1, "Operation not permitted")
            return real(self, number)

        monkeypatch.setattr(signals.Grip, "send", send)
        sent = ended_by_force(grips, tuple)

    assert [parent.pid] == [process.pid for process, _ in sent]
    assert child.poll() is None


def test_whose_socket_it_is():
    """Told by the links of the descriptors."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as mine:
        inode = os.fstat(mine.fileno()).st_ino

        assert (True, False) == (
            holds(known(os.getpid()), frozenset([inode])),
            holds(known(os.getpid()), frozenset([1])),
        )


def test_a_process_that_is_gone_holds_nothing(starts):
    """There is no folder of its descriptors any more."""
    child, _ = starts(SLEEPER)
    mine = known(child.pid)
    child.kill()
    child.wait()

    assert not holds(mine, frozenset([1]))
