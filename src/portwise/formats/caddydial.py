"""
Addresses and paths as Caddy writes them, in its Caddyfile and in its JSON.

caddyserver.com/docs/conventions#network-addresses, /docs/caddyfile/concepts#addresses, /docs/caddyfile/matchers and
/docs/caddyfile/directives/reverse_proxy#upstream-addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.target import HIGHEST_PORT

SITE = re.compile(r"(?:(?P<scheme>\w+)://)?(?P<host>\[[^]]*\]|[^:/]*)(?::(?P<port>\d{1,5}))?(?:/.*)?")
UPSTREAM = re.compile(
    r"(?:(?P<scheme>[a-z0-9]+)://)?(?:(?:tcp|udp)[46]?/)?(?P<host>\[[^]]*\]|[^:/\[\]]*)"
    r"(?::(?P<port>\d{1,5})(?:-(?P<last>\d{1,5}))?)?(?:/.*)?"
)
UNIX = re.compile(r"unix(?:\+h2c)?/(/?[^|]+)(?:\|.*)?")
PORTS = {"https": 443, "http": 80, "h2c": 80}
FASTCGI = 9000  # what php-fpm listens at
MOST_PORTS = 1000  # of one range
SECURE = "https"


def listens(address: str, http: int, https: int) -> tuple[str, int]:
    """Host ("" any) and port of the address of a site; port 0 where it has none."""
    found = SITE.fullmatch(address)
    if not found:
        return "", 0
    usual = http if found["scheme"] == "http" else https
    port = int(found["port"] or usual)
    host = "" if "{" in found["host"] or found["host"] == "*" else found["host"].strip("[]").lower()
    return host, port if 0 < port <= HIGHEST_PORT else 0


def location(path: str) -> str:
    """A path matcher, as nginx would write its location: ``/api/*`` is a prefix, without a star it is the path."""
    before, star, after = path.partition("*")
    if not star:
        return f"= {path}"
    return f"~ {path}" if after else before


def upstream(word: str) -> Iterator[tuple[str, int, str, str]]:
    """Host, port, path of a Unix socket and scheme ("" untold) of each place that a word names."""
    if unix := UNIX.fullmatch(word):
        yield "", 0, unix[1], ""
    found = UPSTREAM.fullmatch(word)
    if unix or not found or not (found["host"] or found["port"]):
        return
    scheme = found["scheme"] or ""
    first = int(found["port"] or PORTS.get(scheme, 80))
    last = min(int(found["last"] or first), first + MOST_PORTS, HIGHEST_PORT)
    for port in range(max(first, 1), last + 1):
        yield found["host"].strip("[]") or "localhost", port, "", SECURE if scheme == SECURE else ""
