"""HTTP/1.1 on the wire, as much of RFC 9112 as a diagnosis needs."""

from __future__ import annotations

from typing import NamedTuple

BLANK = b"\r\n\r\n"


class Response(NamedTuple):
    """A status line, its headers by lower-case name (the last one wins), and what came of the body."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The value of a header, "" without."""
        return next((value for known, value in reversed(self.headers) if known == name), "")


def request(host: str, path: str, agent: str) -> bytes:
    """A GET that asks the server to close afterwards."""
    lines = (
        f"GET {path or '/'} HTTP/1.1",
        f"Host: {host}",
        f"User-Agent: {agent}",
        "Accept: */*",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode("utf-8", "surrogateescape")


def is_head(data: bytes) -> bool:
    """Whether these bytes can still become an HTTP response."""
    return data.startswith(b"HTTP/"[: len(data)])


def is_complete(data: bytes) -> bool:
    """Whether a whole response is there by its own account (Content-Length, or a status without a body)."""
    if not data.startswith(b"HTTP/1.") or BLANK not in data:
        return False
    met = parse(data)
    if met.status in (204, 304):
        return True
    length = met.header("content-length")
    return length.isdigit() and len(met.body) >= int(length)


def parse(data: bytes) -> Response:
    """Read a response.  Raises ValueError where the bytes are none."""
    head, _, body = data.partition(BLANK)
    first, *rest = head.decode("latin-1").split("\r\n")
    words = first.split(" ", 2)
    if not words[0].startswith("HTTP/") or len(words) < 2 or not words[1].isdigit():
        raise ValueError(f"not an HTTP response: {first[:40]!r}")
    pairs = (line.partition(":") for line in rest)
    headers = tuple((name.strip().lower(), value.strip()) for name, colon, value in pairs if colon)
    return Response(int(words[1]), words[2] if len(words) > 2 else "", headers, body)
