"""``ip addr`` as it is printed: interfaces, their state and their addresses, ip-address(8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_interface

from portwise.model.record import NamedTuple
from portwise.model.target import Address

BEGINS = re.compile(r"\s*(?P<number>\d+): (?P<name>[\w.:-]+)(?:@\S+)?: <(?P<flags>[\w,-]*)>")
ADDRESS = re.compile(r"\s*inet6? (?P<address>[\da-fA-F:.]+(?:/\d+)?)(?: peer \S+)? ")
FIRST = "LOOPBACK"  # every machine has it, and it is the first


class Shown(NamedTuple):
    number: int
    name: str
    up: bool
    loopback: bool
    carrier: bool
    addresses: tuple[Address, ...]
    prefixes: tuple[int, ...]


def links(text: str) -> tuple[Shown, ...]:
    """Raises ValueError where loopback is not among them: then it is not the whole table."""
    found = tuple(each(text))
    if not any(link.loopback for link in found):
        raise ValueError("no loopback interface")
    return found


def each(text: str) -> Iterator[Shown]:
    link: Shown | None = None
    for line in text.splitlines():
        if begins := BEGINS.match(line):
            if link:
                yield link
            flags = begins["flags"].split(",")
            up, carrier = "UP" in flags, "LOWER_UP" in flags
            link = Shown(int(begins["number"]), begins["name"], up, FIRST in flags, carrier, (), ())
        elif link and (found := ADDRESS.match(f"{line} ")):
            place = ip_interface(found["address"])
            link = link._replace(
                addresses=(*link.addresses, place.ip), prefixes=(*link.prefixes, place.network.prefixlen)
            )
    if link:
        yield link
