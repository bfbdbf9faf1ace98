"""
``route print``, ``ipconfig /all``: routes and addresses, by the shape of their lines.

An IPv4 route has five columns (network, mask, gateway, interface, metric), an IPv6 one begins with the number of its
interface and its metric.  The gateway of what is on the link is a word in the language of the machine.  A line of
ipconfig is ``word . . . . : value``, below a line that names the adapter and is not indented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address, ip_network

from portwise.formats.windows.printed import lines
from portwise.model.record import NamedTuple
from portwise.model.target import Address

FOUR = re.compile(
    r"[ \t]*([0-9.]{7,15})[ \t]+([0-9.]{7,15})[ \t]+(\S.{0,40}?)[ \t]+([0-9.]{7,15})[ \t]+([0-9]{1,6})[ \t]*"
)
SIX = re.compile(
    r"[ \t]*([0-9]{1,4})[ \t]+([0-9]{1,6})[ \t]+([0-9A-Fa-f:.]{2,45}/[0-9]{1,3})(?:[ \t]+(\S.{0,60}))?[ \t]*"
)
FIELD = re.compile(r"[ \t]{1,8}([^\r\n:]{1,60}?)[ .]{2,60}:[ \t]*(.{0,500})")
VALUE = re.compile(r"([0-9A-Fa-f:.]{2,45})(?:%[0-9]{1,6})?(?:\([^)]{1,40}\))?")


class Line(NamedTuple):
    """One route."""

    network: IPv4Network | IPv6Network
    gateway: Address | None  # None: on the link
    source: Address | None  # the own address that it uses, which IPv4 tells
    interface: int  # 0 where it is not told
    metric: int


class Adapter(NamedTuple):
    """One adapter and its addresses."""

    name: str
    addresses: tuple[Address, ...]
    line: int


def routes(text: str) -> tuple[Line, ...]:
    """Whatever is a route; persistent ones, which repeat active ones without an interface, are not of the shape."""
    return tuple(_routes(text))


def _routes(text: str) -> Iterator[Line]:
    for line in lines(text):
        try:
            if row := FOUR.fullmatch(line):
                network = ip_network(f"{row[1]}/{row[2]}", strict=False)
                yield Line(network, _gateway(row[3]), IPv4Address(row[4]), 0, int(row[5]))
            elif row := SIX.fullmatch(line):
                yield Line(ip_network(row[3], strict=False), _gateway(row[4] or ""), None, int(row[1]), int(row[2]))
        except ValueError:
            continue


def _gateway(word: str) -> Address | None:
    try:
        return ip_address(word.strip())
    except ValueError:  # "On-link", "Auf Verbindung"
        return None


def best(lines: tuple[Line, ...], address: Address) -> Line | None:
    """The longest prefix, and among those the lowest metric."""
    able = [line for line in lines if line.network.version == address.version and address in line.network]
    return min(able, key=lambda line: (-line.network.prefixlen, line.metric), default=None)


def adapters(text: str) -> tuple[Adapter, ...]:
    """
    ``ipconfig`` and ``ipconfig /all``.

    Addresses of an adapter are those before its gateway, servers and leases: at most one field of IPv4 and those of
    IPv6, which are known by a prefix in brackets or the zone behind them, or by standing before a mask.
    """
    return tuple(_adapters(text))


def _adapters(text: str) -> Iterator[Adapter]:
    name, start = "", 0
    found: list[Address] = []
    before: Address | None = None
    for number, line in enumerate(map(str.rstrip, lines(text)), 1):
        if line and not line[0].isspace():
            if name:
                yield Adapter(name, tuple(found), start)
            name, start, found, before = line.rstrip(" :"), number, [], None
            continue
        field = FIELD.fullmatch(line)
        address = _address(field[2]) if field and name else None
        if isinstance(before, IPv4Address) and isinstance(address, IPv4Address) and _is_mask(address):
            found.append(before)
        elif address is not None and address.version == 6 and field and _is_own(field[1]):
            found.append(address)
        before = address
    if name:
        yield Adapter(name, tuple(found), start)


def _is_mask(address: IPv4Address) -> bool:
    bits = f"{int(address):032b}"
    return "1" in bits and "01" not in bits


def _is_own(field: str) -> bool:
    """``IPv6 Address``, ``Link-local IPv6 Address``, ``Verbindungslokale IPv6-Adresse``; a gateway lacks it."""
    return "ipv6" in field.lower()


def _address(value: str) -> Address | None:
    found = VALUE.match(value.strip())
    try:
        return ip_address(found[1]) if found else None
    except ValueError:
        return None


NEAR = re.compile(r"[ \t]+([0-9.]{7,15})[ \t]+[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5}[ \t]+\S.{0,30}")
MULTICAST_FROM = 224  # the first number of what is nobody's own address, RFC 5771


def neighbours(text: str) -> tuple[Address, ...]:
    """``arp -a``: an address, its hardware address, a word in the language of the machine."""
    rows = (NEAR.fullmatch(line.rstrip()) for line in lines(text))
    found = dict.fromkeys(row[1] for row in rows if row and int(row[1].partition(".")[0] or 255) < MULTICAST_FROM)
    return tuple(address for word in found if isinstance(address := _address(word), IPv4Address))


def servers(text: str) -> tuple[Address, ...]:
    """The name servers of ``ipconfig /all``: the field has DNS in its name, and further ones stand below it."""
    found: dict[Address, None] = {}
    below = False
    for line in map(str.rstrip, lines(text)):
        field = FIELD.fullmatch(line)
        value = field[2] if field else line.strip() if below and line[:1].isspace() else ""
        below = "dns" in field[1].lower() if field else below
        address = _address(value) if below else None
        below = below and address is not None
        if address is not None:
            found[address] = None
    return tuple(found)
