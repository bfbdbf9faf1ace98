"""
What memory a control group may use, and how often the kernel killed a process in it for want of memory.

Version 2 counts in memory.events.local (admin-guide/cgroup-v2.rst), version 1 in memory.oom_control
(admin-guide/cgroup-v1/memory.rst): each group for itself, without those below.
Both count a kill for want of the machine's memory too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, Questions, each
from portwise.collect.freezer import folder
from portwise.collect.pidfiles import answer
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence
from portwise.model.facts import HERE, MEMORY
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
    for group in groups:
        if (two := group.hierarchy == 0) or "memory" in group.controllers:
            held = (m for m in mounts if (m.kind == "cgroup2" if two else m.kind == "cgroup" and "memory" in m.options))
            if found := counted(host, group, folder(group, held), two):
                return found
    return None


def counted(host: Host, group: Cgroup, path: str, two: bool) -> Memory | None:
    """None in the root of version 2, which has no such file, and where version 1 has the controller."""
    names = ("memory.events.local", "memory.max") if two else ("memory.oom_control", "memory.limit_in_bytes")
    path = path.rstrip("/")
    try:
        rows, most = (host.read(f"{path}/{name}") for name in names)
    except FileNotFoundError:
        return None
    kills = dict(line.split() for line in rows.splitlines()).get("oom_kill", "0")
    limit = 0 if most.strip() == "max" or int(most) > UNLIMITED else int(most)
    return Memory(path, group.path, limit, int(kills))


def weighing(host: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
    for question in asked:
        if question.key == HERE:
            yield from OURS(host, seen, (question,))
        else:
            source = SOURCE.replace("PID", str(question.key.pid))
            yield answer(host, seen, question, lambda there, who: memory(there, who.pid), source)


OURS = each(lambda host, _, __: memory(host, "self"), SOURCE.replace("PID", "self"), "cat /proc/self/cgroup")
WEIGHING = Collector(MEMORY, Cost.CHEAP, SOURCE, "cat /proc/self/cgroup", weighing)
