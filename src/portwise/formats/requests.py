"""Heads of HTTP/1 requests, told in the name of another host; and how long the body behind each is.  RFC 9112."""

from __future__ import annotations

import re

from portwise.model.record import NamedTuple

END = b"\r\n\r\n"  # section 2.1: of a head
LINE = b"\r\n"
REQUEST = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+ \S+ HTTP/1\.[01]\r\n")  # section 3
FIELD = re.compile(rb"(?mi)^(?P<name>host|origin|referer):[ \t]*(?P<value>[^\r\n]*?)[ \t]*(?=\r\n)")  # section 5
LENGTH = re.compile(rb"(?mi)^content-length:[ \t]*(\d{1,18})[ \t]*\r\n")
CHUNKED = re.compile(rb"(?mi)^transfer-encoding:.*\bchunked[ \t]*\r\n")
ANOTHER = re.compile(rb"(?mi)^upgrade:|\ACONNECT ")  # RFC 9110, 7.8 and 9.3.6: what follows may be no HTTP


class Head(NamedTuple):
    sent: bytes
    length: int | None  # bytes of the body; None: in chunks
    over: bool  # what follows may be another protocol


def is_request(head: bytes) -> bool:
    return REQUEST.match(head) is not None


def named(head: bytes, authority: str, origin: str) -> Head:
    """
    The head as a client of *authority* (``api.internal:8443``) would send it; with "" as it came.

    Where a page of our own place sends it, its Origin and its Referer become those of *origin* (``https://…``), for a
    server compares them with the Host.
    """
    said = host(head)
    ours = re.compile(rb"https?://" + re.escape(said) + rb"(?=/|$)", re.IGNORECASE)

    def told(field: re.Match[bytes]) -> bytes:
        if field["name"].lower() == b"host":
            return field["name"] + b": " + authority.encode()
        value = ours.sub(lambda _: origin.encode(), field["value"], count=1) if ours.match(field["value"]) else None
        return field[0] if value is None else field["name"] + b": " + value

    length = LENGTH.search(head)
    return Head(
        FIELD.sub(told, head) if authority else head,
        None if CHUNKED.search(head) else int(length[1]) if length else 0,
        ANOTHER.search(head) is not None,
    )


def host(head: bytes) -> bytes:
    """What the client calls us, b"" where it does not say."""
    return next((m["value"] for m in FIELD.finditer(head) if m["name"].lower() == b"host"), b"")


def method(head: bytes) -> bytes:
    return head.partition(b" ")[0]


def size(line: bytes) -> int:
    """Of a chunk, by its first line (section 7.1).  Raises ValueError."""
    return int(line.partition(b";")[0].strip(), 16)
