"""Who runs: identity, kinship and condition of processes."""

from __future__ import annotations

from typing import NamedTuple


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


class Project(NamedTuple):
    """The project that a folder belongs to."""

    root: str
    name: str
    worktree: str  # root of the git worktree, "" outside git


class Fds(NamedTuple):
    used: int
    soft_limit: int


class Program(NamedTuple):
    """Which well-known server a process runs, and what it does when the port it wants is taken."""

    name: str  # "vite", "" when not recognised
    called: str  # what people call the process: "vite", "node server.js", "postgres"
    moves: bool  # takes another port than the wanted one, by itself or after a question
