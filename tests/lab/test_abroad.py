"""Portwise on another machine, by a real sshd in another network namespace: it writes nothing, and nothing stays."""

import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from portwise.app.manner import Manner
from portwise.app.vantages import diagnose_from
from portwise.host import ssh
from portwise.host.local import Local
from portwise.model.vantage import Vantage as Place
from portwise_lab.case import Case
from portwise_lab.run import CAUSES, Vantage, play_all, vantages

pytestmark = pytest.mark.needs("ssh", "sshd")
only_root = pytest.mark.skipif(Vantage.ROOT not in vantages(), reason="only root may start an sshd for another user")
PATIENCE = 30.0  # seconds that a busy machine may take
FAR = "ssh:far"
WAITS = "import subprocess\ndef answer(_): return subprocess.run(('sleep', '1000'))"
ROOTS = ("/mnt", "/run", "/dev/shm")  # all that can be written to in that world
CASE = Case(
    scenario="remote-site-down",
    name="silence behind a machine that is gone to",
    ask="192.0.2.1:8000",
    symptom="timeout",
    blamed=(),
    commands=(
        "mount -t tmpfs none /run",
        "mkdir /run/sshd",
        "mount -t tmpfs none /dev/shm",
        "ip link add v0 type veth peer name v1 netns {peer}",
        "ip addr add 10.78.0.1/24 dev v0",
        "ip link set v0 up",
    ),
    beyond=(
        "ip link set lo up",
        "ip addr add 10.78.0.2/24 dev v1",
        "ip link set v1 up",
        "ip link add d0 type veth peer name d1",
        "ip link set d1 up",
        "ip addr add 192.0.2.2/24 dev d0",
        "ip link set d0 up",
        "ip neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 dev d0",
        "python3 /mnt/lab/sshd.py 10.78.0.2",
    ),
    after=("mount -o remount,ro,bind /",),
    environment={"PATH": "/mnt/home/ssh/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
)


def files():
    """Every file with its size and time, but the log of sshd."""
    found = [path for root in ROOTS for path in Path(root).rglob("*") if path.name != "log"]
    return {(str(path), path.lstat().st_size, path.lstat().st_mtime_ns) for path in found if not path.is_dir()}


def changed(before):
    return sorted({path for path, _, _ in before ^ files()})


def running():
    """Who runs in this world; a zombie does not, and pid 1 there collects none."""
    return {int(name) for name in os.listdir("/proc") if name.isdigit() and state(name) not in ("", "Z")}


def state(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def words(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def found(wanted):
    """The process for which *wanted* holds, as soon as there is one."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for pid in running():
            if wanted(pid):
                return pid
        time.sleep(0.01)  # nothing tells when a process is born
    raise RuntimeError(f"it did not come: {[words(pid) for pid in running()]}")


def gone(before):
    """Whether all are gone that came, but whoever sshd has of its own."""
    deadline = time.monotonic() + PATIENCE
    while left := {pid for pid in running() - before if b"sshd" not in words(pid)}:
        if time.monotonic() > deadline:
            return [words(pid).decode() for pid in left]
        time.sleep(0.01)  # they are nobody's children here, and nothing tells when the last one ends
    return True


def looked(case):
    """It looks, and comes home."""
    before, written = running(), files()
    report = diagnose_from(Place.of(FAR), case.target, Local(), CAUSES, Manner(0.5))
    said = {
        "vantage": report.vantage,
        "symptom": report.symptom.value,
        "gone": gone(before),
        "changed": changed(written),
    }
    return json.dumps({"met": [], "said": said, "recording": ""}).encode()


def zipped(source):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("portwise/__init__.py", "")
        archive.writestr("portwise/waits.py", source)
    return memory.getvalue()


def cut(_, who):
    """Somebody is killed while what was sent waits over there for a program that never ends."""
    before, written = running(), files()
    asker = os.fork()
    if not asker:
        ssh.packed = lambda: zipped(WAITS)
        try:
            Local().abroad("far", "portwise.waits", "", 10 * PATIENCE)
        except OSError as why:
            os._exit(3 if "\n" not in why.strerror else 4)
        os._exit(0)
    guest = parent(found(lambda pid: words(pid) == b"sleep\x001000\0"))
    ends = {
        "portwise": lambda: asker,
        "ssh": lambda: found(lambda pid: words(pid).startswith((b"ssh\0", b"/usr/bin/ssh\0"))),
        "the session": lambda: parent(guest),
    }
    os.kill(ends[who](), signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(asker, 0)[1])
    said = {"code": code, "gone": gone(before), "changed": changed(written)}
    return json.dumps({"met": [], "said": said, "recording": ""}).encode()


def parent(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def forwarded(_):
    """By ssh -L to what only that machine is said to reach; then portwise is killed, and ssh is gone too."""
    before, said = running(), {}
    for to in ("10.78.0.2:2222", "127.0.0.1:9"):
        words = (sys.executable, "-m", "portwise", "forward", "8000", to, "--vantage", FAR)
        environment = {**os.environ, "TMPDIR": "/run"}
        with subprocess.Popen(words, stdout=subprocess.PIPE, env=environment) as child:
            try:
                first = child.stdout.readline().decode()
                with socket.create_connection(("127.0.0.1", 8000), PATIENCE) as client:
                    said[to] = first[0], client.recv(4).decode()
            finally:
                child.kill()
    return json.dumps({"met": [], "said": {**said, "gone": gone(before)}, "recording": ""}).encode()


def portwise(case):
    return cut(case, "portwise")


def client(case):
    return cut(case, "ssh")


def session(case):
    return cut(case, "the session")


def played(work):
    play = play_all([(CASE, Vantage.ROOT)], work)[CASE, Vantage.ROOT]
    if isinstance(play, RuntimeError):
        raise play
    return play.said


@only_root
def test_it_looks_there_and_leaves_nothing():
    """The root of that machine cannot be written to, and what can is as it was; nobody runs who did not before."""
    assert {"vantage": FAR, "symptom": "timeout", "gone": True, "changed": []} == played(looked)


@only_root
def test_a_way_there_for_a_while():
    """A real ssh -N -L: what answers there answers here, what does not is said before, and nothing stays."""
    assert {"10.78.0.2:2222": ["✓", "SSH-"], "127.0.0.1:9": ["!", ""], "gone": True} == played(forwarded)


@only_root
@pytest.mark.parametrize("work, code", [(portwise, -signal.SIGKILL), (client, 3), (session, 3)])
def test_nothing_stays_there_whoever_is_killed(work, code):
    """portwise here, ssh here, or the session there: who looks over there ends too, and so do those he started."""
    assert {"code": code, "gone": True, "changed": []} == played(work)
