"""
The file in which dconf keeps settings: GVDB, a hash table of GVariants (gvdb-format.h, gitlab.gnome.org/GNOME/gvdb).

A header, then the table: words of a bloom filter, buckets, and items of 24 bytes.  The name of an item begins with that
of another one, its parent (``system/`` and ``proxy/``).  Its value is a variant: the data, a zero, its type.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from portwise.model.record import NamedTuple

SIGNATURE = b"GVariant"
HEADER = struct.Struct("<8sIIII")  # signature, version, options, start and end of the root
TABLE = struct.Struct("<II")  # words of the bloom filter in the lower 27 bits, buckets
ITEM = struct.Struct("<IIIHcxII")  # hash, parent, start and size of the name, type, start and end of the value
BLOOM, NOBODY = (1 << 27) - 1, 0xFFFFFFFF
VALUE = b"v"
DEEPEST, MOST, LONGEST = 32, 20_000, 1024  # parts of a name; items; bytes of a whole name
NARROW, WIDE = 0xFF, 0xFFFF  # lengths up to which an offset in an array takes one byte, or two


class Item(NamedTuple):
    parent: int
    name: bytes
    kind: bytes
    value: bytes


def settings(data: bytes, below: str) -> dict[str, str]:
    """Those whose path begins so, as gsettings(1) writes their values.  Raises ValueError where it is no such file."""
    try:
        rows = items(data)
        named = ((path(rows, row), row) for row in rows if row.kind == VALUE)
        return {name: text for name, row in named if name.startswith(below) and (text := written(row.value))}
    except (struct.error, IndexError) as error:
        raise ValueError("a file of settings that ends too early") from error


def items(data: bytes) -> list[Item]:
    signature, version, _, start, end = HEADER.unpack_from(data)
    if signature != SIGNATURE or version != 0:
        raise ValueError("this is no file of settings of dconf")
    words, buckets = TABLE.unpack_from(data, start)
    begin = start + TABLE.size + 4 * ((words & BLOOM) + buckets)
    if not start <= begin <= end <= len(data) or (end - begin) // ITEM.size > MOST:
        raise ValueError("a file of settings whose table does not fit into it")
    told = [ITEM.unpack_from(data, at) for at in range(begin, end - ITEM.size + 1, ITEM.size)]
    if sum(size + max(last - first, 0) for _, _, _, size, _, first, last in told) > len(data):
        raise ValueError("a file of settings whose names and values overlap")
    return [
        Item(parent, data[start : start + size], kind, data[first:last])
        for _, parent, start, size, kind, first, last in told
    ]


def path(rows: list[Item], row: Item) -> str:
    """
    "" of one that is longer than any of dconf.

    Raises ValueError where an item is its own ancestor, and IndexError where it has one that is not there.
    """
    parts, long = [row.name], len(row.name)
    while row.parent != NOBODY and long < LONGEST:
        if len(parts) > DEEPEST:
            raise ValueError("a file of settings whose names have no end")
        row = rows[row.parent]
        parts.append(row.name)
        long += len(row.name)
    return b"".join(reversed(parts)).decode("utf-8", "replace") if long < LONGEST else ""


def written(value: bytes) -> str:
    """Strings, numbers, yes and no, lists of strings; "" for what a proxy has not."""
    data, _, kind = value.rpartition(b"\0")
    if kind == b"s":
        return quoted(data)
    if kind == b"i" and len(data) == 4:
        return str(int.from_bytes(data, "little", signed=True))
    if kind == b"b" and len(data) == 1:
        return "true" if data != b"\0" else "false"
    return f"[{', '.join(map(quoted, strings(data)))}]" if kind == b"as" else ""


def strings(data: bytes) -> Iterator[bytes]:
    """Their ends stand behind them, each as wide as the whole needs."""
    wide = 1 if len(data) <= NARROW else 2 if len(data) <= WIDE else 4
    over = int.from_bytes(data[-wide:], "little")
    begin = 0
    for at in range(over, len(data) - wide + 1, wide):
        end = int.from_bytes(data[at : at + wide], "little")
        if not begin < end <= over:
            return
        yield data[begin:end]
        begin = end


def quoted(data: bytes) -> str:
    text = data.rstrip(b"\0").decode("utf-8", "replace")
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"
