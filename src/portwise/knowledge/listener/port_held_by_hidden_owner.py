"""
Two owners of a port that the usual tools name wrongly or not at all.

The first is a process whose leader has left while other threads live on: exit(2) ends a thread, and a program whose
main thread ends so (a Go or Rust binding, a crashed handler) becomes a zombie with threads.  /proc/PID/fd of the
leader is empty, so ss -p, lsof and fuser print no owner; the socket is in /proc/PID/task/TID/fd.  A plain zombie, of
which only the exit status is left, holds nothing.

The second is a child that inherited the listening socket, for nobody had set close-on-exec: the server is gone, and
``sleep``, a shell or ``tail`` has the port.  It never accepts, so clients are connected and hear nothing, and the
next server fails with EADDRINUSE.
"""

from __future__ import annotations

from contextlib import suppress

from portwise.knowledge import terms
from portwise.knowledge.terms import binds, processes, staff
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.evidence import Unreadable, every
from portwise.model.facts import KIN, OPEN, OWNERS, THREADS
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.process import Process

INIT = 1  # it and systemd adopt whoever is left over, and hold no socket of theirs
# programs that open no port of their own
NO_SERVERS = frozenset(
    ("sh", "bash", "dash", "zsh", "fish", "sleep", "tail", "cat", "tee", "less", "more", "watch", "timeout", "script")
) | frozenset(("git", "make", "npm", "yarn", "pnpm", "grep", "find", "xargs", "vim", "nano", "ssh-agent", "gpg-agent"))


def ghost(view: View, socket: Socket) -> Process | None:
    """The zombie of which a thread has the socket, where no process as a whole has it."""
    with suppress(Unreadable):
        if view[OWNERS.of(socket.inode)]:
            return None
    return next(iter(view[THREADS.of(socket.inode)]), None)


def heir(view: View, socket: Socket) -> Process | None:
    """The child that inherited it: no server by its name, and nobody above it has the socket."""
    held_by = terms.owner(view, socket)
    if held_by is None or held_by.name not in NO_SERVERS:
        return None
    above = (one for one in view[KIN.of(held_by)].ancestors if one.pid != INIT and one.name != "systemd")
    link = staff.SOCKET.format(socket.inode)
    return held_by if every(above, lambda process: link not in view[OPEN.of(process)]) else None


def owner(view: View, socket: Socket) -> Process | None:
    return ghost(view, socket) or heir(view, socket)


def how(view: View, socket: Socket) -> str | None:
    if held_by := ghost(view, socket):
        return (
            f"{held_by.name} (pid {held_by.pid}) has ended but for a thread, which has the socket; tools look at the "
            "process and see none"
        )
    held_by = heir(view, socket)
    return held_by and f"{processes.introduced(view, held_by)} inherited it from a server that is gone"


def title(view: View, socket: Socket) -> str | None:
    if held_by := ghost(view, socket):
        return f"A thread of {held_by.name} (pid {held_by.pid}), which is a zombie otherwise"
    held_by = heir(view, socket)
    return held_by and f"{processes.called(view, held_by)} (pid {held_by.pid}), which inherited it"


def pid(view: View, socket: Socket) -> str | None:
    held_by = owner(view, socket)
    return held_by and str(held_by.pid)


CAUSE = Cause(
    id="port-held-by-hidden-owner",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    ways=frozenset({Way.BIND}),
    explains=frozenset({Outcome.BIND_EADDRINUSE}),
    prior=0.5,
    title="{holder}, has port {port}",
    plain="A process has the port whom the usual tools do not name",
    about=About(
        "a server has that port, at the same address or one that includes it",
        binds.in_the_way,
        told="a socket listens at {at}",
        denied="no server has the port",
    ),
    needs=(
        Clause(
            "its owner is a thread of a zombie, or a program that serves nothing and inherited the socket",
            lambda view, socket: owner(view, socket) is not None,
            told="{how}",
            denied="its owner is a server, and shows itself",
        ),
    ),
    slots={
        "holder": title,
        "how": how,
        "port": terms.port,
        "at": terms.at,
        "pid": pid,
    },
    remedies=(
        Remedy(
            "see it with your own eyes: the sockets of its threads, and its state",
            ("sh", "-c", "ps -o pid,ppid,stat,nlwp,lstart,cmd -p {pid}; ls -l /proc/{pid}/task/*/fd | grep socket"),
            Safety.SAFE,
            verify=binds.VERIFY,
        ),
        Remedy(
            "end it; threads go with their process",
            ("kill", "{pid}"),
            Safety.ASK,
            verify=binds.VERIFY,
            undo="start the server again",
        ),
        Remedy(
            "or start yours on another port",
            (),
            Safety.SHOW,
            verify="portwise why --bind :NUMBER",
            undo="put the old port back",
            platform="any",
        ),
    ),
    prevention=(
        "set close-on-exec on listening sockets: Python and Go do, C and old Node addons do not",
        "end a server with its whole process group: kill -TERM -PGID",
    ),
    suspect="an owner of the port that does not show",
    see=("man 2 exit, NOTES", "man 5 proc_pid_task", "man 2 fcntl, FD_CLOEXEC", "kernel/exit.c, exit_files()"),
)
