"""
Signals to processes that are really meant: by pidfd, pidfd_open(2), pidfd_send_signal(2).

A descriptor of a process names it for good, a number does not.  It is opened first and the start time compared after:
then the process that has the number is the one that was meant, and stays so.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from portwise.formats import procstat
from portwise.model.process import Process
from portwise.model.record import NamedTuple

Descendants = Callable[[], tuple[Process, ...]]
AT_ONCE = 1.0  # seconds that the kernel has for SIGKILL
TO_STOP = 3.0  # seconds in which who was told to stop has had the processor, on a busy machine
PAUSE = 0.001  # seconds between two looks; only a parent is told when a process stops
ROUNDS = 50  # a tree that still grows after so many looks is a fork bomb


class Grip(NamedTuple):
    process: Process
    descriptor: int

    def send(self, number: signal.Signals) -> bool:
        """Whether it was still there to take it.  Raises PermissionError."""
        try:
            signal.pidfd_send_signal(self.descriptor, number)
        except ProcessLookupError:
            return False
        return True

    @property
    def ended(self) -> bool:
        """Readable once the process has ended, also while its parent has not taken note."""
        return not waited((self,), 0)


def grip(process: Process) -> Grip | None:
    """None where it has ended, also where another process has its number by now."""
    try:
        descriptor = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return None
    if started(process.pid) == process.started:
        return Grip(process, descriptor)
    os.close(descriptor)
    return None


@contextmanager
def gripped(processes: Iterable[Process]) -> Iterator[tuple[Grip, ...]]:
    """Those that are still there; all are let go of at the end."""
    held: list[Grip] = []
    try:
        held.extend(mine for process in processes if (mine := grip(process)))  # one by one: some may raise
        yield tuple(held)
    finally:
        for mine in held:
            os.close(mine.descriptor)


def started(pid: int) -> int | None:
    """Ticks after boot, proc_pid_stat(5); None where nobody has that number."""
    try:
        found = stat(pid)
    except (OSError, ValueError):
        return None
    return found and found.starttime


def myself() -> str:
    """Pid and start time, ``4711.812345``: nobody else has both."""
    return f"{os.getpid()}.{started(os.getpid())}"


def stat(pid: int) -> procstat.Stat | None:
    """None where nobody has that number.  Raises OSError where it may not be seen."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="surrogateescape") as file:
            return procstat.stat(file.read())
    except (FileNotFoundError, ProcessLookupError):
        return None


def holds(process: Process, inodes: frozenset[int]) -> bool:
    """
    Whether one of its descriptors is one of these sockets.  Raises PermissionError.

    Where its first thread has ended, the others have them still, and only their own folders show it, pthread_exit(3).
    """
    wanted = {f"socket:[{inode}]" for inode in inodes}
    if has(f"/proc/{process.pid}/fd", wanted):
        return True
    threads = alone(process.pid)
    return any(has(f"/proc/{process.pid}/task/{thread}/fd", wanted) for thread in threads)


def has(folder: str, wanted: set[str]) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(led(entry) in wanted for entry in entries)
    except FileNotFoundError:
        return False


def alone(pid: int) -> tuple[str, ...]:
    """The threads of a process whose first one has ended; none of any other."""
    found = stat(pid)
    if found is None or found.state != "Z":
        return ()
    with suppress(FileNotFoundError, ProcessLookupError):
        return tuple(thread for thread in os.listdir(f"/proc/{pid}/task") if thread != str(pid))
    return ()


def led(entry: os.DirEntry[str]) -> str:
    try:
        return os.readlink(entry.path)
    except FileNotFoundError:
        return ""  # closed while we looked


def waited(grips: Iterable[Grip], patience: float) -> tuple[Grip, ...]:
    """Those that have not ended after *patience* seconds."""
    until = time.monotonic() + patience
    left = {g.descriptor: g for g in grips}
    poll = select.poll()
    for descriptor in left:
        poll.register(descriptor, select.POLLIN)
    while left and (over := poll.poll(max(until - time.monotonic(), 0) * 1000)):
        for descriptor, _ in over:
            poll.unregister(descriptor)
            del left[descriptor]
    return tuple(left.values())


def ended_by_force(grips: tuple[Grip, ...], below: Descendants) -> list[tuple[Process, str]]:
    """
    Stop the whole tree, look for who was started meanwhile, stop those, and so on until nobody is new; then end all.

    A process that is stopped starts no other, so that the tree is whole when it is ended.
    """
    held = {g.process: g for g in grips}
    own: list[Grip] = []
    try:
        new = list(grips)
        for _ in range(ROUNDS):
            told = [g.process for g in new if allowed(g, signal.SIGSTOP)]
            if not told:
                break
            halted(told)
            new = [g for process in below() if process not in held and (g := grip(process))]
            own += new
            held |= {g.process: g for g in new}
        sent = [(g.process, "SIGKILL") for g in held.values() if allowed(g, signal.SIGKILL)]
        waited(held.values(), AT_ONCE)
    except BaseException:  # Ctrl-C in between: nobody is left stopped
        for g in held.values():
            allowed(g, signal.SIGCONT)
        raise
    finally:
        for g in own:
            os.close(g.descriptor)
    return sent


def halted(processes: Iterable[Process]) -> None:
    """Until they have stopped or ended: a stop is taken when a process next has the processor, signal(7)."""
    until = time.monotonic() + TO_STOP
    for process in processes:
        while not stands(process) and time.monotonic() < until:
            time.sleep(PAUSE)  # only its parent is told that it stopped, wait(2)


def stands(process: Process) -> bool:
    """Also one that is not to be seen any more."""
    try:
        found = stat(process.pid)
    except (OSError, ValueError):
        return True
    return found is None or found.starttime != process.started or found.state in "TtZX"


def allowed(held: Grip, number: signal.Signals) -> bool:
    """One below it that became another user's is not ours to end, kill(2)."""
    try:
        return held.send(number)
    except PermissionError:
        return False
