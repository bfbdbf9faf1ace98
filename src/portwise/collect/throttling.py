"""
Whether the CPU quota of its control group holds a process back, watched while it is asked for something.

Version 2 keeps the quota in cpu.max, version 1 in cpu.cfs_quota_us, and both count in cpu.stat the periods that passed
and those in which the group was stopped (Documentation/scheduler/sched-bwc.rst).  Every group above it counts as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, Questions
from portwise.collect.freezer import holding
from portwise.collect.pidfiles import answer
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence
from portwise.model.facts import THROTTLED
from portwise.model.process import Process, Throttle

if TYPE_CHECKING:
    from portwise.formats.cgroup import Cgroup
    from portwise.formats.mountinfo import Mount

PATIENCE = 0.4  # seconds; four periods of the usual length
SOURCE = "cpu.stat of the control group of PID before and after a request"


def throttled(host: Host, seen: Evidence, process: Process) -> Throttle | None:
    """None: neither its group nor one above it has a quota."""
    from portwise.formats import cgroup, http1, mountinfo  # few ask

    groups = cgroup.cgroups(host.read(f"/proc/{process.pid}/cgroup"))
    mounts = mountinfo.mounts(host.read("/proc/self/mountinfo"))
    limits = {path: limit for path in folders(groups, mounts) if (limit := quota(host, path))}
    if not limits:
        return None
    before = {path: periods(host, path) for path in limits}
    host.converse(seen.endpoints[0], http1.of(seen.target) if seen.target.speaks_http else b"", PATIENCE)
    after = {path: periods(host, path) for path in limits}
    gained = {path: (after[path][0] - before[path][0], after[path][1] - before[path][1]) for path in limits}
    worst = max(limits, key=lambda path: gained[path][1])
    return Throttle(worst, limits[worst], *gained[worst])


def folders(groups: tuple[Cgroup, ...], mounts: tuple[Mount, ...]) -> Iterator[str]:
    """The group of a process and those above it, but for the root, which has no quota."""
    below = (group for group in groups if group.path != "/")
    for group, path in holding("cpu", below, mounts):
        depth = group.path.strip("/").count("/") + 1
        yield from (path.rsplit("/", n)[0] if n else path for n in range(depth))


def quota(host: Host, path: str) -> float | None:
    """In processors; None without one, and where the group does not have the controller."""
    try:
        most, period = host.read(f"{path}/cpu.max").split()
    except FileNotFoundError:
        try:
            most, period = host.read(f"{path}/cpu.cfs_quota_us"), host.read(f"{path}/cpu.cfs_period_us")
        except FileNotFoundError:
            return None
    return None if most.strip() in ("max", "-1") else int(most) / int(period)


def periods(host: Host, path: str) -> tuple[int, int]:
    """How many have passed, and in how many the group was stopped."""
    rows = dict(line.split() for line in host.read(f"{path}/cpu.stat").splitlines())
    return int(rows["nr_periods"]), int(rows["nr_throttled"])


def throttling(host: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
    for question in asked:
        source = SOURCE.replace("PID", str(question.key.pid))
        yield answer(host, seen, question, lambda there, who: throttled(there, seen, who), source)


WATCHING = Collector(
    THROTTLED, Cost.DEEP, SOURCE, "systemd-cgtop", throttling, sends="the request once more, to watch its cost"
)
