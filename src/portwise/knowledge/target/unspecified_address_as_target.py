"""
0.0.0.0 and :: are what a server binds to be met at every address; nobody can be
*reached* there.  Linux and macOS help out and take them for this machine's loopback:
``ip_route_output_key_hash_rcu()`` puts 127.0.0.1 in the place of 0.0.0.0, and
``tcp_v6_connect()`` ::1 in the place of ::.  So the address that a server prints when
it starts often works, until the server is at another address or in the other family;
Windows says WSAEADDRNOTAVAIL at once, and Chromium blocks 0.0.0.0 for pages of others.
"""

from __future__ import annotations

from ipaddress import ip_address

from portwise.knowledge import terms
from portwise.knowledge.terms import attempts, processes
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import ASIDE, HERE, LISTENERS
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint

TAKEN_FOR = {4: ip_address("127.0.0.1"), 6: ip_address("::1")}


def elsewhere(view: View) -> list[Socket]:
    """Servers of that port that are not at the address that the kernel puts in the place of the unspecified one."""
    if not attempts.unspecified(view):
        return []
    loopback = TAKEN_FOR[view.at.address.version]
    return [s for s in view[LISTENERS.of(HERE)] if s.port == view.at.port and not s.covers(loopback)]


def door(_: View, socket: Socket) -> Endpoint:
    address = TAKEN_FOR[socket.address.version] if socket.address.is_unspecified else socket.address
    return Endpoint(address, socket.port)


CAUSE = Cause(
    id="unspecified-address-as-target",
    hop=Hop.LISTENER,  # it speaks of the target, and acts where the SYN meets no socket
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.5,
    title="{address} is no address to connect to: Linux takes it for {loopback}, and {app} is at {door}",
    plain="The unspecified address is no address to connect to, and the server is at another one",
    about=About(
        "the target is the unspecified address, and a server of that port is not at loopback of its family",
        elsewhere,
        told="{address} is what servers bind; to a client Linux makes {loopback} of it, and {who} is not there",
        denied="the target is an address that a client can use, or no server of that port is at another one",
        once=attempts.unspecified,
    ),
    needs=(
        Clause(
            "at an address of its own that server answers",
            lambda view, socket: view[ASIDE.of(door(view, socket))].outcome is Outcome.CONNECTED,
            told="at {door} it answers",
            denied="at its own address it does not answer either",
        ),
    ),
    slots={
        "address": terms.address,
        "loopback": lambda view, _: str(TAKEN_FOR[view.at.address.version]),
        "app": terms.app,
        "who": processes.who,
        "door": lambda view, socket: str(door(view, socket)),
    },
    remedies=(
        Remedy(
            "use an address that the server has",
            ("portwise", "why", "{door}"),
            Safety.SAFE,
            verify="portwise why {door}",
            platform="any",
        ),
        Remedy(
            "keep {address} for the setting of the server, and give clients localhost or the name of the machine",
            (),
            Safety.SHOW,
            platform="any",
        ),
    ),
    prevention=("let servers print an address that can be opened, and not the one that they bind",),
    suspect="an address that only servers can use",
    see=(
        "https://www.rfc-editor.org/rfc/rfc1122#page-30",
        "man 7 ip, INADDR_ANY",
        "net/ipv6/tcp_ipv6.c, tcp_v6_connect()",
    ),
)
