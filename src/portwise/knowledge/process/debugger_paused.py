"""
A debugger stops a program with ptrace(2): at a breakpoint, at an exception, or
because it has just been attached.  All its threads stand still, and the kernel
goes on completing handshakes in its name: the client is connected at once, and
nobody reads what it sends.  The state of the process is t, and TracerPid names
who holds it (proc_pid_status(5)); T, without a tracer, is a stop by signal and
another cause.

Node, the JVM and debugpy stop inside the program, at a breakpoint of their own
protocol.  To the kernel such a process just sleeps; what can be seen is the
debugger's connection to its inspector port.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.knowledge import terms
from portwise.knowledge.terms import processes, queues
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import every, some
from portwise.model.facts import CONDITION, CONNECTIONS, HERE, KIN, LISTENERS, OWNERS, SELF
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.process import Process

INSPECTORS = {9229: "Node", 9230: "Node", 5005: "JDWP", 5678: "debugpy"}  # the ports that their manuals name


def held(view: View, process: Process) -> bool:
    """By ptrace(2), or asleep with a debugger at its inspector; one that computes is in a loop of its own."""
    state = view[CONDITION.of(process)].state
    return state == "t" or (state == "S" and some(inspectors(view), lambda s: inspected(view, process, s)))


def inspectors(view: View) -> Iterator[Socket]:
    return (socket for socket in view[LISTENERS.of(HERE)] if socket.port in INSPECTORS)


def inspected(view: View, process: Process, socket: Socket) -> bool:
    """Whether that inspector is the process's own, and somebody is connected to it."""
    here = any(c.state == "ESTABLISHED" and c.inode for c in view[CONNECTIONS.of(socket.port)])
    return here and process in view[OWNERS.of(socket.inode)]


def all_held(view: View, socket: Socket) -> bool:
    held_by = view[OWNERS.of(socket.inode)]
    return bool(held_by) and every(held_by, lambda process: held(view, process))


def tracer(view: View, socket: Socket) -> str | None:
    """The pid of who holds it by ptrace(2); None where the debugger speaks another way."""
    held_by = terms.owner(view, socket)
    number = view[CONDITION.of(held_by)].tracer if held_by else 0
    return str(number) if number else None


def ends(view: View, socket: Socket) -> str | None:
    """Who may be ended for it: neither he who started the program, which would end with him, nor he who started us."""
    found, held_by = tracer(view, socket), terms.owner(view, socket)
    if not found or not held_by:
        return None
    above = [*view[KIN.of(held_by)].ancestors, *view[KIN.of(view[SELF.of(HERE)])].ancestors]
    return None if int(found) in {one.pid for one in above} else found


def inspector(view: View, socket: Socket) -> str | None:
    held_by = terms.owner(view, socket)
    if held_by is None or tracer(view, socket):
        return None
    return next((str(s.port) for s in inspectors(view) if inspected(view, held_by, s)), None)


def how(view: View, socket: Socket) -> str | None:
    by, port = tracer(view, socket), inspector(view, socket)
    if by:
        return f"its state is t, and pid {by} traces it"
    return f"a debugger is connected to its inspector, port {port}, and the program sleeps" if port else None


CAUSE = Cause(
    id="debugger-paused",
    hop=Hop.PROCESS,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HANG, Outcome.TIMEOUT}),
    prior=0.0,
    title="A debugger holds {app} (pid {pid}): the kernel takes connections for it, and nobody answers them",
    plain="A debugger holds the server: the kernel takes connections for it, and nobody answers them",
    about=queues.SERVER,
    needs=(
        queues.NOBODY_ACCEPTED,
        Clause(
            "a debugger holds the process: state t, or asleep with a client at its inspector",
            all_held,
            told="it is at a breakpoint: {how}",
            denied="no debugger holds its process",
        ),
    ),
    slots={
        "app": terms.app,
        "who": processes.who,
        "at": terms.at,
        "pid": terms.pid,
        "how": how,
        "tracer": tracer,
        "ends": ends,
        "inspector": inspector,
    },
    remedies=(
        Remedy(
            "see which debugger holds it, and in which terminal",
            ("ps", "-o", "pid,tty,user,lstart,cmd", "-p", "{tracer}"),
            Safety.SAFE,
        ),
        Remedy(
            "see which debugger is connected to its inspector",
            ("ss", "-tnp", "dport = :{inspector}"),
            Safety.SAFE,
        ),
        Remedy(
            "press Continue there (c in gdb, F5 or F8 in an editor), or detach; then take the breakpoint out",
            (),
            Safety.SHOW,
            undo="set the breakpoint again",
            platform="any",
        ),
        Remedy(
            "a debugger that nobody looks at any more: end it, and the program goes on",
            ("kill", "{ends}"),
            Safety.ASK,
            undo="attach it again",
            when="ends",
        ),
    ),
    prevention=(
        "log points instead of breakpoints on a server that others use",
        "--inspect rather than --inspect-brk, which waits for a debugger before the first line",
    ),
    suspect="a debugger",
    see=("man 2 ptrace", "man 5 proc_pid_status, TracerPid", "https://nodejs.org/en/learn/getting-started/debugging"),
)
