"""``/proc/<pid>/mountinfo``: which file system is mounted where.  See proc_pid_mountinfo(5)."""

from __future__ import annotations

import re

from portwise.model.record import NamedTuple

OCTAL = re.compile(r"\\([0-7]{3})")


class Mount(NamedTuple):
    root: str  # which folder of the file system is seen here
    point: str
    kind: str  # ext4, tmpfs, cgroup2, …
    options: tuple[str, ...]  # of the file system: version 1 of cgroup names its controllers there


def mounts(text: str) -> tuple[Mount, ...]:
    """Every mount, in order.  Malformed text is a ValueError."""
    return tuple(mount(line) for line in text.splitlines())


def mount(line: str) -> Mount:
    """A hyphen ends the optional fields; blanks within a path are written in octal."""
    here, separator, there = line.partition(" - ")
    if not separator:
        raise ValueError("no separator in /proc/<pid>/mountinfo")
    _, _, _, root, point, *_ = here.split(" ")
    kind, _, options = there.split(" ")
    return Mount(plain(root), plain(point), kind, tuple(options.split(",")))


def plain(path: str) -> str:
    return OCTAL.sub(lambda match: chr(int(match[1], 8)), path)
