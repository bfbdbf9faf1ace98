"""
Who is in the way of bind(2), ip(7) and ipv6(7).

The attempt of portwise sets neither SO_REUSEADDR nor SO_REUSEPORT, so whatever
overlaps it is in its way: ``inet_csk_get_port()`` and ``inet_rcv_saddr_equal()`` in
net/ipv4/inet_connection_sock.c.  Nor does it set IPV6_V6ONLY: as servers do, it wants
IPv4 too with :: unless the machine says otherwise (net.ipv6.bindv6only).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portwise.knowledge import terms
from portwise.knowledge.terms import processes, splits
from portwise.model.cause import Clause, View
from portwise.model.evidence import none
from portwise.model.facts import ATTEMPT, COMMAND, CONNECTIONS, DATAGRAMS, FROM_HERE, HERE, LIMITS, LISTENERS, LOCAL
from portwise.model.net import Connection, Socket
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.target import Address, Endpoint, Intent, Transport

LONGEST = 60  # characters of a command line that tell who it is
VERIFY = "portwise why --bind {target}"  # what a remedy of a bind is verified by
AGAIN = "portwise {again}"  # the same where a cause speaks of connects too, with the slot `again`


class Held(NamedTuple):
    """A socket that was met, and where."""

    at: Endpoint
    socket: Socket


def conflicts(socket: Socket, endpoint: Endpoint, alone: bool = False) -> bool:
    """Whether *socket*, in whatever state, keeps *endpoint* from being bound, with *alone* for IPv6 only."""
    return socket.port == endpoint.port and overlap(socket.address, socket.v6only, endpoint.address, alone)


def occupies(row: Connection, endpoint: Endpoint, alone: bool = False) -> bool:
    """The same for a connection: its local end holds the port like any other socket."""
    return row.local.port == endpoint.port and overlap(row.local.address, True, endpoint.address, alone)


def overlap(held: Address, v6only: bool, wanted: Address, alone: bool = False) -> bool:
    """
    Whether two addresses share a destination.

    An unspecified address stands for its family, :: without IPV6_V6ONLY (*alone* on
    the side that wants) for both.  A mapped address (::ffff:127.0.0.1) counts as the
    IPv4 address that it is (``ipv6_rcv_saddr_equal()``).
    """
    held, wanted = terms.in_ipv4(held), terms.in_ipv4(wanted)
    if held.version == wanted.version:
        return held == wanted or held.is_unspecified or wanted.is_unspecified
    six, only = (held, v6only) if held.version == 6 else (wanted, alone)
    return six.is_unspecified and not only


def alone(view: View, held: Address) -> bool:
    """Whether :: is wanted for IPv6 alone; asked only where that decides, for a holder in IPv4."""
    decides = view.at.address.version == 6 and view.at.address.is_unspecified and terms.in_ipv4(held).version == 4
    return decides and view[LIMITS.of(HERE)].bindv6only


def waiting(view: View) -> tuple[Socket, ...]:
    """Sockets that serve the port: LISTEN in TCP, every bound one in UDP, which has no LISTEN (udp(7))."""
    return view[(DATAGRAMS if view.target.transport is Transport.UDP else LISTENERS).of(HERE)]


def stands(view: View, socket: Socket) -> bool:
    """Whether *socket* is in the way of the bind that was tried; its port comes first, which spares a question."""
    return socket.port == view.at.port and conflicts(socket, view.at, alone(view, socket.address))


def in_the_way(view: View) -> list[Socket]:
    """Sockets that serve the port and overlap what was to be bound."""
    return [socket for socket in waiting(view) if stands(view, socket)]


def met(view: View) -> Iterator[Held]:
    """The sockets of this machine that the client reaches, or that are in the way of a bind."""
    view[FROM_HERE.of(HERE)]
    for at in view.endpoints:
        if view[LOCAL.of(at.address)]:
            listeners = view[LISTENERS.of(HERE)]
            if view.target.intent is Intent.BIND:
                yield from (Held(at, socket) for socket in listeners if conflicts(socket, at))
            elif best := splits.serving(listeners, at):
                yield Held(at, best)


def connections(view: View) -> list[Connection]:
    """TCP connections whose local end is in the way; a datagram port has nothing to do with them."""
    tcp = view.target.transport is Transport.TCP
    mine = [row for row in view[CONNECTIONS.of(view.at.port)] if tcp and row.local.port == view.at.port]
    return [row for row in mine if occupies(row, view.at, alone(view, row.local.address))]


def holds(view: View, socket: Socket) -> bool:
    """Whether the attempt, connect or bind, meets *socket*."""
    return stands(view, socket) if view.target.intent is Intent.BIND else terms.takes(view, socket)


IN_USE: Clause[Any] = Clause(
    "bind(2) said EADDRINUSE",
    lambda view, _: view[ATTEMPT.of(view.at)].outcome is Outcome.BIND_EADDRINUSE,
    denied="the kernel did not say that the port is in use",
    trivial=True,
)
NOT_DENIED: Clause[Any] = Clause(
    "nobody was denied: bind(2) says EACCES before it looks for other sockets (net/ipv4/af_inet.c, __inet_bind())",
    lambda view, _: view[ATTEMPT.of(view.at)].outcome is not Outcome.BIND_EACCES,
    denied="bind(2) was denied before it looked for other sockets",
    trivial=True,
)
NOBODY_SERVES: Clause[Any] = Clause(
    "no server listens there",
    lambda view, _: none(view[LISTENERS.of(HERE)], lambda socket: holds(view, socket)),
    denied="a server listens there",
    trivial=True,
)


def again(view: View, _: object) -> str:
    bind = view.target.intent is Intent.BIND
    return f"why --bind {view.target.raw}" if bind else f"why {view.target.raw}"


def place(_: View, socket: Socket) -> str:
    """Where a socket sits, in words: the other family is the surprise."""
    if not socket.address.is_unspecified:
        return f"at {socket.address}"
    if socket.address.version == 4:
        return "on every IPv4 address"
    return "on every IPv6 address" if socket.v6only else "on every address, IPv4 and IPv6"


def held(view: View, socket: Socket) -> str:
    """``listens on 127.0.0.1:8080, which 0.0.0.0 includes``: why two addresses that differ are in each other's way."""
    verb = "receives on" if view.target.transport is Transport.UDP else "listens on"
    mine, wanted = socket.address, view.at.address
    if wanted.is_unspecified and (not mine.is_unspecified or mine.version < wanted.version):
        return f"{verb} {socket.endpoint}, which {wanted} would include"
    wider = mine.is_unspecified and (not wanted.is_unspecified or mine.version != wanted.version)
    return f"{verb} {socket.endpoint}, which includes {wanted}" if wider else f"{verb} {socket.endpoint}"


def command(view: View, socket: Socket) -> str | None:
    """The command line of the first holder, cut where it is long; its name where it has none, as children may."""
    held_by = processes.holder(view, socket)
    line = held_by and (" ".join(" ".join(view[COMMAND.of(held_by)]).split()) or held_by.name)
    return line if not line or len(line) <= LONGEST else f"{line[:LONGEST]}…"
