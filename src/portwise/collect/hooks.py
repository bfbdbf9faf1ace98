"""
Programs of BPF that rule the network of a control group, as cgroup-v2.rst and bpf-cgroup(8) have it.

The group itself is open to all; which programs stand there the kernel tells to root alone (kernel/bpf/syscall.c,
bpf_prog_query()), and for others there are none to be seen.
"""

from __future__ import annotations

from contextlib import suppress

from portwise.collect.freezer import folder
from portwise.collect.pidfiles import here_or
from portwise.host.api import Host
from portwise.model.facts import RULED
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


RULING = here_or(RULED, ruled, SOURCE, TO_KNOW, privilege="the programs of BPF at a control group")
