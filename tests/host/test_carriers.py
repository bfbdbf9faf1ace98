"""Programs that carry connections: started until they listen, and found again by their words alone."""

import subprocess
import sys
from pathlib import Path

import pytest

from portwise.host.carriers import carrying, opened
from portwise.host.foreground import Foreground, Ready
from portwise.host.hands import Local as Hands
from portwise.host.local import Local
from tests.ports import free

LISTENS = """#!/usr/bin/env python3
import signal, socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
signal.pause()
"""


@pytest.fixture
def carrier(tmp_path, monkeypatch):
    """A program of a name of its own, which is found by it."""
    program = tmp_path / "carrier-of-a-test"
    program.write_text(LISTENS.replace("/usr/bin/env python3", sys.executable))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return program.name


def test_it_is_there_until_it_is_ended(carrier):
    """It listens when `opened` returns; another process than its parent can end it, by the words of the journal."""
    foreground, argv = Foreground(quiet=True), (carrier, str(free()))
    opened(foreground, argv)
    found = [one.pid for one in carrying(argv)]
    Hands(Local()).shut(argv)

    assert [foreground.child.pid] == found
    assert -15 == foreground.child.wait(10)
    assert [] == list(carrying(argv))


def test_other_words_are_another_program(carrier):
    """The same program at another port is nobody's that was asked about."""
    foreground, argv = Foreground(quiet=True), (carrier, str(free()))
    opened(foreground, argv)
    Hands(Local()).shut((carrier, str(int(argv[1]) + 1)))
    running = foreground.child.poll()
    Hands(Local()).shut(argv)

    assert running is None
    assert -15 == foreground.child.wait(10)


def test_who_has_its_words_and_does_not_listen_is_spared(carrier, tmp_path):
    """A shell script of the same words is no carrier."""
    sleeper = tmp_path / "sleeps" / carrier
    sleeper.parent.mkdir()
    sleeper.write_text("import time; print(flush=True); time.sleep(60)")
    with subprocess.Popen((sys.executable, sleeper, "1"), stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        Hands(Local()).shut((carrier, "1"))
        running = child.poll()
        child.kill()

    assert running is None


def test_one_that_ends_at_once_is_said(carrier):
    """Its port is taken, or it has no right to it."""
    with pytest.raises(OSError, match="did not come to listen"):
        opened(Foreground(quiet=True), (carrier, "no port"))


def test_a_server_keeps_the_terminal_beside_a_carrier(carrier):
    """Its words are for it alone; all of them are over together."""
    foreground = Foreground(quiet=True)
    server, beside = (carrier, str(free())), (carrier, str(free()))
    opened(foreground, server)
    opened(foreground, beside)
    there = [one.pid for words in (server, beside) for one in carrying(words)]
    none = Path(f"/proc/{foreground.beside[0].pid}/fd/0").readlink()
    foreground.end()

    assert [foreground.child.pid, foreground.beside[0].pid] == there
    assert Path("/dev/null") == none
    assert [-15, -15] == [foreground.child.returncode, foreground.beside[0].returncode]


def test_what_carries_stays_when_a_server_is_started(carrier, tmp_path):
    """The server has the terminal then, and the carrier goes on beside it."""
    foreground, argv = Foreground(quiet=True), (carrier, str(free()))
    opened(foreground, argv)
    first = foreground.child
    foreground.start(Ready((sys.executable, "-c", "import time; time.sleep(60)"), str(tmp_path), {}))
    running = (first.poll(), foreground.child.poll())
    foreground.end()

    assert (None, None) == running
    assert (-15, -15) == (first.returncode, foreground.child.returncode)
