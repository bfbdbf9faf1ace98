"""The hosts file: an address, then its names, then perhaps a comment.  See hosts(5)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address


def addresses(text: str, name: str) -> tuple[IPv4Address | IPv6Address, ...]:
    """Every address that a line gives to *name*, in the order of the lines; lines that are no entry are passed over."""
    rows = (line.partition("#")[0].split() for line in text.splitlines())
    wanted = name.lower()
    matching = (row[0] for row in rows if wanted in map(str.lower, row[1:]))
    return tuple(address for word in matching if (address := parsed(word)) is not None)


def parsed(word: str) -> IPv4Address | IPv6Address | None:
    """The address, None where the word is none."""
    try:
        return ip_address(word)
    except ValueError:
        return None
