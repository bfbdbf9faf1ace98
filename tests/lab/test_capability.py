"""
A server that is no interpreter is given the right to low ports, in a world of its own: setcap(8), capabilities(7).

The server is a copy of sshd in the home of the world; no file of the machine is touched.  Whoever repairs is root
without the right itself, as in a container that took it away.
"""

import json
import os
import shutil
import signal
import struct
import subprocess
import time
from pathlib import Path

import pytest

from portwise.app.fix import plan, repair, undo
from portwise.formats.filerights import BINDS_LOW
from portwise.host import filerights, signals
from portwise.host.filerights import BARRED, HAS_IT, NOSUID, OTHER_FILE, OTHERS, SCRIPT, SHARED
from portwise.host.local import Local
from portwise.model.cause import Safety
from portwise.model.target import Target
from portwise_lab import world
from portwise_lab.case import Case, Program
from portwise_lab.namespaces import LINUX_CAPABILITY_VERSION_3, SYS_CAPSET, call
from portwise_lab.run import Vantage, play_all, vantages

LOW, HIGH = 22, 2222  # it calls itself sshd, and is known to want 22
OPTIONS = ("-D", "-e", "-f", "/dev/null", "-o", "UsePAM=no", "-o", "PidFile=none", "-o", "HostKey={home}/key")
GATE = Program(("{home}/sshd", *OPTIONS, "-p", str(HIGH), "-p", str(LOW)), listens=(HIGH,))
NET_BIND_SERVICE = 1 << 10
MS_NOSUID = 2  # linux/mount.h
MAY = [vantage for vantage in vantages() if vantage is Vantage.ROOT and os.geteuid() == 0]


def played(work):
    """What *work* says in a world, as root that may do all but bind low ports."""
    part = (Case("capability", work.__name__, f"--bind :{LOW}", "bind-EACCES", ()), Vantage.ROOT)
    said = play_all([part], lambda _: json.dumps({"met": [], "said": work(), "recording": ""}).encode())[part]
    if isinstance(said, RuntimeError):
        raise said
    return said.said


def without_the_right():
    """capset(2): it may be had again by whoever is nobody, and starts a file that has it."""
    status = Path("/proc/self/status").read_text()
    mask = int(status.partition("CapPrm:")[2].split()[0], 16) & ~NET_BIND_SERVICE
    low, high = mask & 0xFFFFFFFF, mask >> 32
    sets = struct.pack("=6I", low, low, 0, high, high, 0)
    call("syscall", SYS_CAPSET[os.uname().machine], struct.pack("=II", LINUX_CAPABILITY_VERSION_3, 0), sets)


def started():
    """The ports where the server listens, started by nobody, and its pid."""
    pid = world.start(GATE, drops=True)
    until = time.monotonic() + 10
    log = max(world.HOME.glob(".output-*"), key=lambda path: int(path.name.rpartition("-")[2]))
    while log.read_text().count(f"port {LOW}") < 1 and time.monotonic() < until:  # listens there, or was denied
        time.sleep(0.01)
    return pid, sorted(world.listening())


def again(pid):
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    pid, ports = started()
    return pid, ports


def given():
    gate = world.HOME / "sshd"
    shutil.copy("/usr/sbin/sshd", gate)
    subprocess.run(("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", world.HOME / "key"), check=True)
    os.chown(world.HOME / "key", 65534, 65534)
    os.environ["XDG_STATE_HOME"] = "/mnt/state"
    without_the_right()
    pid, before = started()
    host, target = Local(), Target.to_bind(f":{LOW}")
    made = plan(target, host)
    done = repair(made, host, lambda move: move.safety is not Safety.SHOW)
    marked = os.getxattr(gate, "security.capability").hex()
    pid, after = again(pid)
    back = undo(host)
    pid, finally_ = again(pid)
    os.kill(pid, signal.SIGKILL)
    return {
        "plan": [[move.command, move.deed and move.deed.kind, move.why_shown] for move in made.moves],
        "done": [[row.state.name, row.why] for row in done.done],
        "marked": marked,
        "ports": [before, after, finally_],
        "undone": [[one.fine, one.says] for one in back],
        "left": os.listxattr(gate),
    }


def copied(name, source="/usr/bin/true"):
    path = world.HOME / name
    path.parent.mkdir(exist_ok=True)
    shutil.copy(source, path)
    return str(path)


def refusals():
    """Each for a process that has ended, but for the last two, which may gain nothing or have it already."""
    gate = copied("gate")
    script = world.HOME / "gate.sh"
    script.write_text("#!/bin/sh\n")
    (world.HOME / "closed").mkdir()
    call("mount", b"tmpfs", b"/mnt/home/closed", b"tmpfs", MS_NOSUID, None)
    subprocess.run(("setcap", "cap_net_raw=+ep", copied("raw")), check=True)
    held = []
    for name, words in (("barred", ("--no-new-privs",)), ("able", ())):
        path = copied(name, "/usr/bin/sleep")
        argv = ("setpriv", "--reuid=65534", "--clear-groups", *words, path, "60")
        held.append((path, subprocess.Popen(argv if name == "barred" else (path, "60"))))
    try:
        for path, child in held:
            until = time.monotonic() + 10
            while os.readlink(f"/proc/{child.pid}/exe") != path and time.monotonic() < until:
                time.sleep(0.01)
        said = [
            *(filerights.refused(path, 1, 0) for path in (gate, str(script), copied("python3.11"))),
            *(filerights.refused(path, 1, 0) for path in (copied("closed/gate"), str(world.HOME / "raw"))),
            *(filerights.refused(path, child.pid, signals.started(child.pid)) for path, child in held),
            filerights.refused(gate, held[0][1].pid, signals.started(held[0][1].pid)),
        ]
    finally:
        for _, child in held:
            child.kill()
            child.wait()
    subprocess.run(("setcap", "cap_net_bind_service=+ep", gate), check=True)
    return {"said": said, "as setcap": filerights.held(gate)}


@pytest.mark.parametrize("vantage", MAY)
def test_what_would_help_nobody_or_too_many_is_refused(vantage):
    """And what is written is what setcap(8) writes."""
    said = played(refusals)

    assert ["", SCRIPT, SHARED, NOSUID, OTHERS, BARRED, HAS_IT, OTHER_FILE] == said["said"]
    assert BINDS_LOW == said["as setcap"]


@pytest.mark.parametrize("vantage", MAY)
def test_the_server_has_the_low_port_then_and_not_after_undo(vantage):
    """Denied, given, bound; taken back, denied, and the file as it was to the byte."""
    said = played(given)

    assert [["setcap", "cap_net_bind_service=+ep", "/mnt/home/sshd"]] == [move[0] for move in said["plan"]]
    assert [["APPLIED", "its file has the right; start the server again, and it has it too"]] == said["done"]
    assert [[HIGH], [LOW, HIGH], [HIGH]] == said["ports"]
    assert ([[True, "taken back"]], []) == (said["undone"], said["left"])
