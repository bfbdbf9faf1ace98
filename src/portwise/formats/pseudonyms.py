"""
Who somebody is, taken out of evidence: people, homes, hosts, containers and addresses under names that mean nothing.

The same word has the same stand-in wherever it occurs, in a text, within a longer name or in a value of its own.  So
what was equal is equal still, what begins or ends with something still does, and the evidence can be judged as it was.
Words of which thousands of machines are full (web, postgres, server) tell nothing and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Any

from portwise.formats.identities import PART, TOKEN, WITH_PORT, Found, read
from portwise.formats.strangers import Strangers
from portwise.model.record import NamedTuple


class Stand(NamedTuple):
    kind: str  # person, name, address, hardware address
    real: str
    instead: str


class Pseudonyms:
    """Stand-ins for everything that was found in some values."""

    def __init__(self, found: Found, salt: bytes) -> None:
        self._strangers = Strangers(found.addresses, salt)
        self._people = numbered("user", found.people, found.taken)
        self._words = numbered("name", found.words - found.people, found.taken)
        self._macs = {
            mac: f"02:00:00:00:{n >> 8 & 255:02x}:{n & 255:02x}" for n, mac in enumerate(sorted(found.macs), 1)
        }

    @property
    def given(self) -> tuple[Stand, ...]:
        """What stands for what: for whoever sends the evidence, and for nobody else."""
        moved = ((real, new) for real, new in self._strangers.given.items() if real != new)
        return (
            *(Stand("person", *pair) for pair in self._people.items()),
            *(Stand("name", *pair) for pair in self._words.items()),
            *(Stand("address", str(real), str(new)) for real, new in moved),
            *(Stand("hardware address", *pair) for pair in self._macs.items()),
        )

    def value(self, value: Any) -> Any:
        """The same with stand-ins, to the last field."""
        match value:
            case Enum() | None | bool() | int() | float():
                return value
            case str():
                return self.text(value)
            case bytes():
                return self.text(value.decode("latin-1")).encode("latin-1")
            case IPv4Address() | IPv6Address():
                return self._strangers(value)
            case frozenset():
                return frozenset(map(self.value, value))
            case tuple() if hasattr(value, "_fields"):
                return type(value)(*map(self.value, value))
            case tuple():
                return tuple(map(self.value, value))
        return value

    def text(self, text: str) -> str:
        return TOKEN.sub(self._token, text)

    def _token(self, token: re.Match[str]) -> str:
        word = token[0]
        match token.lastgroup:
            case "word":
                return self._word(word)
            case "hardware":
                return self._macs.get(word.lower().replace("-", ":"), word)
            case "dashed":
                moved = self._moved(word.replace("-", "."))
                return moved.replace(".", "-") if moved else word
        moved = None if WITH_PORT.fullmatch(word) else self._moved(word)
        return moved or PART.sub(lambda part: self._word(part[0]), word)

    def _word(self, word: str) -> str:
        small = word.lower()
        return self._people.get(small) or self._words.get(small) or word

    def _moved(self, text: str) -> str | None:
        """An address, or with /8 and its like a network; None for what is none."""
        place, slash, length = text.partition("/")
        address = read(place)
        if address is None:
            return None
        moved = self._strangers(address)
        if not slash or moved == address:
            return f"{moved}{slash}{length}"
        try:
            return str(ip_network(f"{moved}/{length}", strict=False))
        except ValueError:
            return None


def numbered(kind: str, words: Iterable[str], taken: set[str]) -> dict[str, str]:
    given, number = {}, 0
    for word in sorted(words):
        number += 1
        while f"{kind}{number}" in taken:
            number += 1
        given[word] = f"{kind}{number}"
    return given
