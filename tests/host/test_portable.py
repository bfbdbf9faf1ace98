"""Other systems, with the platform faked: the import works, and why answers and says what it could not see."""

import json
import os
import socket
import subprocess
import sys

import pytest

import portwise
from portwise.host.portable import Portable
from portwise.host.psutils import Held
from portwise.host.recorded import Recorded, Recorder
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Target

# psutil and the standard library look at sys.platform when they are imported, so they come first
ELSEWHERE = """
import asyncio, psutil, socket, ssl, subprocess, sys
sys.platform = sys.argv[1]
import portwise
print(portwise.why(sys.argv[2], timeout=60.0).to_json())
"""
SOURCES = os.path.dirname(os.path.dirname(portwise.__file__))


@pytest.fixture
def server():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def place(server) -> Endpoint:
    return Endpoint(Target.parse("127.0.0.1:1").address, server.getsockname()[1])


def elsewhere(platform, target):
    argv = [sys.executable, "-c", ELSEWHERE, platform, target]
    done = subprocess.run(argv, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": SOURCES})
    return json.loads(done.stdout)


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_a_refused_target_is_explained(platform):
    """Nothing listens, by psutil's table; what only Linux shows is unknown with that reason."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        said = elsewhere(platform, f"127.0.0.1:{held.getsockname()[1]}")
    reasons = {row["fact"]: row["why"] for row in said["unknown"]}

    assert ("broken", "refused", ["unknown"]) == (
        said["verdict"],
        said["symptom"],
        [attempt["answered_by"] for attempt in said["attempts"]],
    )
    assert f"only Linux shows this, and this is {platform}" in reasons.values()
    assert any(row["source"].startswith("psutil.net_connections(), netstat -an") for row in said["observations"])


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_a_listening_target_is_reached(platform, server):
    """Connected is connected everywhere."""
    said = elsewhere(platform, f"127.0.0.1:{server.getsockname()[1]}")

    assert ("reachable", ["connected"]) == (said["verdict"], [attempt["outcome"] for attempt in said["attempts"]])


def test_psutil_shows_who_listens(server):
    """The pid stands for the inode, and leads to the process."""
    machine = Portable()
    (mine,) = [held for held in machine.table() if held.local == place(server) and held.state == "LISTEN"]

    assert (os.getpid(), "tcp", None) == (mine.inode, mine.protocol, mine.remote)
    assert [(os.getpid(), os.getpid())] == [(inode, who.pid) for inode, who in machine.holders((mine.inode,)).found]


def test_a_process_is_the_same_by_both_ways(server):
    """The start time that tells a process from a later one with its pid is read in two ways."""
    from portwise.formats import procstat

    machine = Portable()
    ((_, who),) = machine.holders((os.getpid(),)).found

    assert who.started == procstat.stat(machine.read(f"/proc/{who.pid}/stat")).starttime


@pytest.mark.parametrize(
    "ask",
    [
        lambda m: m.sock_diag(b""),
        lambda m: m.rtnetlink(b""),
        lambda m: m.calibrate(),
        lambda m: m.read("/proc/sys/net/core/somaxconn"),
        lambda m: m.accepted(None, 1.0),
    ],
)
def test_what_only_linux_has_is_refused(ask):
    """An OSError with a reason, and never an empty answer: absence would be a finding."""
    with pytest.raises(OSError, match="only Linux shows this"):
        ask(Portable())


def test_attempts_say_what_they_met(server):
    """Connected and refused, without counters and without an error queue."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        met = Portable().attempts((place(server), place(held)), 1.0)

    assert [Outcome.CONNECTED, Outcome.REFUSED] == [attempt.outcome for attempt in met]


def test_a_datagram_that_nobody_takes_is_refused():
    """The ICMP error of loopback reaches a connected socket on every system."""
    with socket.socket(type=socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        gone = place(held)

    assert Outcome.REFUSED is Portable().datagram(gone, 1.0).outcome


def test_a_socket_path_is_tried(tmp_path):
    """A file that is not there is no address."""
    assert Outcome.ADDR_NOT_AVAIL is Portable().unix(str(tmp_path / "nobody.sock")).outcome


def test_the_table_can_be_recorded():
    """A recording holds it and gives it back as values."""
    row = Held("tcp", "LISTEN", Endpoint(Target.parse("[::1]:1").address, 80), None, 7)

    class Machine:
        def table(self):
            return (row,)

    recorder = Recorder(Machine())
    assert (row,) == recorder.table()
    assert (row,) == Recorded(recorder.json()).table()


def test_a_process_of_somebody_else_has_a_parent_too(monkeypatch):
    """macOS hides the number of its threads, and the chain of ancestors would end there."""
    import psutil

    from portwise.formats import procstat

    def denied(process):
        raise psutil.AccessDenied(process.pid)

    monkeypatch.setattr(psutil.Process, "num_threads", denied)
    stat = procstat.stat(Portable().read(f"/proc/{os.getpid()}/stat"))

    assert (os.getppid(), 0) == (stat.ppid, stat.num_threads)


def test_who_runs_is_asked_of_psutil():
    """The numbers of all processes, their command lines, and the variables of one's own."""
    child = subprocess.Popen(
        (sys.executable, "-c", "print(flush=True); input()", "--port=4711"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PORT": "4711"},
    )
    try:
        child.stdout.readline()  # until exec(2) is done the line is empty
        machine = Portable()

        assert {str(os.getpid()), str(child.pid)} <= set(machine.names("/proc"))
        assert (child.pid,) == machine.running("--port=4711")
        assert (("PORT", "4711"),) == machine.variables(child.pid, ("PORT",))
    finally:
        child.communicate()
