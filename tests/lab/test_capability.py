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
from contextlib import contextmanager
from pathlib import Path

import pytest

from portwise.app.fix import plan, repair, undo
from portwise.fix.applier import KEEPS
from portwise.formats.filerights import BINDS_LOW
from portwise.host import filerights, signals
from portwise.host.filerights import (
    BARRED,
    ENDED,
    HAS_IT,
    NOSUID,
    OF_SYSTEM,
    OTHER_FILE,
    OTHERS,
    SCRIPT,
    SHARED,
    STARTS,
)
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


def played(work, **built):
    """What *work* says in a world, as root that may do all but bind low ports."""
    part = (Case("capability", work.__name__, f"--bind :{LOW}", "bind-EACCES", (), **built), Vantage.ROOT)
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
    """Each for a process that has ended, but for those that may gain nothing, have it already, or run another file."""
    gate = copied("gate")
    script = world.HOME / "gate.sh"
    script.write_text("#!/bin/sh\n")
    (world.HOME / "closed").mkdir()
    call("mount", b"tmpfs", b"/mnt/home/closed", b"tmpfs", MS_NOSUID, None)
    raw = copied("raw")
    subprocess.run(("setcap", "cap_net_raw=+ep", raw), check=True)
    barred, able, parent = (
        copied("barred", "/usr/bin/sleep"),
        copied("able", "/usr/bin/sleep"),
        copied("parent", "/bin/sh"),
    )
    named = (gate, str(script), copied("python3.11"), copied("tmux"), "/usr/bin/true", copied("closed/gate"), raw)
    nobody = ("setpriv", "--reuid=65534", "--clear-groups")
    with (
        running(barred, *nobody, "--no-new-privs", barred, "60") as first,
        running(able, able, "60") as second,
        running(parent, *nobody, parent, "-c", "sleep 60; true", children=1) as third,
    ):
        living = ((barred, *first), (able, *second), (parent, *third), (gate, *first))
        said = [filerights.refused(*who) for who in (*((path, 1, 0) for path in named), *living)]
    subprocess.run(("setcap", "cap_net_bind_service=+ep", gate), check=True)
    return {"said": said, "as setcap": filerights.held(gate)}


@contextmanager
def running(path, *argv, children=0):
    """Pid and start time of a program, once it runs that file and has as many children that run others."""
    with subprocess.Popen(argv, start_new_session=True) as child:
        try:
            until = time.monotonic() + 10
            while not has_begun(child.pid, path, children) and time.monotonic() < until:
                time.sleep(0.01)
            yield child.pid, signals.started(child.pid)
        finally:
            os.killpg(child.pid, signal.SIGKILL)


def has_begun(pid, path, children):
    others = [one for one in filerights.of_children(pid) if not os.path.samestat(one, os.stat(path))]
    return os.readlink(f"/proc/{pid}/exe") == path and len(others) == children


@pytest.mark.parametrize("vantage", MAY)
def test_what_would_help_nobody_or_too_many_is_refused(vantage):
    """And what is written is what setcap(8) writes."""
    said = played(refusals)

    assert [ENDED, SCRIPT, SHARED, STARTS, OF_SYSTEM, NOSUID, OTHERS, BARRED, HAS_IT, STARTS, OTHER_FILE] == said[
        "said"
    ]
    assert BINDS_LOW == said["as setcap"]


@pytest.mark.parametrize("vantage", MAY)
def test_the_server_has_the_low_port_then_and_not_after_undo(vantage):
    """Denied, given, bound; taken back, denied, and the file as it was to the byte."""
    said = played(given)

    assert [["setcap", "cap_net_bind_service=+ep", "/mnt/home/sshd"]] == [move[0] for move in said["plan"]]
    assert [["APPLIED", "its file has the right; start the server again, and it has it too"]] == said["done"]
    assert [[HIGH], [LOW, HIGH], [HIGH]] == said["ports"]
    assert ([[True, KEEPS]], []) == (said["undone"], said["left"])


# A unit runs it as an ordinary user; it stays when one of its two ports is denied to it
UNIT = f"""
[Service]
User=nobody
ExecStart=/mnt/home/sshd {" ".join(OPTIONS).format(home="/mnt/home")} -p {HIGH} -p {LOW}
StandardOutput=file:/mnt/home/log
StandardError=append:/mnt/home/log
"""
ORDERS = (
    "mkdir -p /run/sshd && cp /usr/sbin/sshd /mnt/home/sshd",
    "ssh-keygen -q -t ed25519 -N '' -f /mnt/home/key && chown nobody /mnt/home/key",
    "systemctl start gate.service",
)


def kept():
    """The same for a server of systemd, in one run."""
    os.environ["XDG_STATE_HOME"] = "/mnt/home/state"
    without_the_right()
    gate, host, target = world.HOME / "sshd", Local(), Target.to_bind(f":{LOW}")
    before = listens_at({HIGH})
    made = plan(target, host)
    done = repair(made, host, lambda move: move.safety is not Safety.SHOW)
    after = listens_at({HIGH, LOW})
    marked = os.getxattr(gate, "security.capability").hex()
    back = undo(host)
    return {
        "plan": [[move.command, move.then, move.deed and move.deed.grade.name] for move in made.moves],
        "done": [[row.state.name, row.why] for row in done.done],
        "reached": [done.after.target.raw, done.after.verdict.value],
        "marked": marked,
        "ports": [before, after, listens_at({HIGH})],
        "undone": [[one.fine, one.says] for one in back],
        "left": os.listxattr(gate),
    }


def listens_at(ports):
    until = time.monotonic() + 10
    while (found := world.listening()) != ports and time.monotonic() < until:
        time.sleep(0.01)
    return sorted(found)


@pytest.mark.parametrize("vantage", MAY)
def test_a_unit_is_started_again_in_the_same_run(vantage):
    """The right, the unit, and a client at the port; taken back, the file first, and the unit once more."""
    said = played(kept, units={"gate.service": UNIT}, orders=ORDERS)

    setcap, restart = ["setcap", "cap_net_bind_service=+ep", "/mnt/home/sshd"], ["systemctl", "restart", "gate.service"]
    assert [[setcap, restart, "EQUIVALENT"]] == said["plan"]
    assert ([["APPLIED", ""]], [f":{LOW}", "reachable"]) == (said["done"], said["reached"])
    assert ([[HIGH], [LOW, HIGH], [HIGH]], BINDS_LOW) == (said["ports"], said["marked"])
    assert ([[True, "taken back"]], []) == (said["undone"], said["left"])
