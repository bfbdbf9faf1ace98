"""
Since macOS 12 a Mac can take pictures and sound from other devices: the AirPlay Receiver.  It is switched on as the
Mac is delivered, it is part of ControlCenter, and it listens at ports 5000 and 7000 on every address, IPv4 and IPv6.

Port 5000 is also where Flask, ASP.NET and many a tutorial have their servers.  Such a server fails to start with
EADDRINUSE, or it binds 127.0.0.1:5000 beside the receiver, which macOS allows where the socket has SO_REUSEADDR; then
``localhost`` leads to the receiver by ::1 and to the server by 127.0.0.1.  Whoever meets the receiver is told 403
Forbidden with an empty page, by a server that calls itself AirTunes: it looks like a right that is missing, and is
another program.

To end ControlCenter does not help, for launchd starts it again at once.  It is switched off in the settings, or the
server moves.
"""

from __future__ import annotations

from collections.abc import Iterable

from portwise.knowledge import terms
from portwise.knowledge.terms import binds, processes
from portwise.knowledge.terms.binds import Held
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.evidence import Unreadable, some
from portwise.model.facts import ATTEMPT, HERE, HTTP, OWNERS, SYSTEM
from portwise.model.outcome import Outcome
from portwise.model.target import Intent

MACOS = "darwin"
RECEIVER = "ControlCenter"
CALLED = "AirTunes/"  # Server header of every version


def programs(view: View) -> Iterable[Held]:
    """Of one program one socket is enough."""
    found: dict[int, Held] = {}
    for held in binds.met(view):
        found.setdefault(held.socket.inode, held)
    return found.values()


def is_receiver(view: View, held: Held) -> bool:
    """By the name of its holder; by how it calls itself where that is not known."""
    try:
        return some(view[OWNERS.of(held.socket.inode)], lambda process: process.name == RECEIVER)
    except Unreadable:
        if view.target.intent is Intent.BIND or not says_so(view, held):
            raise
        return True


def says_so(view: View, held: Held) -> bool:
    return view.target.asks_in_the_clear and view[HTTP.of(held.at)].server.startswith(CALLED)


def shown(view: View, held: Held) -> str:
    if view.target.intent is Intent.CONNECT and says_so(view, held):
        answer = view[HTTP.of(held.at)]
        return f"what answers at {held.at} calls itself {answer.server} and says {answer.status}"
    return f"{processes.who(view, held.socket)} listens at {held.socket.endpoint}"


CAUSE = Cause(
    id="macos-airplay-receiver",
    hop=Hop.LISTENER,
    scope=Scope.MACHINE,
    ways=frozenset({Way.TCP, Way.BIND}),
    explains=frozenset({Outcome.CONNECTED, Outcome.HTTP_4XX, Outcome.BIND_EADDRINUSE}),
    prior=0.5,
    title="The AirPlay Receiver of macOS (ControlCenter, pid {pid}) has port {port}",
    plain="The AirPlay Receiver of macOS has the port",
    about=About(
        "a server has that port",
        programs,
        denied="no server has the port",
        trivial=True,
        once=binds.met,
    ),
    needs=(
        Clause(
            "the machine is a Mac: receivers of AirPlay on other systems are programs that somebody installed",
            lambda view, _: view[SYSTEM.of(HERE)].platform == MACOS,
            denied="this machine is no Mac",
            trivial=True,
        ),
        Clause(
            "ControlCenter holds it, or what answers calls itself AirTunes",
            is_receiver,
            told="{shown}",
            denied="its holder is another program than ControlCenter",
        ),
        Clause(
            "a bind was told that the port is in use, where one was tried",
            lambda view, held: view[ATTEMPT.of(held.at)].outcome is not Outcome.BOUND,
            denied="the port could be bound beside it",
            trivial=True,
        ),
    ),
    slots={
        "pid": lambda view, held: terms.pid(view, held.socket),
        "port": lambda _, held: str(held.at.port),
        "shown": shown,
        "free": lambda _, held: str(held.at.port + 1),
        "again": binds.again,
    },
    remedies=(
        Remedy(
            "see who it is",
            ("lsof", "-nP", "-iTCP:{port}", "-sTCP:LISTEN"),
            Safety.SAFE,
            verify=binds.AGAIN,
            platform="macos",
        ),
        Remedy(
            "switch the receiver off: System Settings > General > AirDrop & Handoff > AirPlay Receiver (on macOS 12 "
            "System Preferences > Sharing); to end ControlCenter does not help, launchd starts it again",
            (),
            Safety.SHOW,
            verify=binds.AGAIN,
            undo="switch it on again",
            platform="macos",
        ),
        Remedy(
            "or start your server on another port, {free} for example",
            (),
            Safety.SHOW,
            verify="portwise why --bind :{free}",
            undo="put the old port back",
            platform="macos",
        ),
    ),
    prevention=("give projects that run on Macs other ports than 5000 and 7000",),
    suspect="AirPlay",
    see=(
        "https://github.com/nickstenning/honcho/pull/229",
        "https://developer.apple.com/forums/thread/682332",
        "xnu, bsd/netinet/in_pcb.c, in_pcbbind()",
    ),
)
