"""One question for an address and its answer: messages of RFC 1035 section 4."""

from __future__ import annotations

import struct
from ipaddress import IPv4Address, IPv6Address

from portwise.model.record import NamedTuple

A, AAAA, IN = 1, 28, 1
HEADER = struct.Struct("!6H")
RECORD = struct.Struct("!HHIH")  # type, class, time to live, length of the data
RESPONSE, RECURSION_DESIRED = 0x8000, 0x0100
POINTER = 0xC0  # two bits that a length never has, section 4.1.4
LONGEST_LABEL, LONGEST_NAME = 63, 253
OF_TYPE: dict[int, type[IPv4Address | IPv6Address]] = {A: IPv4Address, AAAA: IPv6Address}


class Reply(NamedTuple):
    code: int  # 0 no error, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED
    addresses: tuple[IPv4Address | IPv6Address, ...]


def query(name: str, kind: int, number: int) -> bytes:
    """A question for one name.  Raises ValueError where DNS has no form for it."""
    labels = name.rstrip(".").split(".")
    if len(name) > LONGEST_NAME or not all(0 < len(label) <= LONGEST_LABEL for label in labels):
        raise ValueError("DNS has no form for this name")
    question = b"".join(bytes([len(label)]) + label.encode("ascii") for label in labels)
    return HEADER.pack(number, RECURSION_DESIRED, 1, 0, 0, 0) + question + struct.pack("!xHH", kind, IN)


def reply(data: bytes, number: int) -> Reply:
    """Every address of the answer, whichever alias it stands under.  Raises ValueError where it is not our answer."""
    try:
        met, flags, questions, answers, _, _ = HEADER.unpack_from(data)
        if met != number or not flags & RESPONSE:
            raise ValueError("not an answer to our question")
        at = HEADER.size
        for _ in range(questions):
            at = _after_name(data, at) + 4
        return Reply(flags & 0xF, tuple(_addresses(data, at, answers)))
    except (struct.error, IndexError):
        raise ValueError("a message of DNS that ends too early") from None


def _addresses(data: bytes, at: int, count: int) -> list[IPv4Address | IPv6Address]:
    found: list[IPv4Address | IPv6Address] = []
    for _ in range(count):
        at = _after_name(data, at)
        kind, _, _, length = RECORD.unpack_from(data, at)
        at += RECORD.size
        value = data[at : at + length]
        if kind in OF_TYPE:
            found.append(OF_TYPE[kind](value))  # of another length: ValueError
        at += length
    return found


def _after_name(data: bytes, at: int) -> int:
    """A pointer ends a name, and so does the empty label."""
    while (length := data[at]) != 0:
        if length & POINTER == POINTER:
            return at + 2
        at += 1 + length
    return at + 1
