"""
What memory a control group may use, and how often the kernel killed a process in it for want of memory.

Version 2 counts in memory.events.local (admin-guide/cgroup-v2.rst), version 1 in memory.oom_control
(admin-guide/cgroup-v1/memory.rst): each group for itself, without those below.
Both count a kill for want of the machine's memory too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.collect.freezer import holding
from portwise.collect.pidfiles import here_or
from portwise.host.api import Host
from portwise.model.facts import MEMORY
from portwise.model.process import Memory

if TYPE_CHECKING:
    from portwise.formats.cgroup import Cgroup

UNLIMITED = 1 << 62  # version 1 writes the highest number of pages
SOURCE = "/proc/PID/cgroup, memory.events.local or memory.oom_control of the group"


def memory(host: Host, pid: int | str) -> Memory | None:
    """None: no group of it counts memory."""
    from portwise.formats import cgroup, mountinfo  # only where a server that ran is gone

    groups = cgroup.cgroups(host.read(f"/proc/{pid}/cgroup"))
    mounts = mountinfo.mounts(host.read("/proc/self/mountinfo"))
    for group, path in holding("memory", groups, mounts):
        if found := counted(host, group, path):
            return found
    return None


def counted(host: Host, group: Cgroup, path: str) -> Memory | None:
    """None in the root of version 2, which has no such file, and where version 1 has the controller."""
    two, one = ("memory.events.local", "memory.max"), ("memory.oom_control", "memory.limit_in_bytes")
    names = two if group.hierarchy == 0 else one
    path = path.rstrip("/")
    try:
        rows, most = (host.read(f"{path}/{name}") for name in names)
    except FileNotFoundError:
        return None
    kills = dict(line.split() for line in rows.splitlines()).get("oom_kill", "0")
    limit = 0 if most.strip() == "max" or int(most) > UNLIMITED else int(most)
    return Memory(path, group.path, limit, int(kills))


WEIGHING = here_or(MEMORY, memory, SOURCE, "cat /proc/self/cgroup")
