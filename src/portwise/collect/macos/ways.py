"""Ways, interfaces and neighbours: route(8), ifconfig(8), arp(8) and ndp(8), which every user may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.routes import TAKEN_FOR
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import INTERFACES, IPV6, NEIGHBOURS, ROUTE
from portwise.model.net import Interface, Neighbour, Route
from portwise.model.settings import Ipv6
from portwise.model.target import Address

if TYPE_CHECKING:
    from collections.abc import Callable

GET, LIST, NEAR = "route -n get", "ifconfig -a", "arp -an; ndp -an"
FAMILY = {4: "-inet", 6: "-inet6"}


def route(host: Host, _: Evidence, address: Address) -> Route:
    """Where there is no way, route(8) ends with an error that says so."""
    from portwise.formats import bsdroutes

    address = TAKEN_FOR[address.version] if address.is_unspecified else address
    try:
        said = host.output(("route", "-n", "get", FAMILY[address.version], str(address)))
    except FileNotFoundError:
        raise
    except OSError as error:
        said = error.strerror or ""
    return bsdroutes.route(said)


def interfaces(host: Host, _: Evidence, __: str) -> tuple[Interface, ...]:
    from portwise.formats import bsdroutes

    return bsdroutes.interfaces(host.output(("ifconfig", "-a")))


def neighbours(host: Host, _: Evidence, __: str) -> tuple[Neighbour, ...]:
    """Of one family alone the answer would be half of one."""
    from portwise.formats import bsdroutes

    parsers: tuple[tuple[str, Callable[[str], tuple[Neighbour, ...]]], ...]
    parsers = (("arp", bsdroutes.arp), ("ndp", bsdroutes.ndp))
    return tuple(row for tool, parse in parsers for row in parse(host.output((tool, "-an"))))


def ipv6(host: Host, seen: Evidence, __: str) -> Ipv6:
    """There is no switch for loopback alone: what ifconfig shows of it is what there is."""
    links = interfaces(host, seen, "")
    if not links:
        raise ValueError("ifconfig shows no interface")
    six = [link for link in links if any(address.version == 6 for address in link.addresses)]
    return Ipv6(bool(six), not any(link.loopback for link in six), not six)


ALL = (
    Collector(ROUTE, Cost.CHEAP, f"{GET} ADDRESS", GET, each(route, GET, GET)),
    Collector(INTERFACES, Cost.CHEAP, LIST, LIST, each(interfaces, LIST, LIST)),
    Collector(NEIGHBOURS, Cost.CHEAP, NEAR, NEAR, each(neighbours, NEAR, NEAR)),
    Collector(IPV6, Cost.CHEAP, LIST, LIST, each(ipv6, LIST, LIST)),
)
