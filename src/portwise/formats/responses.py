"""Heads of HTTP/1 responses: how long the body behind each is, and where its redirect leads.  RFC 9112."""

from __future__ import annotations

import re

from portwise.formats.requests import CHUNKED, LENGTH
from portwise.model.record import NamedTuple

STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})\b[^\r\n]*\r\n")  # section 4
LOCATION = re.compile(
    rb"(?mi)^(?P<name>location:[ \t]*)(?P<value>[^\r\n]*?)(?P<end>[ \t]*)(?=\r\n)"
)  # RFC 9110, 10.2.2
SWITCHING = 101  # Switching Protocols: what follows is no HTTP
INTERIM = range(100, 200)  # another head follows, section 15.2
WITHOUT_BODY = (204, 304)  # RFC 9112 section 6.3


class Answer(NamedTuple):
    status: int
    length: int | None  # bytes of the body; None: in chunks
    until_end: bool  # the body ends with the connection
    over: bool  # what follows is another protocol


def is_response(head: bytes) -> bool:
    return STATUS.match(head) is not None


def answer(head: bytes, method: bytes) -> Answer:
    """Of the response to a request of that method, RFC 9112 section 6.3.  Raises ValueError where it is none."""
    found = STATUS.match(head)
    if found is None:
        raise ValueError(f"no response of HTTP/1: {head[:20]!r}")
    status, length = int(found[1]), LENGTH.search(head)
    over = status == SWITCHING or (method == b"CONNECT" and status // 100 == 2)  # RFC 9110 section 9.3.6
    if over or method == b"HEAD" or status in INTERIM or status in WITHOUT_BODY:
        return Answer(status, 0, until_end=False, over=over)
    if CHUNKED.search(head):
        return Answer(status, None, until_end=False, over=False)
    return Answer(status, int(length[1]) if length else 0, until_end=length is None, over=False)


def led_back(head: bytes, origins: tuple[str, ...], here: bytes) -> bytes:
    """The head with *here* (``http://localhost:8080``) for the origin of a Location that is one of *origins*."""
    if not origins or not here:
        return head
    theirs = re.compile(rb"(?i)(?:" + b"|".join(re.escape(one.encode()) for one in origins) + rb")(?=[/?#]|$)")

    def told(field: re.Match[bytes]) -> bytes:
        return field["name"] + theirs.sub(lambda _: here, field["value"], count=1) + field["end"]

    return LOCATION.sub(lambda field: told(field) if theirs.match(field["value"]) else field[0], head)
