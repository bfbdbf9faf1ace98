"""
Control groups of a world's own: made for one process of it, and removed before the world ends.

Only root can make one; what it is called cannot be met twice, for the inode of a network namespace is its name.
"""

from __future__ import annotations

import os
from pathlib import Path

ONE, TWO = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")  # version 1 and version 2, cgroups(7)
MEMORY = Path("/sys/fs/cgroup/memory")  # version 1
PERIOD = 100_000  # µs, as the kernel has it
MIB = 1 << 20
MADE: list[Path] = []


def hold_back(pid: int, most: int) -> None:
    """Let a process run for *most* of every 100000 µs."""
    group = made(ONE if ONE.is_dir() else TWO)
    one = group / "cpu.cfs_quota_us"
    if one.exists():
        one.write_text(str(most))
    else:
        (group / "cpu.max").write_text(f"{most} {PERIOD}")
    (group / "cgroup.procs").write_text(str(pid))


def narrow(most: int) -> Path:
    """A group that may use *most* MiB, swap included."""
    group = made(MEMORY if MEMORY.is_dir() else TWO)
    one = group / "memory.limit_in_bytes"
    if one.exists():
        one.write_text(str(most * MIB))
        (group / "memory.swappiness").write_text("0")
    else:
        (group / "memory.max").write_text(str(most * MIB))
        if (swap := group / "memory.swap.max").exists():
            swap.write_text("0")
    return group


def enter(group: Path) -> None:
    """What is used from now on counts there; what is started, too."""
    (group / "cgroup.procs").write_text(str(os.getpid()))


def made(above: Path) -> Path:
    group = above / f"portwise-lab-{os.stat('/proc/self/ns/net').st_ino}"
    if group not in MADE:
        group.mkdir()
        MADE.append(group)
    return group


def give_back() -> None:
    """Move what lives back to the root of the hierarchy, and remove the groups."""
    while MADE:
        group = MADE.pop()
        for pid in (group / "cgroup.procs").read_text().split():
            (group.parent / "cgroup.procs").write_text(pid)
        group.rmdir()
