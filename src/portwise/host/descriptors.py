"""Who holds a socket: the links in /proc/*/fd, proc_pid_fd(5)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from itertools import islice

from portwise.host.api import Holders
from portwise.model.process import Process

# A server opens its listeners before it has clients, and 18,000 descriptors of one process take 100 ms.
EARLY = 64
PARTS = ((0, EARLY), (EARLY, None))


def holders(
    pids: Iterable[str], inodes: Iterable[int], identify: Callable[[str], Process], every: bool = False
) -> Holders:
    """Until every inode has one holder, or all: first the early descriptors of every process, then the others."""
    wanted = {f"socket:[{inode}]": inode for inode in inodes if inode}
    found: list[tuple[int, Process]] = []
    hidden = 0
    for start, stop in PARTS:
        longer: list[str] = []
        for pid in pids:
            if not wanted:
                break
            try:
                links = led(pid, start, stop)
                found += claimed(wanted, links, pid, identify, every)
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended while we looked
            except (PermissionError, ValueError):
                hidden += 1
                continue
            longer += [pid] if len(links) == EARLY else []
        pids = longer
    return Holders(tuple(found), hidden)


def claimed(
    wanted: dict[str, int], links: Iterable[str], pid: str, identify: Callable[[str], Process], every: bool
) -> list[tuple[int, Process]]:
    """Taken off the list only when it is known who holds it, and where one is enough."""
    if not (held := wanted.keys() & links):
        return []
    process = identify(pid)
    return [(wanted[link] if every else wanted.pop(link), process) for link in held]


def led(pid: str, start: int, stop: int | None) -> list[str]:
    """Where descriptors lead; the folder is read no further than that."""
    with os.scandir(f"/proc/{pid}/fd") as entries:
        return [link(entry) for entry in islice(entries, start, stop)]


def link(entry: os.DirEntry[str]) -> str:
    try:
        return os.readlink(entry.path)
    except FileNotFoundError:
        return ""  # closed while we looked
