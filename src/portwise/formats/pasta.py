"""
Which ports of the machine pasta leads into a network namespace, by its command line.

passt(1), ``-t, --tcp-ports SPEC``: ``22``, ``22:23``, ``22-80:32-90``, ``192.0.2.1%eth0/22,25``,
``2000-5000,~3000-3010``; ``none``, and what it follows by itself (``auto``, ``all``, or exceptions alone).  Podman
writes one for each published port, ``-t 127.0.0.1/8080-8080:80-80``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from itertools import islice, pairwise

from portwise.model.container import Published
from portwise.model.target import HIGHEST_PORT, Address

OPTIONS = ("-t", "--tcp-ports")
EXCEPT = "~"
RANGE = r"(\d{1,5})(?:-(\d{1,5}))?"
LED = re.compile(f"{RANGE}(?::{RANGE})?")
MOST, MOST_PARTS = 256, 64  # ports of one command line; parts of one option
ANY, ANY6 = IPv4Address(0), IPv6Address(0)  # it binds them in both families


def forwarded(argv: tuple[str, ...]) -> tuple[Published, ...]:
    """Of TCP, in the order of the words; nothing for what it follows by itself, or does not say plainly."""
    specs = [value for option, value in pairwise(argv) if option in OPTIONS]
    specs += [word.partition("=")[2] for word in argv if word.startswith(f"{OPTIONS[1]}=")]
    return tuple(islice((way for spec in specs[:MOST_PARTS] for way in ways(spec)), MOST))


def everywhere(led: tuple[Published, ...]) -> tuple[Published, ...]:
    """And in IPv6 what is bound at no address in particular."""
    return (*led, *(way._replace(address=ANY6) for way in led if way.address == ANY))


def ways(spec: str) -> Iterator[Published]:
    """Raises nothing: a command line is somebody else's."""
    place, _, parts = spec.rpartition("/")
    try:
        address: Address = ip_address(place.partition("%")[0]) if place.partition("%")[0] else ANY
    except ValueError:
        return
    words = parts.split(",")[:MOST_PARTS]
    left_out = [ports(word.removeprefix(EXCEPT)) for word in words if word.startswith(EXCEPT)]
    for found in filter(None, map(LED.fullmatch, words)):
        outer, inner = span(found[1], found[2]), span(found[3] or found[1], found[4] or found[3] or found[2])
        if len(outer) != len(inner):
            continue
        for at, to in zip(outer, inner, strict=True):
            if not any(at in some for some in left_out):
                yield Published(address, at, to)


def ports(word: str) -> range:
    found = LED.fullmatch(word)
    return span(found[1], found[2]) if found else range(0)


def span(first: str, last: str | None) -> range:
    """Empty where it is none."""
    begin, end = int(first), int(last or first)
    return range(begin, end + 1) if 0 < begin <= end <= HIGHEST_PORT else range(0)
