"""Which servers are asked for names, and which sources before them: resolv.conf(5), nsswitch.conf(5)."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

MOST = 3  # MAXNS of <resolv.h>; glibc passes over the rest
WITHOUT = (ip_address("127.0.0.1"),)  # resolv.conf(5): with no line the server on the local machine is asked
WRITTEN = re.compile(r"generated|managed|do not edit|overwrit", re.IGNORECASE)
ACTION = re.compile(r"\[[^]]*\]")  # [NOTFOUND=return]
USUAL = ("files", "dns")  # what glibc takes where the file says nothing of hosts


def servers(text: str) -> tuple[IPv4Address | IPv6Address, ...]:
    """The name servers in their order; lines that are none are passed over."""
    rows = (line.split() for line in text.splitlines())
    found = [address for row in rows if row[:1] == ["nameserver"] and (address := parsed("".join(row[1:2])))]
    return tuple(found[:MOST]) or WITHOUT


def domains(text: str) -> tuple[str, ...]:
    """What is put behind a name without a dot; of the lines that say so the last one counts."""
    rows = [row for line in text.splitlines() if (row := line.split())[:1] in (["search"], ["domain"])]
    return tuple(word.strip(".") for word in rows[-1][1:] if word.strip(".")) if rows else ()


def lines(text: str) -> dict[IPv4Address | IPv6Address, int]:
    """The numbers of the lines; none where the file says that a program writes it: that would write it over."""
    if any(row.lstrip().startswith(("#", ";")) and WRITTEN.search(row) for row in text.splitlines()):
        return {}
    rows = ((line.split(), number) for number, line in enumerate(text.splitlines(), 1))
    found = ((parsed(row[1]), number) for row, number in rows if len(row) > 1 and row[0] == "nameserver")
    return {address: number for address, number in found if address is not None}


def parsed(word: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(word)
    except ValueError:
        return None


def sources(text: str) -> tuple[str, ...]:
    """Where names of machines are looked up, in order, without the actions in brackets."""
    rows = (line.partition("#")[0].partition(":") for line in text.splitlines())
    found = (tuple(ACTION.sub(" ", rest).split()) for name, _, rest in rows if name.strip() == "hosts")
    return next(found, USUAL)
