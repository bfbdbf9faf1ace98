"""
Programs of BPF that rule the network of a control group, as cgroup-v2.rst and bpf-cgroup(8) have it.

The group itself is open to all; which programs stand there the kernel tells to root alone (kernel/bpf/syscall.c,
bpf_prog_query()), and for others there are none to be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from portwise.collect.collector import Collector, Cost, Questions, each
from portwise.collect.freezer import folder
from portwise.collect.pidfiles import answer
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence
from portwise.model.facts import HERE, RULED
from portwise.model.process import Hook, Ruled

SOURCE, TO_KNOW = "/proc/PID/cgroup and BPF_PROG_QUERY, bpftool cgroup tree", "sudo bpftool cgroup tree"


def ruled(host: Host, pid: int | str) -> Ruled:
    from portwise.formats import cgroup, mountinfo  # only where something was denied, or nothing answered

    groups = cgroup.cgroups(host.read(f"/proc/{pid}/cgroup"))
    unit = cgroup.unit(cgroup.path(groups))
    two = next((group for group in groups if group.hierarchy == 0), None)
    mounts = [m for m in mountinfo.mounts(host.read("/proc/self/mountinfo")) if m.kind == "cgroup2"]
    if two is None or not mounts:
        return Ruled("", unit, ())
    found: tuple[tuple[str, str], ...] = ()
    with suppress(PermissionError):
        found = host.hooks(folder(two, mounts))
    return Ruled(two.path, unit, tuple(Hook(*pair) for pair in found))


def ruling(host: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
    for question in asked:
        if question.key == HERE:
            yield from OURS(host, seen, (question,))
        else:
            source = SOURCE.replace("PID", str(question.key.pid))
            yield answer(host, seen, question, lambda there, who: ruled(there, who.pid), source)


OURS = each(lambda host, _, __: ruled(host, "self"), SOURCE.replace("PID", "self"), TO_KNOW)
RULING = Collector(RULED, Cost.CHEAP, SOURCE, TO_KNOW, ruling, privilege="the programs of BPF at a control group")
