"""
The classic capture file, as Wireshark and tcpdump read it: draft-ietf-opsawg-pcap, with packets from the IP header on.

Version 2.4, microseconds; LINKTYPE_RAW, so that interfaces of different kinds fit into one file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable

MAGIC, MAJOR, MINOR = 0xA1B2C3D4, 2, 4
LINKTYPE_RAW = 101  # https://www.tcpdump.org/linktypes.html: begins with an IPv4 or IPv6 header
LONGEST = 0x40000  # MAXIMUM_SNAPLEN of libpcap
FILE = struct.Struct("<IHHiIII")  # magic, version, two that are 0, longest packet, link type
RECORD = struct.Struct("<IIII")  # seconds, microseconds, bytes kept, bytes there were


def encode(packets: Iterable[tuple[float, bytes]]) -> bytes:
    """One file of packets, each with its time in seconds since the epoch."""
    return FILE.pack(MAGIC, MAJOR, MINOR, 0, 0, LONGEST, LINKTYPE_RAW) + b"".join(
        record(at, data) for at, data in packets
    )


def record(at: float, data: bytes) -> bytes:
    seconds, microseconds = divmod(round(at * 1_000_000), 1_000_000)
    kept = data[:LONGEST]
    return RECORD.pack(seconds, microseconds, len(kept), len(data)) + kept
