"""
On an Ethernet an address is asked for before it is sent to: ARP in IPv4, neighbour
discovery in IPv6.  Where nobody answers, the machine is off, asleep, on another
network or has another address by now, nothing can be sent at all.  The kernel asks
three times, a second apart, and only then tells connect(2) EHOSTUNREACH; clients
that give up sooner call it a timeout.  The neighbour table has known it all along:
INCOMPLETE while the kernel still asks, FAILED when it has given up.

For an address beyond the link it is the gateway that is asked for.  Further away a
router notices, and sends ICMP host unreachable or network unreachable, with its own
address as the sender.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.knowledge import terms
from portwise.knowledge.terms import attempts
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import ATTEMPT, HERE, ICMP, INTERFACES, NEIGHBOURS, ROUTE
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.target import Address

SILENT = ("INCOMPLETE", "FAILED")
# RFC 792 and RFC 1122 3.2.2.1: net, host, net unknown, host unknown; RFC 4443 3.1: no route, address unreachable
UNREACHED = {4: ((3, 0), (3, 1), (3, 6), (3, 7)), 6: ((1, 0), (1, 3))}


class Lost(NamedTuple):
    """Where the way ended."""

    hop: Address  # who did not answer, or who said that he cannot go on
    device: str  # "" where a router said so


def lost(view: View) -> Iterator[Lost]:
    outcome = view[ATTEMPT.of(view.at)].outcome
    if outcome not in (Outcome.TIMEOUT, Outcome.UNREACHABLE) or terms.by_loopback(view):
        return  # no machine and no gateway is asked for what goes by loopback
    silent = next(unanswered(view), None) or next(told_by_router(view), None)
    if silent:
        yield silent


def unanswered(view: View) -> Iterator[Lost]:
    route = view[ROUTE.of(view.at.address)]
    hop = route.gateway or view.at.address
    if route.kind == "unicast":
        for neighbour in view[NEIGHBOURS.of(HERE)]:
            if (neighbour.address, neighbour.device) == (hop, route.device) and neighbour.state in SILENT:
                yield Lost(hop, route.device)


def told_by_router(view: View) -> Iterator[Lost]:
    """Who sends such an error of himself is a filter."""
    icmp = view[ICMP.of(view.at)]
    if icmp is not None and (icmp.type, icmp.code) in UNREACHED[view.at.address.version]:
        ours = [address for link in view[INTERFACES.of(HERE)] for address in link.addresses]
        if icmp.offender not in (*ours, view.at.address):
            yield Lost(icmp.offender, "")


def trouble(view: View, about: Lost) -> str:
    if not about.device:
        return f"the router {about.hop} says that it cannot reach {view.at.address}"
    asked = "ARP" if about.hop.version == 4 else "neighbour discovery"
    who = "no machine" if about.hop == view.at.address else "no gateway"
    return f"{who} answers at {about.hop}: {asked} on {about.device} stays unanswered"


def headline(view: View, about: Lost) -> str:
    if not about.device:
        return f"The router {about.hop} cannot reach {view.at.address}"
    if about.hop == view.at.address:
        return f"No machine on the network of {about.device} has the address {about.hop}"
    return f"The gateway {about.hop} does not answer, and the way to {view.at.address} leads through it"


CAUSE = Cause(
    id="target-host-unreachable",
    hop=Hop.ROUTE,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TIMEOUT, Outcome.UNREACHABLE}),
    prior=0.0,
    title="{headline}",
    plain="The machine with that address, or the gateway to it, cannot be reached",
    about=About(
        "nobody on the link answers for the address or for its gateway, or a router says that it cannot go on",
        lost,
        told="{trouble}",
        denied="no machine on the way is known to be missing",
        once=attempts.silent_or_unreachable,
    ),
    needs=(),
    slots={
        "headline": headline,
        "trouble": trouble,
        "address": terms.address,
        "hop": lambda _, about: str(about.hop),
        "device": lambda _, about: about.device or None,
    },
    remedies=(
        Remedy(
            "see who answers on the link; FAILED and INCOMPLETE are those who do not",
            ("ip", "neighbour", "show", "dev", "{device}"),
            Safety.SAFE,
        ),
        Remedy("see how far packets come", ("tracepath", "-n", "{address}"), Safety.SAFE),
        Remedy("see who answers on the link", ("arp", "-an"), Safety.SAFE, platform="macos"),
        Remedy("see who answers on the link", ("arp", "-a"), Safety.SAFE, platform="windows"),
        Remedy(
            "look at the machine {hop} itself: whether it is on, on this network, and still has that address",
            (),
            Safety.SHOW,
            platform="any",
        ),
        Remedy(
            "if the machine was replaced a moment ago, let its address be asked for anew; the kernel does so by "
            "itself with one of the next attempts",
            ("ip", "neighbour", "flush", "to", "{hop}", "dev", "{device}"),
            Safety.SHOW,
            needs_root=True,
        ),
    ),
    prevention=("reach machines by a name that follows them", "give servers a fixed address, or a reservation in DHCP"),
    suspect="a machine that is off",
    see=("man 8 ip-neighbour", "https://www.rfc-editor.org/rfc/rfc826", "https://www.rfc-editor.org/rfc/rfc4861"),
)
