"""Who runs: identity, kinship and condition of processes."""

from __future__ import annotations

import re

from portwise.model.record import NamedTuple

UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"))
SECONDS = 120.0  # up to here people count seconds
JUST_NOW = 3.0  # and below that they do not count
HOME = r"(/home/[^/]+|(?:[A-Za-z]:)?/Users/[^/]+|/root)(?=/|$)"


BY_USER = "--user "  # before a unit of the systemd of the user who asks, systemctl(1)


class Process(NamedTuple):
    """Identity is pid and start time: a pid alone is used again."""

    pid: int
    started: int  # clock ticks after boot, proc_pid_stat(5) field 22
    name: str  # comm, at most 15 bytes


class Condition(NamedTuple):
    """The scheduler's view of a process, proc_pid_status(5)."""

    state: str  # R S D T t Z I
    parent: int
    session: int
    tracer: int  # pid of a debugger, 0 without
    threads: int


class Kin(NamedTuple):
    """The ancestors of a process, nearest first, and who keeps it running."""

    ancestors: tuple[Process, ...]
    supervisor: (
        str  # "shell bash", "systemd unit nginx.service", "docker container 4f3a", … "" when nobody was recognised
    )
    orphaned: bool  # its session leader and its parent are gone
    service: str = ""  # the unit whose main process it is, or wraps it, and in which we are not; `BY_USER` before it


class Project(NamedTuple):
    """The project that a folder belongs to."""

    root: str
    name: str
    worktree: str  # root of the git worktree, "" outside git


class Fds(NamedTuple):
    used: int
    soft_limit: int


class Throttle(NamedTuple):
    """The CPU quota of a control group, and how often it stopped the group while somebody waited for an answer."""

    group: str  # its folder
    processors: float  # that it allows
    periods: int  # that passed meanwhile
    stopped: int  # in so many of them


class Memory(NamedTuple):
    """The control group of a process, by its memory: how much it may use, and how often the kernel killed for it."""

    group: str  # its folder
    path: str  # as the kernel's log names it, "/" for the root that the process sees
    limit: int  # bytes, 0 without
    kills: int  # processes that the kernel killed in it, for want of its memory or of the machine's


class Hook(NamedTuple):
    """A program of BPF at a control group, and where it stands: connect4, bind6, egress, …"""

    at: str
    name: str  # "" for one without


class Ruled(NamedTuple):
    """The control group of version 2 that a process lives in, and the programs that rule its network."""

    group: str  # its path, "" without one
    unit: str  # of systemd, "" without one
    hooks: tuple[Hook, ...]  # those that may be seen


class Program(NamedTuple):
    """Which well-known server a process runs, and what it does when the port it wants is taken."""

    name: str  # "vite", "" when not recognised
    called: str  # what people call the process: "vite", "node server.js", "postgres"
    moves: bool  # takes another port than the wanted one, by itself or after a question


def in_words(seconds: float) -> str:
    """A span of time: ``12 s``, ``5 minutes``, ``3 days``."""
    if seconds < SECONDS:
        return f"{max(seconds, 0):.0f} s"
    size, unit = next((size, unit) for size, unit in UNITS if seconds >= size)
    count = int(seconds // size)
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def aged(seconds: float) -> str:
    """How old a process is: ``just started``, ``12 s old``, ``3 days old``."""
    return "just started" if seconds < JUST_NOW else f"{in_words(seconds)} old"


def at_home(path: str, asked_from: str) -> str:
    """``~/shop`` in the home that was asked from, ``~ann/shop`` in another."""
    home, here = re.match(HOME, path), re.match(HOME, asked_from)
    if home is None:
        return path
    mine = here is not None and here[1] == home[1]
    return ("~" if mine else f"~{home[1].rpartition('/')[2]}") + path[home.end() :]
