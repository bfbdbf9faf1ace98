"""Which servers are asked for names, and which sources before them: resolv.conf(5), nsswitch.conf(5)."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

MOST = 3  # MAXNS of <resolv.h>; glibc passes over the rest
WITHOUT = (ip_address("127.0.0.1"),)  # resolv.conf(5): with no line the server on the local machine is asked
ACTION = re.compile(r"\[[^]]*\]")  # [NOTFOUND=return]
USUAL = ("files", "dns")  # what glibc takes where the file says nothing of hosts


def servers(text: str) -> tuple[IPv4Address | IPv6Address, ...]:
    """The name servers in their order; lines that are none are passed over."""
    rows = (line.split() for line in text.splitlines())
    found = [address for row in rows if row[:1] == ["nameserver"] and (address := parsed("".join(row[1:2])))]
    return tuple(found[:MOST]) or WITHOUT


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
