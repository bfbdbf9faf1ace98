"""
Files of captured packets, classic (draft-ietf-opsawg-pcap) and of the next generation (draft-ietf-opsawg-pcapng).

Only what a packet holds from its IP header on is given, of the link types that tcpdump and Wireshark write on the
systems that portwise knows.  Any bytes are accepted: what is cut or of another kind is left out.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

CLASSIC = {  # the magic number in the file's own order of bytes, with microseconds or nanoseconds
    b"\xd4\xc3\xb2\xa1": "<",
    b"\x4d\x3c\xb2\xa1": "<",
    b"\xa1\xb2\xc3\xd4": ">",
    b"\xa1\xb2\x3c\x4d": ">",
}
NEXT = b"\x0a\x0d\x0d\x0a"  # Section Header Block
ORDERS = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}
INTERFACE, SIMPLE, ENHANCED, SECTION = 1, 3, 6, 0x0A0D0D0A
LINKS = {  # https://www.tcpdump.org/linktypes.html: bytes before the IP header
    0: 4,  # NULL: BSD loopback
    1: 14,  # ETHERNET
    12: 0,  # RAW, on BSD
    14: 0,
    101: 0,  # RAW
    108: 4,  # LOOP
    113: 16,  # LINUX_SLL
    228: 0,  # IPV4
    229: 0,  # IPV6
    276: 20,  # LINUX_SLL2
}
VLAN = b"\x81\x00"
MOST = 20_000  # packets
FILE_HEADER, RECORD_HEADER, BLOCK_HEADER = 24, 16, 8


def known(data: bytes) -> bool:
    return data[:4] in CLASSIC or data[:4] == NEXT


def packets(data: bytes) -> Iterator[bytes]:
    """From the IP header on, in their order."""
    rows = classic(data) if data[:4] in CLASSIC else next_generation(data) if data[:4] == NEXT else iter(())
    for n, (link, frame) in enumerate(rows):
        if n >= MOST:
            return
        before = LINKS.get(link)
        if before is not None:
            yield frame[before + (4 if link == 1 and frame[12:14] == VLAN else 0) :]


def classic(data: bytes) -> Iterator[tuple[int, bytes]]:
    order = CLASSIC[data[:4]]
    if len(data) < FILE_HEADER:
        return
    link = struct.unpack_from(f"{order}I", data, 20)[0] & 0xFFFF  # above it the length of the frame check sequence
    place = FILE_HEADER
    while place + RECORD_HEADER <= len(data):
        kept = struct.unpack_from(f"{order}I", data, place + 8)[0]
        place += RECORD_HEADER
        yield link, data[place : place + kept]
        place += kept


def next_generation(data: bytes) -> Iterator[tuple[int, bytes]]:
    order, links, place = "<", list[int](), 0
    while place + BLOCK_HEADER + 4 <= len(data):
        order = ORDERS.get(data[place + 8 : place + 12], order) if data[place : place + 4] == NEXT else order
        kind, length = struct.unpack_from(f"{order}II", data, place)
        if length < BLOCK_HEADER + 4:
            return
        body = data[place + BLOCK_HEADER : place + length - 4]
        if kind == SECTION:
            links = []
        elif kind == INTERFACE and len(body) >= 2:
            links.append(struct.unpack_from(f"{order}H", body)[0])
        elif kind == ENHANCED and len(body) >= 20:
            number, kept = struct.unpack_from(f"{order}I", body)[0], struct.unpack_from(f"{order}I", body, 12)[0]
            if number < len(links):
                yield links[number], body[20 : 20 + kept]
        elif kind == SIMPLE and links:
            yield links[0], body[4:]
        place += length
