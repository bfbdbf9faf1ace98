"""Routes, interfaces and neighbours, asked from the kernel over rtnetlink(7); open to every user."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import INTERFACES, NEIGHBOURS, ROUTE, STRICT
from portwise.model.net import Interface, Neighbour, Route
from portwise.model.target import Address

if TYPE_CHECKING:
    from portwise.formats.rtnetlink import InterfaceAddress, Link

# Where a connection to the unspecified address goes: net/ipv4/route.c, net/ipv6/tcp_ipv6.c
TAKEN_FOR = {4: ip_address("127.0.0.1"), 6: ip_address("::1")}
CONF = "/proc/sys/net/ipv4/conf"
CHECKED = f"{CONF}/*/rp_filter, sysctl -ar 'ipv4.*[.]rp_filter'"
GET, LIST, NEAR = "rtnetlink, ip route get", "rtnetlink, ip addr", "rtnetlink, ip neighbour"


def route(host: Host, _: Evidence, address: Address) -> Route:
    """A route that refuses is told as an error only, and is an answer all the same."""
    address = TAKEN_FOR[address.version] if address.is_unspecified else address
    from portwise.formats import rtnetlink  # 1 ms that the usual loopback target does not wait for

    links = {link.ifindex: link.name for link in rtnetlink.links(host.rtnetlink(rtnetlink.get_links()))}
    try:
        found = rtnetlink.route(host.rtnetlink(rtnetlink.get_route(address, zone(address, links))))
    except OSError as error:
        kind = rtnetlink.refusal(error.errno or 0)
        if kind is None:
            raise
        return Route(kind or "none", "", None, None)
    return Route(found.type, links.get(found.oif, ""), found.prefsrc, found.gateway)


def zone(address: Address, links: dict[int, str]) -> int:
    """The interface that a link-local address names, RFC 4007 section 11; 0 without one."""
    scope = getattr(address, "scope_id", None) or "0"
    return next((number for number, name in links.items() if name == scope), int(scope) if scope.isdigit() else 0)


def interfaces(host: Host, _: Evidence, __: str) -> tuple[Interface, ...]:
    from portwise.formats import rtnetlink

    held = tuple(rtnetlink.addresses(host.rtnetlink(rtnetlink.get_addresses())))
    return tuple(furnished(link, held) for link in rtnetlink.links(host.rtnetlink(rtnetlink.get_links())))


def furnished(link: Link, held: tuple[InterfaceAddress, ...]) -> Interface:
    mine = [row for row in held if row.ifindex == link.ifindex]
    prefixes = tuple(row.prefix for row in mine)
    addresses = tuple(row.address for row in mine)
    return Interface(link.ifindex, link.name, link.up, link.loopback, addresses, link.kind, prefixes, link.carrier)


def neighbours(host: Host, _: Evidence, __: str) -> tuple[Neighbour, ...]:
    from portwise.formats import rtnetlink

    names = {link.ifindex: link.name for link in rtnetlink.links(host.rtnetlink(rtnetlink.get_links()))}
    known = rtnetlink.neighbours(host.rtnetlink(rtnetlink.get_neighbours()))
    return tuple(Neighbour(n.address, names.get(n.ifindex, ""), n.state) for n in known)


def strict(host: Host, _: Evidence, device: str) -> bool:
    """The higher of two numbers counts, and 1 is strict: net/ipv4/fib_frontend.c; IPv6 has no such setting."""
    return max(int(host.read(f"{CONF}/{name}/rp_filter")) for name in ("all", device)) == 1


ROUTING = Collector(ROUTE, Cost.CHEAP, GET, "ip route get", each(route, GET, "ip route get"))
LINKING = Collector(INTERFACES, Cost.CHEAP, LIST, "ip addr", each(interfaces, LIST, "ip addr"))
MINDING = Collector(STRICT, Cost.CHEAP, CHECKED, "sysctl net.ipv4.conf", each(strict, CHECKED, "sysctl net.ipv4.conf"))
MEETING = Collector(NEIGHBOURS, Cost.CHEAP, NEAR, "ip neighbour", each(neighbours, NEAR, "ip neighbour"))
