"""
What ``reg query KEY`` prints: ``    ProxyServer    REG_SZ    proxy.example:3128`` below the line of the key.

The registry keeps its words in one language, and everybody may read most of it: where a tool prints the words of the
machine's language, its key is the better source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from portwise.formats.windows.printed import lines
from portwise.model.record import NamedTuple

VALUE = re.compile(r"[ \t]{1,8}(\S.{0,255}?)[ \t]{2,8}(REG_[A-Z_]{2,24})(?:[ \t]{1,8}(.{0,8000}))?")
KEY = re.compile(r"(HKEY_[A-Z_]{4,24}(?:\\.{1,500})?)")


class Key(NamedTuple):
    """A key and the values in it, by their names; numbers are decimal."""

    path: str
    values: Mapping[str, str]


def keys(text: str) -> tuple[Key, ...]:
    """Every key that has values, in order."""
    return tuple(key for key in _keys(text) if key.values)


def _keys(text: str) -> Iterator[Key]:
    path = ""
    values: dict[str, str] = {}
    for line in map(str.rstrip, lines(text)):
        if found := KEY.fullmatch(line):
            yield Key(path, values)
            path, values = found[1], {}
        elif row := VALUE.fullmatch(line):
            values[row[1]] = _plain(row[2], row[3] or "")
    yield Key(path, values)


def _plain(kind: str, value: str) -> str:
    """``0x1`` is 1."""
    number = value.strip()
    if kind in ("REG_DWORD", "REG_QWORD") and re.fullmatch(r"0x[0-9a-fA-F]{1,16}", number):
        return str(int(number, 16))
    return number


def values(text: str) -> Mapping[str, str]:
    """Of the only key, or of the first that has some; nothing where there is none."""
    return next((key.values for key in keys(text)), {})
