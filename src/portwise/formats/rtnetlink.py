"""
Routes, interfaces, addresses and neighbours, asked from the kernel in binary.

See rtnetlink(7), include/uapi/linux/rtnetlink.h, if_link.h, if_addr.h and neighbour.h.  Numbers are in the machine's
own order, addresses in network order.  Malformed bytes are a ValueError, a refusal of the kernel is an OSError.
A route that refuses (unreachable, prohibit, blackhole) is never handed back, only its error is: see `refusal`.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

from portwise.model.record import NamedTuple
from portwise.model.target import Address

AF_UNSPEC, AF_INET, AF_INET6 = 0, 2, 10  # linux/socket.h
NLMSG_ERROR, NLMSG_DONE = 2, 3
NLM_F_REQUEST, NLM_F_DUMP = 0x001, 0x300
RTM_NEWLINK, RTM_GETLINK = 16, 18
RTM_NEWADDR, RTM_GETADDR = 20, 22
RTM_NEWROUTE, RTM_GETROUTE = 24, 26
RTM_NEWNEIGH, RTM_GETNEIGH = 28, 30
RTM_F_LOOKUP_TABLE = 0x1000  # say which table answered
RTA_DST, RTA_OIF, RTA_GATEWAY, RTA_PREFSRC, RTA_METRICS, RTA_TABLE = 1, 4, 5, 7, 8, 15
RTAX_MTU = 2
IFLA_IFNAME, IFLA_MTU, IFLA_LINKINFO = 3, 4, 18
IFLA_INFO_KIND = 1
IFA_ADDRESS, IFA_LOCAL = 1, 2
NDA_DST = 1
IFF_UP, IFF_LOOPBACK, IFF_LOWER_UP = 0x1, 0x8, 0x10000  # linux/if.h

HEADER = struct.Struct("=IHHII")  # nlmsghdr: length, type, flags, sequence, port
ATTRIBUTE = struct.Struct("=HH")
RTMSG = struct.Struct("=8BI")  # family, dst_len, src_len, tos, table, protocol, scope, type, flags
IFINFOMSG = struct.Struct("=BxHiII")  # family, type, index, flags, change
IFADDRMSG = struct.Struct("=4BI")  # family, prefixlen, flags, scope, index
NDMSG = struct.Struct("=B3xiHBB")  # family, ifindex, state, flags, type

ROUTE_TYPES = (
    *("unspec", "unicast", "local", "broadcast", "anycast", "multicast"),
    *("blackhole", "unreachable", "prohibit", "throw", "nat", "xresolve"),
)
SCOPES = {0: "global", 200: "site", 253: "link", 254: "host", 255: "nowhere"}
# net/ipv4/fib_semantics.c fib_props and net/ipv6/route.c ip6_rt_type_to_error: the errno of a lookup
REFUSALS = {
    errno.EHOSTUNREACH: "unreachable",
    errno.EACCES: "prohibit",
    errno.EINVAL: "blackhole",
    errno.ENETUNREACH: "",  # no route at all, or throw and nothing behind it
}
# linux/neighbour.h NUD_*, as ip-neighbour(8) prints them
NEIGHBOUR_BITS = ("INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "NOARP", "PERMANENT")
NEIGHBOUR_STATES = {0: "NONE"} | {1 << bit: name for bit, name in enumerate(NEIGHBOUR_BITS)}


class Route(NamedTuple):
    """What the kernel would do with a packet to one address."""

    type: str  # of ROUTE_TYPES: "unicast", "local", "broadcast", ...
    oif: int  # index of the outgoing interface, 0: none
    gateway: Address | None  # None: the address is on the link
    prefsrc: Address | None
    table: int  # 254 main, 255 local (which IPv4 calls main too)
    mtu: int  # 0: that of the interface


class Link(NamedTuple):
    """An interface of this network namespace."""

    ifindex: int
    name: str
    up: bool
    loopback: bool
    mtu: int
    kind: str = ""  # of what is no hardware: "tun", "wireguard", "veth", "bridge", …
    carrier: bool = True  # whether there is anything at its other side


class InterfaceAddress(NamedTuple):
    """An address of an interface."""

    ifindex: int
    address: Address
    prefix: int
    scope: str  # of SCOPES


class Neighbour(NamedTuple):
    """What is known of a machine on the same link."""

    address: Address
    ifindex: int
    state: str  # of NEIGHBOUR_STATES


def get_route(destination: Address, oif: int = 0) -> bytes:
    """Encode RTM_GETROUTE; *oif* binds it to an interface, as a link-local destination needs."""
    family, bits = (AF_INET, 32) if destination.version == 4 else (AF_INET6, 128)
    body = RTMSG.pack(family, bits, 0, 0, 0, 0, 0, 0, RTM_F_LOOKUP_TABLE) + attribute(RTA_DST, destination.packed)
    return message(RTM_GETROUTE, NLM_F_REQUEST, body + (attribute(RTA_OIF, struct.pack("=i", oif)) if oif else b""))


def get_links() -> bytes:
    """Encode the question for every interface."""
    return message(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, IFINFOMSG.pack(AF_UNSPEC, 0, 0, 0, 0))


def get_addresses() -> bytes:
    """Encode the question for every address of every interface."""
    return message(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, IFADDRMSG.pack(AF_UNSPEC, 0, 0, 0, 0))


def get_neighbours() -> bytes:
    """Encode the question for the ARP and neighbour discovery tables."""
    return message(RTM_GETNEIGH, NLM_F_REQUEST | NLM_F_DUMP, NDMSG.pack(AF_UNSPEC, 0, 0, 0, 0))


def message(kind: int, flags: int, body: bytes) -> bytes:
    return HEADER.pack(HEADER.size + len(body), kind, flags, 1, 0) + body


def attribute(kind: int, value: bytes) -> bytes:
    return ATTRIBUTE.pack(ATTRIBUTE.size + len(value), kind) + value + bytes(-len(value) % 4)


def is_complete(answer: bytes) -> bool:
    """Whether the last message of a dump has come."""
    return any(kind in (NLMSG_DONE, NLMSG_ERROR) for kind, _ in messages(answer))


def messages(answer: bytes) -> Iterator[tuple[int, bytes]]:
    """Split an answer into (type, body); lengths are padded to four bytes."""
    at = 0
    while at < len(answer):
        length, kind, *_ = unpack(HEADER, answer[at:])
        if not HEADER.size <= length <= len(answer) - at:
            raise ValueError("a netlink message is longer than its answer")
        yield kind, answer[at + HEADER.size : at + length]
        at += (length + 3) & ~3


def unpack(form: struct.Struct, body: bytes) -> tuple[int, ...]:
    if len(body) < form.size:
        raise ValueError("a netlink message ends too early")
    return form.unpack_from(body)


def bodies(answer: bytes, wanted: int) -> Iterator[bytes]:
    """Every message of the type wanted.  Raises OSError where the kernel answered with an error."""
    for kind, body in messages(answer):
        if kind in (NLMSG_ERROR, NLMSG_DONE) and (error := number(body)):
            raise OSError(-error, "rtnetlink was refused")
        if kind == wanted:
            yield body


def attributes(tail: bytes) -> dict[int, bytes]:
    found, at = {}, 0
    while at + ATTRIBUTE.size <= len(tail):
        length, kind = ATTRIBUTE.unpack_from(tail, at)
        found[kind] = tail[at + ATTRIBUTE.size : at + length]
        at += max((length + 3) & ~3, ATTRIBUTE.size)
    return found


def number(value: bytes) -> int:
    """A number of four bytes with sign; 0 where there is none."""
    return int(struct.unpack_from("=i", value)[0]) if len(value) >= 4 else 0


def text(value: bytes | None) -> str:
    return (value or b"").rstrip(b"\0").decode(errors="replace")


def ip(value: bytes | None) -> Address | None:
    if value is None:
        return None
    return IPv4Address(value) if len(value) == 4 else IPv6Address(value)


def some_ip(value: bytes | None) -> Address:
    found = ip(value)
    if found is None:
        raise ValueError("an rtnetlink message without its address")
    return found


def route(answer: bytes) -> Route:
    """Decode the one route that RTM_GETROUTE asked for.  OSError: the kernel has none, or one that refuses."""
    for body in bodies(answer, RTM_NEWROUTE):
        _, _, _, _, table, _, _, kind, _ = unpack(RTMSG, body)
        told = attributes(body[RTMSG.size :])
        name = ROUTE_TYPES[kind] if kind < len(ROUTE_TYPES) else str(kind)
        mtu = number(attributes(told.get(RTA_METRICS, b"")).get(RTAX_MTU, b""))
        table = number(told.get(RTA_TABLE, b"")) or table  # the byte of the header holds only 255 tables
        return Route(
            name, number(told.get(RTA_OIF, b"")), ip(told.get(RTA_GATEWAY)), ip(told.get(RTA_PREFSRC)), table, mtu
        )
    raise ValueError("no route in the answer")


def refusal(number: int) -> str | None:
    """The type of the route that made a lookup fail with this errno; "" where no route is, None where it cannot be."""
    return REFUSALS.get(number)


def links(answer: bytes) -> Iterator[Link]:
    """Decode a dump of interfaces."""
    for body in bodies(answer, RTM_NEWLINK):
        _, _, ifindex, flags, _ = unpack(IFINFOMSG, body)
        told = attributes(body[IFINFOMSG.size :])
        name, kind = text(told.get(IFLA_IFNAME)), text(attributes(told.get(IFLA_LINKINFO, b"")).get(IFLA_INFO_KIND))
        up, loopback = bool(flags & IFF_UP), bool(flags & IFF_LOOPBACK)
        yield Link(ifindex, name, up, loopback, number(told.get(IFLA_MTU, b"")), kind, bool(flags & IFF_LOWER_UP))


def addresses(answer: bytes) -> Iterator[InterfaceAddress]:
    """Decode a dump of addresses; on a point-to-point link IFA_ADDRESS is the other end and IFA_LOCAL ours."""
    for body in bodies(answer, RTM_NEWADDR):
        _, prefix, _, scope, ifindex = unpack(IFADDRMSG, body)
        told = attributes(body[IFADDRMSG.size :])
        address = some_ip(told.get(IFA_LOCAL, told.get(IFA_ADDRESS)))
        yield InterfaceAddress(ifindex, address, prefix, SCOPES.get(scope, str(scope)))


def neighbours(answer: bytes) -> Iterator[Neighbour]:
    """Decode a dump of neighbours."""
    for body in bodies(answer, RTM_NEWNEIGH):
        _, ifindex, state, _, _ = unpack(NDMSG, body)
        address = some_ip(attributes(body[NDMSG.size :]).get(NDA_DST))
        yield Neighbour(address, ifindex, NEIGHBOUR_STATES.get(state, hex(state)))
