"""
A stopped process keeps its sockets.  The kernel completes every handshake for
it and queues the connections: the client is connected at once and then hears
nothing, until the queue is full and further connections time out.  It looks like
a slow server and is one that does not run at all.

Ctrl-Z stops the job in the foreground (SIGTSTP), reading the terminal stops one
in the background (SIGTTIN), and both show as state T (proc_pid_stat(5)).  A
frozen cgroup, by ``docker pause`` or systemctl freeze, leaves the state at S in
version 2; only cgroup.events tells.  A zombie is something else: it has no
sockets any more.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import jobs, processes, queues
from portwise.model.cause import Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import Unreadable, every
from portwise.model.facts import ATTEMPT, CONDITION, FROZEN, KIN, OWNERS
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.service import Job

DOCKER, UNIT = "docker container ", "systemd unit "


def halted(view: View, process: Process) -> bool:
    return view[CONDITION.of(process)].state == "T" or view[FROZEN.of(process)]


def tried(view: View) -> bool:
    """Whether it is known how the attempt went: --passive makes none."""
    try:
        return bool(view[ATTEMPT.of(view.at)])
    except Unreadable:
        return False


def left(view: View, socket: Socket) -> bool:
    """Without an attempt: somebody who came is waiting still.  Else a child that shares the socket may serve them."""
    if not socket.rqueue:
        raise Unreadable(ATTEMPT.of(view.at))
    return True


def all_halted(view: View, socket: Socket) -> bool:
    held_by = view[OWNERS.of(socket.inode)]
    return bool(held_by) and every(held_by, lambda process: halted(view, process))


def how(view: View, socket: Socket) -> str | None:
    held_by = terms.owner(view, socket)
    return held_by and ("stopped" if view[CONDITION.of(held_by)].state == "T" else "frozen")


def job(view: View, socket: Socket) -> Job | None:
    """Of one that is stopped; one that is frozen goes on by nothing that is typed."""
    held_by = terms.owner(view, socket)
    return jobs.of(view, held_by) if held_by and view[CONDITION.of(held_by)].state == "T" else None


def kept_by(kind: str, view: View, socket: Socket) -> str | None:
    held_by = terms.owner(view, socket)
    said = view[KIN.of(held_by)].supervisor if held_by else ""
    return said.removeprefix(kind) if said.startswith(kind) else None


CAUSE = Cause(
    id="process-stopped-or-frozen",
    hop=Hop.PROCESS,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HANG, Outcome.TIMEOUT}),
    prior=0.0,
    title="{app} (pid {pid}) is {how}: the kernel takes connections for it, and nobody answers them",
    plain="The server is stopped or frozen: the kernel takes connections for it, and nobody answers them",
    about=queues.SERVER,
    needs=(
        Clause(
            "no connection of ours was accepted",
            lambda view, socket: not queues.taken(view) if tried(view) else left(view, socket),
            denied="the server accepts connections",
        ),
        Clause(
            "the process that holds it is stopped, or its cgroup is frozen",
            all_halted,
            told="its process is {how}: it keeps its socket and runs not one line of code",
            denied="its process is neither stopped nor frozen",
        ),
    ),
    hints=(
        Hint(
            "it is a job of a shell, which stops one with Ctrl-Z, or for reading from the terminal in the background",
            0.5,
            lambda view, socket: job(view, socket) is not None,
            told="it can be brought back where it was started: it is {job}",
        ),
    ),
    slots={
        "app": terms.app,
        "who": processes.who,
        "at": terms.at,
        "pid": terms.pid,
        "how": how,
        "job": lambda view, socket: jobs.told(job(view, socket)),
        "back": lambda view, socket: jobs.back(job(view, socket)),
        "terminal": lambda view, socket: jobs.place(job(view, socket)),
        "container": lambda view, socket: kept_by(DOCKER, view, socket),
        "unit": lambda view, socket: kept_by(UNIT, view, socket),
    },
    remedies=(
        Remedy(
            "look at it: T in STAT is stopped; TTY is the terminal where it was",
            ("ps", "-o", "pid,stat,tty,lstart,cmd", "-p", "{pid}"),
            Safety.SAFE,
        ),
        Remedy(
            "type in {terminal}: {back}",
            (),
            Safety.SHOW,
            undo="press Ctrl-Z there",
            platform="any",
            plain="in the terminal where Ctrl-Z was pressed, type: fg",
            when="terminal",
        ),
        Remedy(
            "let it go on; a job of a shell then goes on in the background",
            ("kill", "-CONT", "{pid}"),
            Safety.ASK,
            undo="kill -STOP {pid}",
            platform="any",
        ),
        Remedy(
            "its container may be paused: wake it",
            ("docker", "unpause", "{container}"),
            Safety.ASK,
            undo="docker pause {container}",
            platform="any",
        ),
        Remedy(
            "its unit may be frozen: thaw it",
            ("systemctl", "thaw", "{unit}"),
            Safety.ASK,
            needs_root=True,
            undo="systemctl freeze {unit}",
        ),
    ),
    prevention=(
        "stop a server with Ctrl-C; Ctrl-Z only pauses it, and it keeps its port",
        "start what runs in the background with its input from /dev/null",
    ),
    suspect="a stopped process",
    see=(
        "man 7 signal, SIGTSTP and SIGTTIN",
        "man 5 proc_pid_stat",
        "Documentation/admin-guide/cgroup-v2.rst, freezer",
    ),
)
