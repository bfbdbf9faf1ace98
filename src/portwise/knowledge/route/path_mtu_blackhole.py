"""
Both ends of a TCP connection agree on the size of their segments by the links that they sit on, usually 1460 bytes in
a packet of 1500.  A tunnel, PPPoE or an overlay network in between carries less.  The router before it must then drop
the packet and say so, by ICMP "fragmentation needed" or, in IPv6, "packet too big" (RFC 1191, RFC 8201); whoever
filters ICMP takes that word away, and the sender sends the same large packet again and again.

So the handshake goes through, and the request, for they are small.  The first full packet of the answer never comes:
a page of HTTP, or the certificate of TLS.  From here it looks as if the server were thinking.  A client that says in
its SYN that it takes small segments only (TCP_MAXSEG) is answered by the same server at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import Unreadable
from portwise.model.facts import ATTEMPT, HERE, HTTP, INTERFACES, LOCAL, ROUTE, SEGMENTS, TLS
from portwise.model.net import Interface, Route
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.target import Endpoint


class Stalled(NamedTuple):
    """A connection that stands, and on which nothing comes back."""

    at: Endpoint
    route: Route | None = None
    link: Interface | None = None


def stalled(view: View) -> Iterator[Stalled]:
    """Loopback carries 65536 bytes: there no packet is too large."""
    if not view.endpoints:
        view[INTERFACES.of(HERE)]  # nothing is sent by any of them
    for at in view.endpoints:
        if view[ATTEMPT.of(at)].outcome is Outcome.CONNECTED and not view[LOCAL.of(at.address)] and silent(view, at):
            yield Stalled(at, *way(view, at))


def way(view: View, at: Endpoint) -> tuple[Route | None, Interface | None]:
    """For the steps alone, and asked here, while there is time."""
    with suppress(Unreadable):
        route = view[ROUTE.of(at.address)]
        return route, next((link for link in view[INTERFACES.of(HERE)] if link.name == route.device), None)
    return None, None


def silent(view: View, at: Endpoint) -> bool:
    if view.target.speaks_tls:
        return view[TLS.of(at)].outcome is Outcome.HANG
    return view.target.speaks_http and view[HTTP.of(at)].outcome is Outcome.HANG


def small(view: View, about: Stalled) -> bool:
    return view[SEGMENTS.of(about.at)].small


def full(view: View, about: Stalled) -> bool:
    return view[SEGMENTS.of(about.at)].full


def gateway(_: View, about: Stalled) -> str | None:
    return str(about.route.gateway) if about.route and about.route.gateway else None


def neighbour(_: View, about: Stalled) -> str | None:
    """The address itself, where no gateway leads to it."""
    return str(about.at.address) if about.route and not about.route.gateway else None


CAUSE = Cause(
    id="path-mtu-blackhole",
    hop=Hop.ROUTE,
    scope=Scope.MACHINE,
    explains=frozenset({Outcome.HANG}),
    prior=1.0,
    title="Large packets from {address} get lost on the way: in packets of {most} bytes it answers at once",
    plain="Large packets of the server get lost on the way",
    about=About(
        "a server on another machine took the connection and says nothing",
        stalled,
        told="{address} took the connection, and no answer to the request came",
        denied="no server on another machine is silent on a connection that stands",
    ),
    needs=(
        Clause(
            "asked to answer in small packets, it answers",
            small,
            told="asked to send at most {most} bytes at a time (TCP_MAXSEG), it answers",
            denied="it does not answer in small packets either",
        ),
        Clause(
            "asked once more in full packets, it is silent again",
            lambda view, about: not full(view, about),
            denied="it answers in full packets, too, by now",
        ),
    ),
    slots={
        "address": lambda _, about: str(about.at.address),
        "most": lambda view, about: str(view[SEGMENTS.of(about.at)].most),
        "gateway": gateway,
        "neighbour": neighbour,
        "device": lambda _, about: about.route.device if about.route else None,
        "kind": lambda _, about: about.link.kind or None if about.link else None,
    },
    remedies=(
        Remedy(
            "see how large a packet may be on the way, and where it ends", ("tracepath", "-n", "{address}"), Safety.SAFE
        ),
        Remedy(
            "until the way is mended, ask this server for smaller segments",
            ("ip", "route", "add", "{address}", "via", "{gateway}", "dev", "{device}", "advmss", "{most}"),
            Safety.ASK,
            needs_root=True,
            undo="ip route del {address}",
        ),
        Remedy(
            "until the way is mended, ask this server for smaller segments",
            ("ip", "route", "add", "{neighbour}", "dev", "{device}", "advmss", "{most}"),
            Safety.ASK,
            needs_root=True,
            undo="ip route del {neighbour}",
        ),
        Remedy(
            "let the interface {device} ({kind}) carry less, as whatever lies beneath it needs",
            ("ip", "link", "set", "dev", "{device}", "mtu", "1380"),
            Safety.ASK,
            needs_root=True,
            undo="ip link set dev {device} mtu <the number before>",
        ),
        Remedy(
            "on the router before the narrow link, say the right size in every SYN: "
            "`tcp flags syn tcp option maxseg size set rt mtu` in a forward chain of nft",
            (),
            Safety.SHOW,
            needs_root=True,
            undo="delete the rule again",
            platform="any",
        ),
        Remedy(
            "on the server, let TCP find out by itself",
            ("sysctl", "-w", "net.ipv4.tcp_mtu_probing=1"),
            Safety.SHOW,
            needs_root=True,
            undo="sysctl -w net.ipv4.tcp_mtu_probing=0",
        ),
    ),
    prevention=(
        "let ICMP type 3 code 4 and ICMPv6 type 2 pass every firewall",
        "give overlay networks and VPNs the MTU that is left: 1500 minus what they add",
    ),
    suspect="packets that are too large for the way",
    see=(
        "https://www.rfc-editor.org/rfc/rfc2923#section-2.1",
        "https://www.rfc-editor.org/rfc/rfc4821",
        "man 7 tcp, TCP_MAXSEG and tcp_mtu_probing",
    ),
)
