"""
Processes as people speak of them, and whose they are.

Whether a process belongs to a project is decided by the folder it works in, never by its name: everybody's server is
called node.  Slots fall back to what is open to every user where the better word cannot be read.
"""

from __future__ import annotations

from contextlib import suppress

from portwise.knowledge.terms import forwarders
from portwise.model.cause import Remedy, Safety, View
from portwise.model.container import FORWARDERS
from portwise.model.evidence import Unreadable, some
from portwise.model.facts import AGE, CWD, FOLDER, HERE, KIN, OWNERS, PROGRAM, PROJECT, WANTED
from portwise.model.net import Socket
from portwise.model.process import Process, Project, aged, at_home, in_words

KERNEL = (4, "System")  # of Windows


def holder(view: View, socket: Socket) -> Process | None:
    """The first process that holds *socket*; None where the kernel does."""
    return next(iter(view[OWNERS.of(socket.inode)]), None)


def hidden(view: View, socket: Socket) -> str | None:
    """Who may see the holder of *socket*, where whoever asks may not, proc_pid_fd(5)."""
    try:
        view[OWNERS.of(socket.inode)]
    except Unreadable:
        return "root"
    return None


AS_ROOT = Remedy(
    "ask again as root: the server is another user's, and then portwise names it, why it does not answer, and the "
    "step that helps",
    ("sudo", "portwise", "why", "{target}"),
    Safety.SAFE,
    needs_root=True,
    when="hidden",
)


def called(view: View, process: Process) -> str:
    """``vite`` rather than ``node``; the name that the kernel keeps where the command line cannot be read."""
    try:
        return view[PROGRAM.of(process)].called
    except Unreadable:
        return process.name


def name(view: View, socket: Socket) -> str | None:
    held_by = holder(view, socket)
    return held_by and called(view, held_by)


def age(view: View, socket: Socket) -> str | None:
    """How long its holder has been running: ``12 s``, ``5 minutes``, ``3 days``."""
    held_by = holder(view, socket)
    return held_by and in_words(view[AGE.of(held_by)])


def folder(view: View, socket: Socket) -> str | None:
    """Where its holder works, with ``~`` for the home of whoever asks."""
    held_by = holder(view, socket)
    return held_by and at_home(view[CWD.of(held_by)], view[FOLDER.of(HERE)])


def who(view: View, socket: Socket) -> str | None:
    """``vite (pid 35301, ~/shop, 12 s old)``; what cannot be read is left out."""
    held_by = holder(view, socket)
    return held_by and introduced(view, held_by)


def introduced(view: View, process: Process) -> str:
    told = [f"pid {process.pid}"]
    with suppress(Unreadable):
        told.append(at_home(view[CWD.of(process)], view[FOLDER.of(HERE)]))
    with suppress(Unreadable):
        told.append(aged(view[AGE.of(process)]))
    return f"{called(view, process)} ({', '.join(told)})"


def supervisor(view: View, socket: Socket) -> str | None:
    """Who keeps its holder running; empty where nobody was recognised."""
    held_by = holder(view, socket)
    return (held_by and view[KIN.of(held_by)].supervisor) or None


def project(view: View, process: Process) -> Project | None:
    """The project of the folder that a process works in."""
    return view[PROJECT.of(view[CWD.of(process)])]


def asked_project(view: View) -> Project | None:
    """The project that portwise was asked from."""
    return view[PROJECT.of(view[FOLDER.of(HERE)])]


def same(one: Project, other: Project) -> bool:
    """Two folders of one repository are one project, and so is a folder within another."""
    roots = (f"{one.root}/", f"{other.root}/")
    nested = roots[0].startswith(roots[1]) or roots[1].startswith(roots[0])
    return nested or ("" != one.worktree == other.worktree)


def of_this_project(view: View, socket: Socket) -> bool:
    """Whether a holder of *socket* works in the project that was asked from."""
    here = asked_project(view)
    return here is not None and some(view[OWNERS.of(socket.inode)], lambda p: related(here, project(view, p)) is True)


def of_another_project(view: View, socket: Socket) -> bool:
    """Whether a holder works in a project, and not in the one that was asked from."""
    here = asked_project(view)
    return here is not None and some(view[OWNERS.of(socket.inode)], lambda p: related(here, project(view, p)) is False)


def related(here: Project, there: Project | None) -> bool | None:
    """None: it works in no project."""
    return None if there is None else same(here, there)


def moved_from(view: View, socket: Socket, port: int) -> bool:
    """Whether a holder is a program that takes another port when its own is taken, and *port* is its own."""
    return some(view[OWNERS.of(socket.inode)], lambda p: view[PROGRAM.of(p)].moves and view[WANTED.of(p)] == port)


def stoppable(view: View, socket: Socket) -> str | None:
    """
    The pid of its holder, unless an engine of containers would miss it: then the container is to be stopped.

    Nobody stops the kernel, which has a number on Windows.
    """
    held_by = holder(view, socket)
    able = held_by and held_by.name not in FORWARDERS and (held_by.pid, held_by.name) != KERNEL
    return str(held_by.pid) if held_by and able else None


def container(view: View, socket: Socket) -> str | None:
    """The container for which its holder has the port."""
    held_by = holder(view, socket)
    box = forwarders.served(view, held_by, socket) if held_by else None
    return box.ref.name if box else None


def engine(view: View, socket: Socket) -> str | None:
    """The program that stops that container."""
    held_by = holder(view, socket)
    box = forwarders.served(view, held_by, socket) if held_by else None
    return box.ref.engine.kind if box else None


def stops(does: str, plain: str = "") -> tuple[Remedy, ...]:
    """End the process of the slot ``pid`` and start it again, in the words of each system; the rest is as in Remedy."""
    told = {"linux": ("kill", "{pid}"), "macos": ("kill", "{pid}"), "windows": ("taskkill", "/PID", "{pid}")}
    return tuple(
        Remedy(does, argv, Safety.ASK, undo="start it as it was", platform=at, plain=plain) for at, argv in told.items()
    )


def url(view: View, socket: Socket) -> str:
    """What to open instead of the target: its own host where *socket* answers there, else the address of *socket*."""
    host = view.target.host
    bound = socket.address
    if not socket.covers(view.at.address) and not (view.target.is_loopback_name and bound.is_loopback):
        host = str(bound)
    shown = f"[{host}]" if ":" in host else host
    scheme = f"{view.target.scheme}://" if view.target.url else ""
    return f"{scheme}{shown}:{socket.port}{view.target.path if scheme else ''}"
