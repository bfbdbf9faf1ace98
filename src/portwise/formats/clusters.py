"""
Where servers of a cluster send their clients on: Kafka, Redis and Valkey, MongoDB.

Each is asked one question that every client of it asks, without a login, and that changes nothing:
Kafka's Metadata (protocol guide, Metadata Request version 1, of no topic), Redis' CLUSTER SLOTS and MongoDB's hello.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from portwise.formats import greetings
from portwise.model.behind import Advertised
from portwise.model.schemes import known
from portwise.model.target import HIGHEST_PORT

NAME = re.compile(r"[A-Za-z0-9._-]+|[0-9a-fA-F:.]+")
DISABLED = b"-ERR This instance has cluster support disabled"  # Redis, src/cluster.c, clusterCommand()
DEEPEST = 8  # levels of a document that are read

# key 3, version 1, correlation 2, client "portwise", and an array of no topic
METADATA = bytes.fromhex("0000 0016 0003 0001 00000002 0008") + b"portwise" + bytes(4)
SLOTS = b"CLUSTER SLOTS\r\nQUIT\r\n"
QUESTIONS: Mapping[str, bytes] = MappingProxyType(
    {"kafka": METADATA, "redis": SLOTS, "valkey": SLOTS, "mongodb": greetings.MONGODB}
)


def question(scheme: str) -> bytes:
    """What a client asks first; b"" where portwise does not know how it goes on."""
    return QUESTIONS.get(known(scheme), b"")


def places(scheme: str, data: bytes) -> tuple[Advertised, ...]:
    """All that the answer names, each once.  Raises ValueError where it is none."""
    read = READERS[known(scheme)]
    try:
        found = read(data)
    except (IndexError, UnicodeDecodeError) as error:
        raise ValueError(f"not an answer of {known(scheme)}") from error
    return tuple(dict.fromkeys(one for one in found if NAME.fullmatch(one.host) and 0 < one.port <= HIGHEST_PORT))


class Bytes:
    """Read from the front.  Raises IndexError where too little is left."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def take(self, count: int) -> bytes:
        if not 0 <= count <= len(self.data) - self.at:
            raise IndexError(count)
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big", signed=True)

    def little(self, size: int) -> int:
        return int.from_bytes(self.take(size), "little", signed=True)

    def until(self, end: bytes) -> bytes:
        length = self.data.index(end, self.at) - self.at  # ValueError where it does not come
        word = self.take(length)
        self.take(len(end))
        return word


def kafka(data: bytes) -> list[Advertised]:
    """Metadata Response version 1: brokers with node, host, port and rack."""
    read = Bytes(data)
    if read.number(4) > len(data) - 4 or read.number(4) != 2:
        raise ValueError("not the answer to our question")
    found = []
    for _ in range(read.number(4)):
        node = read.number(4)
        host = read.take(read.number(2)).decode()
        found.append(Advertised(host, read.number(4), f"broker {node}"))
        rack = read.number(2)  # -1: none
        read.take(max(rack, 0))
    return found


def redis(data: bytes) -> list[Advertised]:
    """Per range of slots: its first and last, then nodes of host, port and id; a null host is the one just asked."""
    if data.startswith(DISABLED):
        return []
    if not data.startswith(b"*"):
        raise ValueError(f"it says {greetings.text(data.splitlines()[0])!r}" if data else "it says nothing")
    ranges = reply(Bytes(data), DEEPEST)
    rows = [(row[0], row[1], node) for row in ranges if isinstance(row, list) and len(row) > 2 for node in row[2:]]
    return [
        Advertised(node[0], node[1], f"slots {first} to {last}")
        for first, last, node in rows
        if isinstance(node, list) and len(node) > 1 and isinstance(node[0], str) and isinstance(node[1], int)
    ]


Reply = str | int | None | list["Reply"]


def reply(read: Bytes, depth: int) -> list[Reply]:
    """An array of RESP (Redis serialization protocol specification), with what it holds."""
    value = item(read, depth)
    return value if isinstance(value, list) else [value]


def item(read: Bytes, depth: int) -> Reply:
    line = read.until(b"\r\n").decode()
    mark, rest = line[:1], line[1:]
    if mark == ":":
        return int(rest)
    if mark in "+-" and mark:
        return rest
    length = int(rest)
    if mark == "$":
        return None if length < 0 else read.take(length + 2)[:-2].decode()
    if mark != "*" or not depth:
        raise ValueError(f"not a reply of Redis: {line[:20]!r}")
    return [item(read, depth - 1) for _ in range(length)]


# BSON types by number (bsonspec.org) and how long their values are
FIXED = {0x01: 8, 0x07: 12, 0x08: 1, 0x09: 8, 0x0A: 0, 0x10: 4, 0x11: 8, 0x12: 8, 0x13: 16}
STRING, DOCUMENT, ARRAY, BINARY = 0x02, 0x03, 0x04, 0x05
HEAD = 21  # of OP_MSG: four numbers, the flags, and the kind of the section that follows


def mongodb(data: bytes) -> list[Advertised]:
    """The members of a replica set that clients are to use; a server alone names none."""
    read = Bytes(data)
    read.take(HEAD)
    return [
        Advertised(host, int(port or 27017), "member")
        for name, value in document(read)
        if name.startswith("hosts.")
        for host, _, port in (value.rpartition(":") if ":" in value else (value, "", ""),)
    ]


def document(read: Bytes, under: str = "", depth: int = DEEPEST) -> list[tuple[str, str]]:
    """The strings in it, by their dotted names."""
    if not depth:
        raise ValueError("a document within a document, too often")
    read.take(4)
    found: list[tuple[str, str]] = []
    while kind := read.take(1)[0]:
        name = under + read.until(b"\0").decode()
        if kind == STRING:
            found.append((name, read.take(read.little(4))[:-1].decode()))
        elif kind in (DOCUMENT, ARRAY):
            found += document(read, f"{name}.", depth - 1)
        else:
            read.take(read.little(4) + 1 if kind == BINARY else FIXED.get(kind, -1))
    return found


READERS: Mapping[str, Callable[[bytes], list[Advertised]]] = MappingProxyType(
    {"kafka": kafka, "redis": redis, "valkey": redis, "mongodb": mongodb}
)
