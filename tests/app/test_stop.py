import json
import os
import signal
import socket
import subprocess
import sys

import pytest

from portwise.app.stop import CHANGED, below, plan, stop
from portwise.host import signals
from portwise.host.local import Local
from portwise.model.process import Process
from portwise.model.stop import Told

SERVER = """
import socket, sys
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
sys.stdin.read()
"""
PREFORK = """
import os, signal, socket, sys
server = socket.create_server(("127.0.0.1", 0))
workers = []
for _ in range(3):
    pid = os.fork()
    if pid == 0:
        signal.pause()
    workers.append(pid)
def end(*_):
    for pid in workers:
        os.kill(pid, signal.SIGTERM)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print(server.getsockname()[1], flush=True)
sys.stdin.read()
"""
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SERVER
CLIENT = """
import socket, sys
mine = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
print("up", flush=True)
sys.stdin.read()
"""
MINE = Told()


@pytest.fixture(autouse=True)
def journal(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "portwise" / "journal.jsonl"


@pytest.fixture
def starts():
    """Programs that end with the test, each awaited until it has written a line."""
    running = []

    def start(text, *words):
        child = subprocess.Popen(
            [sys.executable, "-c", text, *map(str, words)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        running.append(child)
        return child, child.stdout.readline().decode().strip()

    yield start
    for child in running:
        child.kill()
        child.communicate()


def stopped(port, patience=10.0, kill=False, first=None):
    told = Told(kill=kill)
    return stop(Local(), first or plan(Local(), port, told)[1], told, patience)


def test_a_server_is_asked_and_the_port_is_free(starts):
    """SIGTERM to it, and a bind of the port proves it."""
    child, port = starts(SERVER)
    done = stopped(int(port))

    assert ([(child.pid, "SIGTERM")], True) == ([(p.pid, name) for p, name in done.signalled], done.freed)
    with socket.create_server(("127.0.0.1", int(port))):
        assert -signal.SIGTERM == child.wait()


def test_clients_are_left_alone(starts):
    """Who is connected with the server holds the port's number too, and is no listener."""
    _, port = starts(SERVER)
    client, _ = starts(CLIENT, port)
    stopped(int(port))

    assert client.poll() is None


def test_a_master_ends_its_workers(starts, monkeypatch):
    """One signal to the topmost; four processes are gone, when they have had the processor."""
    monkeypatch.setattr("portwise.app.stop.AFTERWARDS", 60.0)
    child, port = starts(PREFORK)
    first = plan(Local(), int(port), MINE)[1]
    done = stopped(int(port), first=first)

    assert 4 == len(first.endings[0].tree)
    assert ([child.pid], (), True) == ([p.pid for p, _ in done.signalled], done.alive, done.freed)


def test_who_does_not_listen_to_reason(starts):
    """It still has the port when the time is up; by force it has not."""
    child, port = starts(DEAF)
    asked = stopped(int(port), patience=0.1)
    forced = stopped(int(port), patience=0.1, kill=True)

    assert ([child.pid], False) == ([p.pid for p in asked.alive], asked.freed)
    assert (["SIGTERM", "SIGKILL"], (), True) == ([name for _, name in forced.signalled], forced.alive, forced.freed)


def test_a_stopped_one_is_continued_to_end(starts):
    """Ctrl-Z left it with its socket; it ends without force."""
    child, port = starts(SERVER)
    os.kill(child.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, child.pid, os.WSTOPPED)
    done = stopped(int(port))

    assert (["SIGTERM", "SIGCONT"], True) == ([name for _, name in done.signalled], done.freed)


def test_another_one_by_now(starts):
    """The world changed between the plan and the yes: nothing is signalled."""
    child, port = starts(SERVER)
    first = plan(Local(), int(port), MINE)[1]
    child.kill()
    child.wait()
    other, _ = starts(SERVER.replace('("127.0.0.1", 0)', f'("127.0.0.1", {port})'))
    done = stopped(int(port), first=first)

    assert (CHANGED, ()) == (done.changed, done.signalled)
    assert other.poll() is None


def test_a_number_that_somebody_else_has_by_now_leads_to_nobody(starts):
    """What is below a process that ended is not what is below another one with its number."""
    child, _ = starts(SERVER)
    known = Process(child.pid, signals.started(child.pid), "python")

    assert (known.pid,) == tuple(process.pid for process in below(Local(), (known,)))
    assert () == below(Local(), (known._replace(started=1),))


def test_ourselves():
    """A port of our own is not freed by ending us."""
    with socket.create_server(("127.0.0.1", 0)) as mine:
        first = plan(Local(), mine.getsockname()[1], MINE)[1]

    assert ((), ["portwise itself was started by it"]) == (first.endings, [refused.why for refused in first.refused])


def test_the_journal_has_it_before_and_after(starts, journal):
    """Who was asked, by number and start time, and which signals went out."""
    child, port = starts(SERVER)
    stopped(int(port))
    before, after = map(json.loads, filter(None, journal.read_text().splitlines()))

    assert [child.pid] == [asked["pid"] for asked in before["asks"]]
    assert [[child.pid, before["asks"][0]["started"], "SIGTERM"]] == after["signals"]


def test_without_a_journal_nothing_is_done(starts, tmp_path):
    """Where the intent cannot be written down, nobody is signalled."""
    child, port = starts(SERVER)
    (tmp_path / "portwise").write_text("in the way")

    with pytest.raises(OSError, match=r"journal cannot be written, .*portwise is no folder"):
        stopped(int(port))
    assert child.poll() is None
