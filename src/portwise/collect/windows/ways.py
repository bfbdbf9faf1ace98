"""Ways, interfaces and neighbours: route print, ipconfig /all and arp -a, which every user may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.routes import TAKEN_FOR
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import INTERFACES, IPV6, LOCAL, NEIGHBOURS, ROUTE
from portwise.model.net import Interface, Neighbour, Route
from portwise.model.settings import Ipv6
from portwise.model.target import Address

if TYPE_CHECKING:
    from portwise.formats.windows.routes import Adapter

PRINT, LIST, NEAR = "route print", "ipconfig /all", "arp -a; netsh interface ipv6 show neighbors"
PRINTED, LISTED, NEARBY = ("route", "print"), ("ipconfig", "/all"), ("arp", "-a")
LOOPBACK = tuple(TAKEN_FOR.values())
LO = "Loopback Pseudo-Interface 1"


def route(host: Host, seen: Evidence, address: Address) -> Route:
    """The interface is named by its adapter, where its own address tells which that is."""
    from portwise.formats.windows import routes

    address = TAKEN_FOR[address.version] if address.is_unspecified else address
    if address.is_loopback or seen[LOCAL.of(address)]:
        return Route("local", LO, None, None)  # what Windows sends to itself never leaves it
    lines = routes.routes(host.output(PRINTED))
    if not lines:
        raise ValueError("route prints no route at all")
    way = routes.best(lines, address)
    if way is None:
        return Route("none", "", None, None)
    held = routes.adapters(host.output(LISTED))
    name = next((one.name for one in held if way.source in one.addresses), "")
    return Route("unicast", name, way.source, way.gateway)


def interfaces(host: Host, _: Evidence, __: str) -> tuple[Interface, ...]:
    """ipconfig does not list loopback, which cannot be taken away; it is up where its address can be bound."""
    from portwise.formats.windows import routes

    held = routes.adapters(host.output(LISTED))
    if not held:
        raise ValueError("ipconfig shows no adapter")
    own = tuple(address for address in LOOPBACK if host.owns(address))
    lo = Interface(1, LO, bool(own), True, own)
    return (lo, *(plain(number, one) for number, one in enumerate(held, 2)))


def plain(number: int, adapter: Adapter) -> Interface:
    """One without an address is not connected."""
    return Interface(number, adapter.name, bool(adapter.addresses), False, adapter.addresses)


def neighbours(host: Host, _: Evidence, __: str) -> tuple[Neighbour, ...]:
    """Of IPv4; whoever is listed there has answered."""
    from portwise.formats.windows import routes

    return tuple(Neighbour(address, "", "REACHABLE") for address in routes.neighbours(host.output(NEARBY)))


def ipv6(host: Host, _: Evidence, __: str) -> Ipv6:
    """By whether ::1 can be bound: where the protocol is off in the registry, it is gone everywhere but there."""
    present = host.owns(TAKEN_FOR[6])
    return Ipv6(present, not present, not present)


ALL = (
    Collector(ROUTE, Cost.CHEAP, PRINT, PRINT, each(route, PRINT, PRINT)),
    Collector(INTERFACES, Cost.CHEAP, LIST, LIST, each(interfaces, LIST, LIST)),
    Collector(NEIGHBOURS, Cost.CHEAP, NEAR, NEAR, each(neighbours, NEAR, NEAR)),
    Collector(IPV6, Cost.CHEAP, f"bind(2) to ::1, {LIST}", LIST, each(ipv6, LIST, LIST)),
)
