"""
A control group may have a quota of processor time: docker --cpus, CPUQuota= of a
unit, a limit in Kubernetes.  When the group has used its share of a period, usually
of 100 ms, the kernel stops all its processes until the next one begins
(kernel/sched/fair.c, throttle_cfs_rq()).  The handshake costs the server nothing,
for the kernel does it; the answer does.  So the client is connected at once, and
what takes 50 ms of computing takes five seconds at a hundredth of a processor.

The machine is idle meanwhile, and top shows a process with a few per cent: only
cpu.stat of its group tells, where nr_throttled counts the periods in which it was
stopped.  portwise reads it before and after a request of its own.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import processes, queues
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import some
from portwise.model.facts import OWNERS, THROTTLED
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.process import Process, Throttle

DOCKER, UNIT = "docker container ", "systemd unit "
BOXED = "container "  # in the name of any other that keeps the group
ONE = ("/sys/fs/cgroup/cpu/", "/sys/fs/cgroup/cpu,")  # where the controller of version 1 is mounted


def held_back(view: View, process: Process) -> bool:
    """Stopped in at least half of the periods; one that sleeps uses up nothing."""
    throttle = view[THROTTLED.of(process)]
    return throttle is not None and throttle.stopped > 0 and throttle.stopped * 2 >= throttle.periods


def anybody(view: View, socket: Socket) -> bool:
    return some(view[OWNERS.of(socket.inode)], lambda process: held_back(view, process))


def throttle(view: View, socket: Socket) -> Throttle | None:
    held_by = terms.owner(view, socket)
    return view[THROTTLED.of(held_by)] if held_by else None


def share(view: View, socket: Socket) -> str | None:
    """``1 % of one processor``, ``1.5 processors``."""
    seen = throttle(view, socket)
    if seen is None:
        return None
    return f"{seen.processors * 100:g} % of one processor" if seen.processors < 1 else f"{seen.processors:g} processors"


def stopped(view: View, socket: Socket) -> str | None:
    seen = throttle(view, socket)
    return f"{seen.stopped} of {seen.periods} periods" if seen else None


def group(view: View, socket: Socket) -> str | None:
    seen = throttle(view, socket)
    return seen.group if seen else None


def kept_by(kind: str, view: View, socket: Socket) -> str | None:
    keeper = processes.supervisor(view, socket) or ""
    return keeper.removeprefix(kind) if keeper.startswith(kind) else None


def knob(view: View, socket: Socket) -> str | None:
    """What gives a group two processors that nobody but whoever made it keeps, in version 1 or 2 of cgroups(7)."""
    seen, keeper = throttle(view, socket), processes.supervisor(view, socket) or ""
    if seen is None or keeper.startswith(UNIT) or BOXED in keeper:
        return None
    one = seen.group.startswith(ONE)
    return f"echo 200000 >{seen.group}/cpu.cfs_quota_us" if one else f"echo 200000 100000 >{seen.group}/cpu.max"


CAUSE = Cause(
    id="cpu-or-io-starvation",
    hop=Hop.PROCESS,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HANG}),
    prior=0.0,
    title="{app} (pid {pid}) may use {share}, and is stopped before it can answer",
    plain="The server is stopped by its quota of processor time before it can answer",
    about=queues.SERVER,
    needs=(
        Clause(
            "the connection came about, and no answer came in time",
            lambda view, _: queues.unanswered(view),
            denied="the server answers, or no connection came about",
        ),
        Clause(
            "while a request waited, the kernel stopped its control group for having used up its quota",
            anybody,
            told="while a request of ours waited, the kernel stopped its group in {stopped}: it may use {share}",
            denied="no quota holds its processes back",
        ),
    ),
    slots={
        "app": terms.app,
        "who": processes.who,
        "at": terms.at,
        "pid": terms.pid,
        "share": share,
        "stopped": stopped,
        "group": group,
        "knob": knob,
        "container": lambda view, socket: kept_by(DOCKER, view, socket),
        "unit": lambda view, socket: kept_by(UNIT, view, socket),
    },
    remedies=(
        Remedy("see how often the group is stopped: nr_throttled", ("cat", "{group}/cpu.stat"), Safety.SAFE),
        Remedy(
            "let its container use more",
            ("docker", "update", "--cpus", "2", "{container}"),
            Safety.ASK,
            undo="docker update --cpus <the number before> {container}",
            platform="any",
        ),
        Remedy(
            "let its unit use more",
            ("systemctl", "set-property", "--runtime", "{unit}", "CPUQuota=200%"),
            Safety.ASK,
            needs_root=True,
            undo="systemctl revert {unit}",
        ),
        Remedy(
            "let the group use two processors, until whoever made it says otherwise",
            ("sh", "-c", "{knob}"),
            Safety.ASK,
            needs_root=True,
            undo="write there what cat {group}/cpu.max or cpu.cfs_quota_us shows before",
            when="knob",
        ),
        Remedy(
            "see what else in the group computes: a build or a scan beside the server takes from the same share",
            ("systemd-cgtop", "-n", "1", "--cpu=time"),
            Safety.SAFE,
        ),
    ),
    prevention=("a quota with room for the start and for a busy minute", "watch nr_throttled"),
    suspect="too little processor time",
    see=(
        "Documentation/scheduler/sched-bwc.rst",
        "Documentation/admin-guide/cgroup-v2.rst, cpu.max",
        "man 5 systemd.resource-control, CPUQuota",
    ),
)
