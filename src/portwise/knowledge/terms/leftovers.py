"""Which process is a leftover: ours by the folder it works in, forgotten by its kin and its state."""

from __future__ import annotations

from portwise.knowledge.terms import processes
from portwise.model.cause import View
from portwise.model.evidence import some
from portwise.model.facts import CONDITION, KIN, OWNERS
from portwise.model.net import Socket
from portwise.model.process import Process, Project

STOPPED = "Tt"  # by a signal, by a debugger: proc_pid_stat(5)


def left_over(view: View, socket: Socket) -> bool:
    tests = (here, stopped, alone)
    return some(
        ((test, p) for p in view[OWNERS.of(socket.inode)] for test in tests), lambda pair: pair[0](view, pair[1])
    )


def of_this_project(view: View, socket: Socket) -> bool:
    return some(view[OWNERS.of(socket.inode)], lambda process: here(view, process))


def here(view: View, process: Process) -> bool:
    """Whether it works in the project that portwise is asked from."""
    return same(processes.asked_project(view), processes.project(view, process))


def same(mine: Project | None, other: Project | None) -> bool:
    """One project, or one inside the other; two packages beside each other in one repository are two."""
    if mine is None or other is None:
        return False
    return within(mine.root, other.root) or within(other.root, mine.root)


def within(folder: str, root: str) -> bool:
    return folder == root or folder.startswith(f"{root.rstrip('/')}/")


def stopped(view: View, process: Process) -> bool:
    return view[CONDITION.of(process)].state in STOPPED


def alone(view: View, process: Process) -> bool:
    return view[KIN.of(process)].orphaned


def why(view: View, socket: Socket) -> str | None:
    """The first reason that holds, in words."""
    process = processes.holder(view, socket)
    if process is None:
        return None
    if stopped(view, process):
        return "it is stopped and serves nobody"
    return "it works in this project" if here(view, process) else "nobody looks after it any more"


def halted(view: View, socket: Socket) -> str | None:
    process = processes.holder(view, socket)
    return "stopped" if process and stopped(view, process) else None
