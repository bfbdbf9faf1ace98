"""What a browser sends for the script of a page, and the headers that answer it (https://fetch.spec.whatwg.org)."""

from __future__ import annotations

from portwise.formats import http1
from portwise.model.target import Fetch, Target

ALLOWS = "access-control-allow-"


def request(target: Target, fetch: Fetch, preflight: bool) -> bytes:
    """The GET of the page, or the OPTIONS that asks for its request; that one itself is never sent."""
    plainly = http1.of(target)
    lines = [f"Origin: {fetch.origin}"]
    if preflight:
        plainly = plainly.replace(b"GET ", b"OPTIONS ", 1)
        lines.append(f"Access-Control-Request-Method: {fetch.method}")
        lines += [f"Access-Control-Request-Headers: {','.join(fetch.unsafe)}"] if fetch.unsafe else []
    first, _, rest = plainly.partition(b"\r\n")
    return b"\r\n".join((first, *(line.encode("ascii") for line in lines), rest))


def values(page: http1.Response, name: str) -> tuple[str, ...]:
    """Each time that the header was sent."""
    return tuple(value for known, value in page.headers if known == ALLOWS + name)


def listed(page: http1.Response, name: str) -> tuple[str, ...]:
    """Its items, whether they came in one line or in several (RFC 9110 section 5.3)."""
    return tuple(item.strip() for value in values(page, name) for item in value.split(",") if item.strip())
