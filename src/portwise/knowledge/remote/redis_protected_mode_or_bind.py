"""
Redis guards itself in two ways.  ``bind 127.0.0.1 -::1`` of its example configuration makes
the kernel refuse every other address.  Where it is bound wider and nobody has set a
password, protected mode takes the connection, says "-DENIED Redis is running in protected
mode because protected mode is enabled …" to whoever does not come from 127.0.0.1, ::1
or a Unix socket, and closes (networking.c, acceptCommonHandler()).  A client reads that
as an error of its first command, or as a connection that was reset.

Mind whose address counts: the one that the client comes *from*.  A client on the same
machine that connects to the machine's LAN address comes from that address, and is denied.

"-NOAUTH" and "+PONG" are answers of a server that was reached.
"""

from __future__ import annotations

from portwise.knowledge.terms import addressing, databases, edits, processes
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import some
from portwise.model.facts import ATTEMPT, BANNER, HERE, LISTENERS, OWNERS, PROGRAM
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.target import Endpoint

DENIED = "-DENIED"


class Guarded(NamedTuple):
    """Where the client came, and the socket on loopback that it did not come to; None in protected mode."""

    endpoint: Endpoint
    loopback: Socket | None


def guarded(view: View) -> list[Guarded]:
    """Where no attempt was made, that nobody listens as Redis does is no finding either."""
    return [found for endpoint in databases.redis(view) for found in kept_out(view, endpoint)]


def kept_out(view: View, endpoint: Endpoint) -> list[Guarded]:
    refused = view[ATTEMPT.of(endpoint)].outcome is Outcome.REFUSED
    return apart(view, endpoint) if refused else denied(view, endpoint)


def denied(view: View, endpoint: Endpoint) -> list[Guarded]:
    return [Guarded(endpoint, None)] if view[BANNER.of(endpoint)].text.startswith(DENIED) else []


def apart(view: View, endpoint: Endpoint) -> list[Guarded]:
    rows = [s for s in view[LISTENERS.of(HERE)] if s.port == endpoint.port]
    if any(s.covers(endpoint.address) for s in rows):
        return []
    mine = [s for s in rows if s.address.is_loopback and is_redis(view, s)]
    return [Guarded(endpoint, socket) for socket in mine[:1]]


def is_redis(view: View, socket: Socket) -> bool:
    return some(view[OWNERS.of(socket.inode)], lambda process: view[PROGRAM.of(process)].name == "redis")


def how(_: View, it: Guarded) -> str:
    if it.loopback is None:
        return "has no password, and in protected mode it talks to loopback only"
    return f"is bound to {it.loopback.address} only"


def server(view: View, it: Guarded) -> Process | None:
    return processes.holder(view, it.loopback) if it.loopback else None


def opened(view: View, it: Guarded) -> edits.Change | None:
    """Only of one with a password."""
    held = server(view, it)
    return addressing.redis(view, held, it.endpoint.address) if held else None


def seen(view: View, it: Guarded) -> str | None:
    if it.loopback is None:
        return f"it says {view[BANNER.of(it.endpoint)].text[:60]!r}"
    who = processes.who(view, it.loopback)
    return who and f"{who} listens at {it.loopback.endpoint}"


CAUSE = Cause(
    id="redis-protected-mode-or-bind",
    hop=Hop.LISTENER,
    scope=Scope.MACHINE,
    explains=frozenset({Outcome.CONNECTED, Outcome.REFUSED}),
    prior=0.0,
    title="Redis {how}, and the client used {address}",
    plain="Redis talks to clients on loopback only",
    about=About(
        "Redis says that it is in protected mode, or listens on loopback only where the client came by another address",
        guarded,
        told="{seen}",
        denied="no Redis says that it is in protected mode, and none keeps to loopback",
        once=databases.redis,
    ),
    needs=(),
    slots={
        "how": how,
        "seen": seen,
        "address": lambda _, it: str(it.endpoint.address),
        "port": lambda _, it: str(it.endpoint.port),
        **edits.slots(opened, server),
    },
    remedies=(
        Remedy(
            "on this machine, come by loopback",
            ("redis-cli", "-h", "127.0.0.1", "-p", "{port}", "ping"),
            Safety.SAFE,
            platform="any",
        ),
        *edits.remedies(": it has a password, which whoever comes has to know"),
        Remedy(
            "for others: set a password (requirepass, or ACL), which only you can choose, bind 127.0.0.1 {address} in "
            "redis.conf, and start it again; without one whoever reaches {address} can read, change and delete all of "
            "it, so that no program opens it, and protected mode alone is not to be switched off",
            (),
            Safety.SHOW,
            undo="put the old lines back, and start it again",
            platform="any",
            when="unknown_way",
        ),
    ),
    prevention=("set the password before binding wider: a Redis without one is found within hours",),
    suspect="a Redis that guards itself",
    see=("https://redis.io/docs/latest/operate/oss_and_stack/management/security/#protected-mode",),
)
