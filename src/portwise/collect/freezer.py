"""
Whether a process is frozen with its whole cgroup: alive, listening, and never scheduled.

Version 2 tells in cgroup.events (admin-guide/cgroup-v2.rst), version 1 in freezer.state
(admin-guide/cgroup-v1/freezer-subsystem.rst); both speak of a group that a parent froze too.  Where they are mounted
is in mountinfo.  ``docker pause`` and systemd's FreezeUnit() both work by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from portwise.collect.pidfiles import collector
from portwise.host.api import Host
from portwise.model.facts import FROZEN
from portwise.model.process import Process

if TYPE_CHECKING:
    from portwise.formats.cgroup import Cgroup
    from portwise.formats.mountinfo import Mount


def frozen(host: Host, process: Process) -> bool:
    """No group of its own, no freezer: the root of a hierarchy cannot be frozen and has neither file."""
    from portwise.formats import cgroup, mountinfo  # 2 ms that only a doubtful process waits for

    groups = cgroup.cgroups(host.read(f"/proc/{process.pid}/cgroup"))
    mounts = mountinfo.mounts(host.read("/proc/self/mountinfo"))
    return any(says_frozen(host.read(path)) for path in files(groups, mounts))


def says_frozen(text: str) -> bool:
    """``frozen 1`` among the lines of version 2; FROZEN, FREEZING or THAWED alone in version 1."""
    return "frozen 1" in text.splitlines() or text.strip() in ("FROZEN", "FREEZING")


def files(groups: Iterable[Cgroup], mounts: tuple[Mount, ...]) -> Iterator[str]:
    below = (group for group in groups if group.path != "/")
    for group, path in holding("freezer", below, mounts):
        yield f"{path}/cgroup.events" if group.hierarchy == 0 else f"{path}/freezer.state"


def holding(controller: str, groups: Iterable[Cgroup], mounts: tuple[Mount, ...]) -> Iterator[tuple[Cgroup, str]]:
    """The groups in which a controller may be, that of version 2 for any, each with the folder that shows it."""
    for group in groups:
        if group.hierarchy == 0:
            yield group, folder(group, (m for m in mounts if m.kind == "cgroup2"))
        elif controller in group.controllers:
            yield group, folder(group, (m for m in mounts if m.kind == "cgroup" and controller in m.options))


def folder(group: Cgroup, mounts: Iterable[Mount]) -> str:
    """Where a group is seen.  Raises ValueError where no mount shows it, as in a container's own cgroup namespace."""
    for mount in mounts:
        root = mount.root.rstrip("/")
        if f"{group.path}/".startswith(f"{root}/") and not group.path.startswith("/.."):
            return mount.point + group.path.removeprefix(root)
    raise ValueError(f"no mounted cgroup hierarchy shows {group.path}")


FREEZING = collector(FROZEN, frozen, "/proc/PID/cgroup and cgroup.events, systemd-cgls")
