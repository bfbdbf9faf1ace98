"""
Sockets of processes that have ended but for a thread.

A thread-group leader that leaves with exit(2) alone becomes a zombie and closes its own table of descriptors; the
other threads keep theirs, under /proc/PID/task/TID/fd (kernel/exit.c, exit_files()).
"""

from __future__ import annotations

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.openfiles import GONE
from portwise.collect.pidfiles import stat_of
from portwise.collect.staff import identity, processes
from portwise.host.api import Host
from portwise.model.facts import THREADS
from portwise.model.process import Process

SOURCE, TO_KNOW = "/proc/*/task/*/fd of zombies; ss, lsof and fuser do not look there", "ls -l /proc/*/task/*/fd"
ALONE = 1


def threads(host: Host, inode: int) -> tuple[Process, ...]:
    found = (identity(stat) for pid in zombies(host) if holds(host, pid, inode) for stat in [stat_of(host, pid)])
    return tuple(found)


def zombies(host: Host) -> list[int]:
    """With threads that live on: the count of a process that is over altogether is one."""
    found = []
    for pid in processes(host):
        try:
            stat = stat_of(host, pid)
        except GONE:
            continue
        found += [pid] if stat.state == "Z" and stat.num_threads > ALONE else []
    return found


def holds(host: Host, pid: int, inode: int) -> bool:
    """Raises PermissionError where they are another user's; the leader has no table, and only root may see that."""
    goal = f"socket:[{inode}]"
    for thread in (name for name in host.names(f"/proc/{pid}/task") if name != str(pid)):
        folder = f"/proc/{pid}/task/{thread}/fd"
        try:
            if any(host.link(f"{folder}/{number}") == goal for number in host.names(folder)):
                return True
        except GONE:
            continue
    return False


HAUNTING = Collector(
    THREADS,
    Cost.SLOW,
    SOURCE,
    TO_KNOW,
    each(lambda host, _, inode: threads(host, inode), SOURCE, TO_KNOW),
    privilege="sees the threads of other users' processes",
)
