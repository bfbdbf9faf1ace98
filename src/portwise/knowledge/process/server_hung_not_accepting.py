"""
listen(2) is all that the kernel needs to complete handshakes; accept(2) is the
program's part.  A blocked event loop, a deadlock, a read from a dead file server
or an endless loop keeps it from accept(2): the client is connected, what it sends
is even acknowledged, and nothing comes back.  Later, when the queue is full,
connections time out instead.

That nobody accepted can be seen by every user: until then the server's end of
the connection belongs to no file, so SOCK_DIAG gives its inode as 0
(net/core/sock.c, sock_i_ino()).
"""

from __future__ import annotations

from functools import partial

from portwise.knowledge import terms
from portwise.knowledge.terms import edits, processes, queues, restarts, unforwarded
from portwise.model.cause import Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import some
from portwise.model.facts import CONDITION, EXE, OWNERS
from portwise.model.net import Socket
from portwise.model.outcome import Outcome


def computes(view: View, socket: Socket) -> bool:
    return some(view[OWNERS.of(socket.inode)], lambda process: view[CONDITION.of(process)].state == "R")


def run_by(name: str, view: View, socket: Socket) -> str | None:
    """The pid where that program runs it; a SIGUSR1 ends whatever does not expect it (signal(7))."""
    held_by = terms.owner(view, socket)
    runs = held_by and view[EXE.of(held_by)].rpartition("/")[2].startswith(name)
    return str(held_by.pid) if held_by and runs else None


def again(view: View, socket: Socket) -> str | None:
    """As it was started; None where somebody else starts it again."""
    held_by = processes.holder(view, socket)
    return edits.by_hand(view, held_by) if held_by else None


def unit(view: View, socket: Socket) -> str | None:
    held_by = processes.holder(view, socket)
    return edits.unit(view, held_by) if held_by else None


CAUSE = Cause(
    id="server-hung-not-accepting",
    hop=Hop.PROCESS,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HANG, Outcome.TIMEOUT}),
    prior=0.0,
    title="{app} (pid {pid}) listens on port {port} and accepts nobody",
    plain="The server listens and accepts nobody",
    about=queues.SERVER,
    needs=(
        Clause(
            "the server accepts nobody: a connection of ours, or those in its full queue, belong to no process",
            queues.untaken,
            told="the kernel made the connection in its name, and it was never accepted: {crowd} in the queue{ours}",
            denied="the server accepts connections",
        ),
    ),
    hints=(Hint("its process computes without a pause (state R)", 1.0, computes),),
    excludes=(unforwarded.KEPT,),
    yields_to=(  # they say why nothing is accepted
        "process-stopped-or-frozen",
        "debugger-paused",
        "worker-pool-exhausted",
        "fd-or-watcher-limit-exhausted",
        "cpu-or-io-starvation",
    ),
    slots={
        "app": terms.app,
        "who": processes.who,
        "at": terms.at,
        "pid": terms.pid,
        "port": terms.port,
        "hidden": processes.hidden,
        "crowd": queues.crowd,
        "ours": queues.ours,
        "python": partial(run_by, "python"),
        "java": partial(run_by, "java"),
        "node_pid": partial(run_by, "node"),
        "again": again,
        "unit": unit,
        "unknown_way": restarts.unknown(again, unit),
    },
    remedies=(
        processes.AS_ROOT,
        Remedy(
            "see whether it computes (R), waits (S) or hangs on a disk (D), and in which call of the kernel",
            ("ps", "-o", "pid,stat,wchan:20,cmd", "-p", "{pid}"),
            Safety.SAFE,
        ),
        Remedy(
            "see where a Python program stands",
            ("py-spy", "dump", "--pid", "{pid}"),
            Safety.SAFE,
            when="python",
            platform="any",
        ),
        Remedy("see where a Java program stands", ("jstack", "{pid}"), Safety.SAFE, when="java", platform="any"),
        Remedy(
            "let Node open its inspector, then look with chrome://inspect",
            ("kill", "-USR1", "{node_pid}"),  # a look, and one that changes the program
            Safety.SHOW,
            undo="restart it without",
            platform="any",
        ),
        Remedy(
            "once you know why, or if it must run again now: have systemd start {unit} again",
            ("systemctl", "restart", "{unit}"),
            Safety.ASK,
            needs_root=True,
            plain="once you know why, or if it must run again now: have systemd start it again",
            when="unit",
        ),
        *restarts.restarts(
            "once you know why, or if it must run again now: stop {who}",
            "then start it again as it was",
            "once you know why, or if it must run again now: stop it",
        ),
        Remedy(
            "once you know why, or if it must run again now: stop {who}, and start it",
            ("kill", "{pid}"),
            Safety.SHOW,
            undo="start it again",
            platform="any",
            plain="once you know why, or if it must run again now: stop it, and start it",
            when="unknown_way",
        ),
    ),
    prevention=("give every call to the outside a timeout", "let the health check make a request, not only connect"),
    suspect="a server that hangs",
    see=("man 2 accept", "man 2 listen", "man 5 proc_pid_wchan"),
)
