"""
Rules of the packet filter at work: a table that marks packets for tracing, and what the kernel then tells of them.

linux/netfilter/nf_tables.h, linux/netfilter/nfnetlink.h; nft(8), "META EXPRESSIONS", nftrace.  A table with the flag
*owner* belongs to the socket that made it, and is gone when that is closed, however its process ended.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from portwise.model.record import NamedTuple

HEADER = struct.Struct("=IHHII")  # struct nlmsghdr
REQUEST, ACK, CREATE = 1, 4, 0x400  # NLM_F_*
ERROR = 2  # NLMSG_ERROR
SUBSYSTEM = 10  # NFNL_SUBSYS_NFTABLES
BEGIN, END = 0x10, 0x11  # NFNL_MSG_BATCH_*
NEW_TABLE, NEW_CHAIN, NEW_RULE, TRACE = 0, 3, 6, 17  # enum nf_tables_msg_types
NESTED = 0x8000  # NLA_F_NESTED
OWNER = 2  # NFT_TABLE_F_OWNER, since Linux 5.12
INET = 1  # NFPROTO_INET
FAMILIES = {1: "inet", 2: "ip", 3: "arp", 5: "netdev", 7: "bridge", 10: "ip6"}
HOOKS = {"prerouting": 0, "output": 3}  # where packets come to the filter first: from outside, and from here
FIRST = -(2**31)  # NF_IP_PRI_FIRST
REGISTER = 1  # NFT_REG_1
TRANSPORT_HEADER = 2  # NFT_PAYLOAD_TRANSPORT_HEADER
NFTRACE = 12  # NFT_META_NFTRACE
SOURCE_PORT, DESTINATION_PORT = 0, 2  # in TCP as in UDP
POLICY, RULE = 1, 3  # enum nft_trace_types
WORDS = {0: "drop", 1: "accept", 2: "stolen", 3: "queue", 4: "repeat", -1: "continue", -2: "break", -5: "return"}
JUMPS = {-3: "jump", -4: "goto"}


class Met(NamedTuple):
    """What became of one packet at one rule, or at the end of a chain."""

    packet: int  # the same number for each rule that it met
    family: str
    table: str
    chain: str
    handle: int  # of the rule; 0: the policy of the chain
    verdict: str  # drop, accept, jump, goto, continue, …
    data: bytes  # the packet from the IP header on; only told once for each


def table(name: str, port: int) -> tuple[bytes, int]:
    """One batch that makes the table, and how many answers it will have; *port* is at either end of a packet."""
    named = string(1, name)
    steps = [(NEW_TABLE, named + number(2, OWNER))]
    for hook, place in HOOKS.items():
        at = nested(4, number(1, place) + number(2, FIRST))
        steps.append((NEW_CHAIN, named + string(3, hook) + at + string(7, "filter")))
        steps += [
            (NEW_RULE, named + string(2, hook) + nested(4, marks(end, port))) for end in (SOURCE_PORT, DESTINATION_PORT)
        ]
    asked = [
        message(SUBSYSTEM << 8 | kind, REQUEST | ACK | CREATE, n, INET, 0, body)
        for n, (kind, body) in enumerate(steps, 1)
    ]
    begin, end = (message(kind, REQUEST, 0, 0, SUBSYSTEM, b"") for kind in (BEGIN, END))
    return b"".join((begin, *asked, end)), len(asked)


def marks(end: int, port: int) -> bytes:
    """``th sport PORT meta nftrace set 1`` as expressions."""
    load = number(1, REGISTER) + number(2, TRANSPORT_HEADER) + number(3, end) + number(4, 2)
    same = number(1, REGISTER) + number(2, 0) + nested(3, attribute(1, port.to_bytes(2, "big")))
    one = number(1, REGISTER) + nested(2, attribute(1, b"\1"))
    mark = number(2, NFTRACE) + number(3, REGISTER)
    steps = (("payload", load), ("cmp", same), ("immediate", one), ("meta", mark))
    return b"".join(nested(1, string(1, name) + nested(2, data)) for name, data in steps)


def message(kind: int, flags: int, sequence: int, family: int, resource: int, body: bytes) -> bytes:
    """With struct nfgenmsg in front of the attributes."""
    data = struct.pack("!BBH", family, 0, resource) + body
    return HEADER.pack(HEADER.size + len(data), kind, flags, sequence, 0) + data


def attribute(kind: int, data: bytes) -> bytes:
    return struct.pack("=HH", 4 + len(data), kind) + data + bytes(-len(data) % 4)


def nested(kind: int, data: bytes) -> bytes:
    return attribute(kind | NESTED, data)


def string(kind: int, text: str) -> bytes:
    return attribute(kind, text.encode() + b"\0")


def number(kind: int, value: int) -> bytes:
    return attribute(kind, struct.pack("!i", value))


def answers(data: bytes) -> Iterator[int]:
    """The errno of each step that was asked for, 0 where it was done."""
    for kind, body in messages(data):
        if kind == ERROR and len(body) >= 4:
            yield -struct.unpack_from("=i", body)[0]


def traced(data: bytes) -> Iterator[Met]:
    """Raises ValueError on a message that ends early."""
    for kind, body in messages(data):
        if kind == SUBSYSTEM << 8 | TRACE:
            yield met(body)


def met(body: bytes) -> Met:
    told = dict(attributes(body[4:]))  # behind struct nfgenmsg
    code, chain = verdict(told.get(5, b""))
    kind = integer(told.get(4, b""))
    return Met(
        packet=integer(told.get(6, b"")),
        family=FAMILIES.get(body[0], ""),
        table=text(told.get(1, b"")),
        chain=text(told.get(2, b"")),
        handle=int.from_bytes(told.get(3, b""), "big") if kind == RULE else 0,
        verdict=word(integer(told.get(16, b""))) if kind == POLICY else f"{word(code)} {chain}".rstrip(),
        data=told.get(8, b"") + told.get(9, b""),
    )


def verdict(data: bytes) -> tuple[int, str]:
    told = dict(attributes(data))
    return integer(told.get(1, b"")), text(told.get(2, b""))


def word(code: int) -> str:
    return WORDS.get(code) or JUMPS.get(code, "continue")


def integer(data: bytes) -> int:
    return int.from_bytes(data, "big", signed=True)


def text(data: bytes) -> str:
    return data.rstrip(b"\0").decode("utf-8", "replace")


def messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + HEADER.size <= len(data):
        length, kind, *_ = HEADER.unpack_from(data, place)
        if length < HEADER.size + 4 or place + length > len(data):
            raise ValueError(f"a netlink message of {length} bytes")
        yield kind, data[place + HEADER.size : place + length]
        place += length + -length % 4


def attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(data):
        length, kind = struct.unpack_from("=HH", data, place)
        if length < 4 or place + length > len(data):
            raise ValueError(f"a netlink attribute of {length} bytes")
        yield kind & ~NESTED, data[place + 4 : place + length]
        place += length + -length % 4
