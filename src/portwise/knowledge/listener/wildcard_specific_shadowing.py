"""
A socket on ``*:3000`` takes connections to every address of the machine, and one on ``127.0.0.1:3000`` those to that
address alone.  Where both are open, the more exact one goes before: the other is hidden at that one address, and
there alone.  ``localhost`` shows one program and the address of the network another, and neither start has failed.

Whether both may be open differs.  macOS and BSD let the two coexist where they have SO_REUSEADDR, which most servers
set by default (``in_pcbbind()``), and Windows does unless a server asks for SO_EXCLUSIVEADDRUSE.  On Linux a socket
that listens keeps the other off with EADDRINUSE, whatever SO_REUSEADDR says; with SO_REUSEPORT on both it does not, and
``compute_score()`` ranks the exact address higher.  Forwarders of containers on the Mac, which listen on every address,
are hidden in this way by a server that somebody starts by hand, or hide behind it.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.knowledge import terms
from portwise.knowledge.terms import binds, processes, splits
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import HERE, LISTENERS
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.target import Endpoint


class Shadow(NamedTuple):
    """Two sockets at one port: the exact one hides the other at its own address."""

    at: Endpoint  # what was asked, and leads to one of them
    near: Socket
    wide: Socket


def shadows(view: View) -> Iterator[Shadow]:
    """Each pair once, where the target leads to one of the two."""
    seen: set[tuple[Socket, Socket]] = set()
    for at, best in binds.met(view):
        for near, wide in pairs(view[LISTENERS.of(HERE)], at.port):
            if best in (near, wide) and (near, wide) not in seen:
                seen.add((near, wide))
                yield Shadow(at, near, wide)


def pairs(listeners: tuple[Socket, ...], port: int) -> Iterator[tuple[Socket, Socket]]:
    mine = [socket for socket in listeners if socket.port == port and not socket.device]
    wides = [socket for socket in mine if socket.address.is_unspecified]
    for near in mine:
        if not near.address.is_unspecified:
            yield from ((near, wide) for wide in wides if wide.covers(terms.in_ipv4(near.address)))


def apart(view: View, shadow: Shadow) -> bool:
    return splits.apart(view, splits.Shared(shadow.at, (shadow.near, shadow.wide)))


CAUSE = Cause(
    id="wildcard-specific-shadowing",
    hop=Hop.LISTENER,
    scope=Scope.MACHINE,
    explains=frozenset({Outcome.CONNECTED, Outcome.RESET, Outcome.EMPTY, Outcome.HTTP_4XX, Outcome.HTTP_5XX}),
    prior=0.0,
    title="{near_app} (pid {near_pid}) at {near_at} hides {wide_app} (pid {wide_pid}), which has the port elsewhere",
    plain="At one address another server answers than at all others: the exact address goes before the wildcard",
    about=About(
        "one socket listens on every address and another on one address alone, at the same port",
        shadows,
        told="{near_who} listens at {near_at}, and {wide_who} on every address",
        denied="no address is taken from a server that listens on all of them",
        once=binds.met,
    ),
    needs=(
        Clause(
            "they belong to programs that nobody started together",
            apart,
            told="nobody started them together, so which program is met depends on the address: {near_at} leads to "
            "{near_app}, any other of this machine to {wide_app}",
            denied="one server has both",
        ),
    ),
    slots={
        "port": lambda _, shadow: str(shadow.near.port),
        "near_at": lambda view, shadow: terms.at(view, shadow.near),
        "near_address": lambda _, shadow: str(shadow.near.address),
        "near_app": lambda view, shadow: terms.app(view, shadow.near),
        "near_pid": lambda view, shadow: terms.pid(view, shadow.near),
        "near_who": lambda view, shadow: processes.who(view, shadow.near),
        "wide_app": lambda view, shadow: terms.app(view, shadow.wide),
        "wide_pid": lambda view, shadow: terms.pid(view, shadow.wide),
        "wide_who": lambda view, shadow: processes.who(view, shadow.wide),
    },
    remedies=(
        Remedy("see both, and since when they run", ("ss", "-ltnp", "sport = :{port}"), Safety.SAFE),
        Remedy("see both", ("lsof", "-nP", "-iTCP:{port}", "-sTCP:LISTEN"), Safety.SAFE, platform="macos"),
        Remedy("see both: the last column is the pid", ("netstat", "-ano"), Safety.SAFE, platform="windows"),
        Remedy(
            "start the one that you need on a port of its own",
            (),
            Safety.SHOW,
            verify="portwise why --bind :NUMBER",
            undo="put the old port back",
            platform="any",
        ),
        Remedy(
            "or stop {near_app} at {near_at}, if nobody needs it, which you alone can tell: then that address leads to "
            "{wide_app} too",
            ("kill", "{near_pid}"),
            Safety.SHOW,
            undo="start it as it was",
            plain="or stop the one at the exact address, if nobody needs it, which you alone can tell",
        ),
        Remedy(
            "or stop {near_app} at {near_at}, if nobody needs it, which you alone can tell",
            ("kill", "{near_pid}"),
            Safety.SHOW,
            undo="start it as it was",
            plain="or stop the one at the exact address, if nobody needs it, which you alone can tell",
            platform="macos",
        ),
        Remedy(
            "or stop {near_app} at {near_at}, if nobody needs it, which you alone can tell",
            ("taskkill", "/PID", "{near_pid}"),
            Safety.SHOW,
            undo="start it as it was",
            plain="or stop the one at the exact address, if nobody needs it, which you alone can tell",
            platform="windows",
        ),
    ),
    prevention=(
        "one port, one project; where a port must be shared, let every server name the address that it is for",
    ),
    suspect="another server at the same port",
    see=(
        "xnu, bsd/netinet/in_pcb.c, in_pcbbind()",
        "https://learn.microsoft.com/windows/win32/winsock/using-so-reuseaddr-and-so-exclusiveaddruse",
        "net/ipv4/inet_hashtables.c, compute_score()",
    ),
)
