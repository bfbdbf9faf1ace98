"""
One part of a ZIP archive, found by the directory at its end; nothing else of it is unpacked.

https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7 (local header), 4.3.12 (central directory)
and 4.3.16 (its end).  An archive comes from somebody else: every length has a bound, and what a part unpacks to, too.
"""

from __future__ import annotations

import struct
import zlib

from portwise.model.record import NamedTuple

END, ENTRY, LOCAL = (struct.Struct(form) for form in ("<4s4H2IH", "<4s6H3I5H2I", "<4s5H3I2H"))
LONGEST_COMMENT = 0xFFFF
LONGEST_END = END.size + LONGEST_COMMENT
MOST_DIRECTORY = 1 << 20  # bytes: ten thousand files with long names
MOST_PART = 1 << 18  # bytes, packed or not; a manifest has few thousand
ENCRYPTED = 1
STORED, DEFLATED = 0, 8
RAW = -15  # zlib.h: no header before what is deflated


class Part(NamedTuple):
    """Where a part lies, and what it unpacks to."""

    offset: int  # of its local header
    method: int
    packed: int  # bytes
    size: int  # bytes
    sum: int  # CRC-32


def directory(end: bytes, length: int) -> tuple[int, int]:
    """Offset and size of the directory, of the last bytes of an archive of *length* bytes.  Raises ValueError."""
    at = end.rfind(b"PK\5\6")
    if at < 0 or len(end) - at < END.size:
        raise ValueError("it is no ZIP archive, or was cut off")
    _, _, _, _, _, size, offset, _ = END.unpack_from(end, at)
    if offset + size > length:
        raise ValueError("its directory is not where its end says")
    if size > MOST_DIRECTORY:
        raise ValueError("its directory is longer than portwise reads")
    return offset, size


def part(directory: bytes, name: str) -> Part:
    """The first of that name.  Raises ValueError where there is none, or none that can be unpacked."""
    at, wanted = 0, name.encode()
    while at + ENTRY.size <= len(directory):
        sign, _, _, flags, method, _, _, crc, packed, size, named, extra, comment, _, _, _, offset = ENTRY.unpack_from(
            directory, at
        )
        if sign != b"PK\1\2":
            break
        begin = at + ENTRY.size
        if directory[begin : begin + named] == wanted:
            return fit(Part(offset, method, packed, size, crc), flags)
        at = begin + named + extra + comment
    raise ValueError(f"it has no {name}")


def fit(one: Part, flags: int) -> Part:
    if flags & ENCRYPTED or one.method not in (STORED, DEFLATED):
        raise ValueError("its manifest is packed in a way that portwise does not know")
    if max(one.packed, one.size) > MOST_PART:
        raise ValueError("its manifest is longer than portwise reads")
    return one


def lead(header: bytes) -> int:
    """How many bytes of the local header stand before a part.  Raises ValueError."""
    if len(header) < LOCAL.size or not header.startswith(b"PK\3\4"):
        raise ValueError("its manifest is not where its directory says")
    return int(sum(LOCAL.unpack_from(header)[-2:])) + LOCAL.size


def unpacked(one: Part, data: bytes) -> bytes:
    """Raises ValueError where it is not what the directory says."""
    if one.method == DEFLATED:
        try:
            data = zlib.decompressobj(RAW).decompress(data, one.size + 1)
        except zlib.error:
            raise ValueError("its manifest cannot be unpacked") from None
    if len(data) != one.size or zlib.crc32(data) != one.sum:
        raise ValueError("its manifest is not what its directory says")
    return data
