"""The hosts file: an address, then its names, then perhaps a comment.  See hosts(5)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address


def addresses(text: str, name: str) -> tuple[IPv4Address | IPv6Address, ...]:
    """Every address that a line gives to *name*, in the order of the lines; lines that are no entry are passed over."""
    return tuple(address for address, _ in entries(text, name))


def entries(text: str, name: str) -> tuple[tuple[IPv4Address | IPv6Address, int], ...]:
    """The same with the numbers of the lines."""
    rows = ((line.partition("#")[0].split(), number) for number, line in enumerate(text.splitlines(), 1))
    wanted = name.lower()
    matching = ((row[0], number) for row, number in rows if wanted in map(str.lower, row[1:]))
    return tuple((address, number) for word, number in matching if (address := parsed(word)) is not None)


def parsed(word: str) -> IPv4Address | IPv6Address | None:
    """The address, None where the word is none."""
    try:
        return ip_address(word)
    except ValueError:
        return None
