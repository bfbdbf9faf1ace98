"""HTTP/1.1 on the wire, as much of RFC 9112 as a diagnosis needs."""

from __future__ import annotations

import re

from portwise.model.record import NamedTuple
from portwise.model.target import Target
from portwise.model.url import in_url

AGENT = "portwise/0.1.0"  # a test holds it to the version of the package
WEB_PORT = {"http": 80, "ws": 80, "https": 443, "wss": 443}
BLANK = re.compile(rb"\r?\n\r?\n")  # RFC 9112 section 2.2: a single LF may end a line
DIGITS = re.compile(r"[0-9]{1,18}")  # str.isdigit() also takes superscripts
LAST_CHUNK = b"0\r\n\r\n"  # RFC 9112 section 7.1, without trailers
TRAILED = b"\r\n0\r\n"  # the same, with fields behind it (RFC 9112 section 7.1.2)
SWITCHING = 101  # the only interim status that is an answer
# RFC 3986 sections 3.3 and 3.4: everything else in a path travels percent-encoded
NOT_IN_PATH = re.compile(r"[^A-Za-z0-9._~!$&'()*+,;=:@%/?-]")
AUTHORITY = re.compile(r"[A-Za-z0-9._~%:\[\]-]*")


class Response(NamedTuple):
    """A status line, its headers by lower-case name, and what came of the body."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The last value of a header, "" without."""
        return next((value for known, value in reversed(self.headers) if known == name), "")

    @property
    def length(self) -> int | None:
        """How long the body is by its own account; None where it does not say."""
        if self.status in (204, 304):
            return 0
        said = self.header("content-length")
        return int(said) if DIGITS.fullmatch(said) else None


def request(host: str, path: str, agent: str = AGENT, connection: str = "close") -> bytes:
    """
    A GET that asks the server to close afterwards, unless told otherwise.

    Raises ValueError for a *host* that no client would send.
    """
    if not AUTHORITY.fullmatch(host):
        raise ValueError(f"not a Host header: {host!r}")
    lines = (
        f"GET {escaped(path)} HTTP/1.1",
        f"Host: {host}",
        f"User-Agent: {agent}",
        "Accept: */*",
        f"Connection: {connection}",
    )
    return "\r\n".join((*lines, "", "")).encode("ascii")


def escaped(path: str) -> str:
    """No blank and no line break can leave the request line."""
    raw = path or "/"
    return NOT_IN_PATH.sub(lambda c: "".join(f"%{b:02X}" for b in c[0].encode("utf-8", "surrogateescape")), raw)


def authority(target: Target) -> str:
    """The Host header that a client sends: the port only where it is not the scheme's own (RFC 9112 section 3.2)."""
    name = in_url(target.host.partition("%")[0])  # a zone never travels, RFC 6874 section 4
    return name if target.port == WEB_PORT.get(target.scheme, 80) else f"{name}:{target.port}"


def of(target: Target) -> bytes:
    """What a client asks a server itself."""
    return request(authority(target), target.path)


def by_proxy(target: Target) -> bytes:
    """What a client asks a proxy: absolute form, or a tunnel where TLS is inside (RFC 9112 sections 3.2.2, 3.2.3)."""
    place = authority(target)
    if target.speaks_tls:
        tunnel = f"{in_url(target.host.partition('%')[0])}:{target.port}"
        request(tunnel, "/")  # raises for what cannot be a host
        return f"CONNECT {tunnel} HTTP/1.1\r\nHost: {tunnel}\r\nUser-Agent: {AGENT}\r\n\r\n".encode("ascii")
    return request(place, target.path).replace(b"GET ", f"GET http://{place}".encode("ascii"), 1)


def is_head(data: bytes) -> bool:
    """Whether these bytes can still become an HTTP response."""
    return data.startswith(b"HTTP/"[: len(data)])


def has_head(data: bytes) -> bool:
    """Whether a whole header section is there."""
    return data.startswith(b"HTTP/") and BLANK.search(data) is not None


def is_complete(data: bytes) -> bool:
    """Whether a whole response is there by its own account.  Never raises."""
    try:
        met = parse(data) if has_head(data) else None
    except ValueError:
        return False
    if met is None or is_interim(met.status):
        return False
    if "chunked" in met.header("transfer-encoding").lower():
        return met.body.endswith(LAST_CHUNK) or (TRAILED in met.body and met.body.endswith(b"\r\n\r\n"))
    return met.length is not None and len(met.body) >= met.length


def whole(met: Response) -> bytes:
    """The body, its chunks put together (RFC 9112 section 7.1).  Raises ValueError where one is not whole."""
    if "chunked" not in met.header("transfer-encoding").lower():
        return met.body
    rest, parts = met.body, [b""]
    while rest:
        size, end, rest = rest.partition(b"\r\n")
        length = int(size.partition(b";")[0], 16) if end else 0
        if length <= 0:
            break
        if len(rest) < length:
            raise ValueError("a chunk that is not whole")
        parts.append(rest[:length])
        rest = rest[length:].removeprefix(b"\r\n")
    return b"".join(parts)


def persists(data: bytes) -> bool:
    """Whether the sender of a whole response will take another request on the connection, RFC 9112 section 9.3."""
    said = parse(data).header("connection").lower()
    return "close" not in said if data.startswith(b"HTTP/1.1") else "keep-alive" in said


def idle(data: bytes) -> float | None:
    """``Keep-Alive: timeout=5, max=100``: for how many idle seconds, by its own account."""
    said = re.search(r"timeout=(\d{1,6})", parse(data).header("keep-alive"))
    return float(said[1]) if said else None


def is_interim(status: int) -> bool:
    return 100 <= status < 200 and status != SWITCHING


def parse(data: bytes) -> Response:
    """Read a response, past interim ones (RFC 9110 section 15.2).  Raises ValueError where the bytes are none."""
    end = BLANK.search(data)
    head, body = (data[: end.start()], data[end.end() :]) if end else (data, b"")
    first, *rest = head.decode("latin-1").splitlines() or [""]
    words = first.split(" ", 2)
    if not words[0].startswith("HTTP/") or len(words) < 2 or not re.fullmatch("[0-9]{3}", words[1]):
        raise ValueError(f"not an HTTP response: {first[:40]!r}")
    if is_interim(int(words[1])) and body:
        return parse(body)
    pairs = (line.partition(":") for line in rest)
    headers = tuple((name.strip().lower(), value.strip()) for name, colon, value in pairs if colon)
    return Response(int(words[1]), words[2] if len(words) > 2 else "", headers, body)
