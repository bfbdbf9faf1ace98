"""
A socket bound to one address is no socket for any other: a server on 192.168.1.5
is not at 127.0.0.1, one on 127.0.1.1 (where Debian's hosts file puts the name of
the machine) is not at 127.0.0.1, one on 127.0.0.1 is not at ::1.  The kernel finds
nothing for the destination of the SYN (``__inet_lookup_listener()`` compares it
with the bound address) and resets.  The server's log says "listening on port 8000"
and means it.

SO_BINDTODEVICE narrows in the same way, by interface: ss prints 0.0.0.0%eth0:8000,
lsof and netstat print 0.0.0.0:8000 and hide it.

The proof is a control experiment: the bound address does answer.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import listeners, openers, processes, projectfiles, restarts
from portwise.model.cause import About, Cause, Clause, Hop, Scope, View
from portwise.model.evidence import some
from portwise.model.facts import ASIDE, HERE, INTERFACES, LISTENERS
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.target import Address, Endpoint


def narrow(view: View) -> list[Socket]:
    """Listeners of that port with one address, or with one interface."""
    mine = [s for s in view[LISTENERS.of(HERE)] if s.port == view.at.port]
    return [s for s in mine if s.device or not s.address.is_unspecified]


def doors(view: View, socket: Socket) -> list[Address]:
    """The addresses at which *socket* can be met: its own, or those of its interface."""
    if not socket.address.is_unspecified:
        return [socket.address]
    mine = [i for i in view[INTERFACES.of(HERE)] if i.number == socket.device]
    return [a for i in mine for a in i.addresses if socket.covers(a) and not a.is_link_local]


def answers(view: View, socket: Socket) -> bool:
    return some(
        doors(view, socket),
        lambda address: view[ASIDE.of(Endpoint(address, socket.port))].outcome is Outcome.CONNECTED,
    )


def bound(view: View, socket: Socket) -> str:
    """As ss prints it."""
    if not socket.device:
        return str(socket.address)
    name = next((i.name for i in view[INTERFACES.of(HERE)] if i.number == socket.device), str(socket.device))
    return f"{socket.address}%{name}"


def door(view: View, socket: Socket) -> str | None:
    """What to dial, brackets included."""
    return next((str(Endpoint(address, socket.port)) for address in doors(view, socket)), None)


def again(view: View, socket: Socket) -> str | None:
    """The command that has it at the address that was asked for; None where it has no known option for it."""
    return restarts.at_address(view, socket, view.at.address)


CAUSE = Cause(
    id="bound-to-specific-other-address",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.0,
    title="{app} listens at {bound} only, and the client used {address}",
    plain="The server listens at one other address of this machine only",
    about=About(
        "a server listens on that port at one address or interface only",
        narrow,
        told="{who} listens on {bound} port {port}, and at no other address",
        denied="no server has that port at any other address",
        once=listeners.on_port,
    ),
    needs=(
        terms.OUR_ADDRESS,
        terms.NOBODY_LISTENS,
        Clause(
            "at its own address it answers",
            answers,
            told="{door} answers",
            denied="at its own address it does not answer either",
        ),
    ),
    yields_to=(
        "unspecified-address-as-target",  # it says that the target is no address to connect to
        "bound-to-loopback-client-uses-lan",  # it says why: the server was meant for this machine only
        "server-ipv6-only-client-ipv4",  # it says that only the family differs
        "localhost-ipv6-first-server-ipv4-only",  # it says that the name leads there too
        "mongodb-bindip",  # it, and the next two, know the setting by which this very server is opened
        "mysql-not-accepting-tcp",
        "postgres-not-accepting-tcp",
    ),
    slots={
        "pid": terms.pid,
        "again": again,
        "app": terms.app,
        "option": restarts.option,
        "who": processes.who,
        "bound": bound,
        "address": terms.address,
        "door": door,
        "port": terms.port,
        **openers.OPENING,
        **projectfiles.slots(projectfiles.to_address, again),
    },
    remedies=(
        *openers.opens("use the address it listens at", "{door}"),
        *projectfiles.remedies("; at {bound} it does not answer any more"),
        *restarts.restarts(
            "or have it at {address}: stop {who} and start it again there",
            "then start it at {address}; at {bound} it does not answer any more",
        ),
        restarts.otherwise(
            "or restart {app} with {option} {address}, or 0.0.0.0 for all (others then reach it too)",
            "restart the server with --host {address}",
        ),
    ),
    prevention=("let the server log the address it listens at, not only the port",),
    suspect="a server at another address",
    see=("man 7 ip", "man 7 socket, SO_BINDTODEVICE", "net/ipv4/inet_hashtables.c, __inet_lookup_listener()"),
)
