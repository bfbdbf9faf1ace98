"""Hosts and ports in a line of text, as clients, servers and people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import NamedTuple

HIGHEST_PORT = 65535
V4 = r"(?:\d{1,3}\.){3}\d{1,3}"
V6 = r"[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:%\w+)?"
NAME = r"[a-z_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?"
URL = re.compile(
    rf"\b(?P<scheme>[a-z][a-z0-9+.-]{{1,20}})://(?:[^\s/@'\"`<>]{{1,200}}@)?"
    rf"(?P<host>\[{V6}\]|{V4}|{NAME}|:::?)(?::(?P<port>\d{{1,5}}))?(?![\w])",
    re.IGNORECASE,
)
PAIR = re.compile(
    rf"(?<![\w.:/@-])(?P<host>\[{V6}\]|{V4}|::1|:::?|\*|{NAME})"
    r"(?::|(?<=:)|[\"'],\s?|(?P<word>[\"']?,?\s+port[ :=]+)|,)(?P<port>\d{2,5})(?![\w-]|:\d|\.\d)",
    re.IGNORECASE,
)
BARE_V6 = re.compile(
    r"(?<![\w:])(?P<host>::1|::|::ffff:(?:\d{1,3}\.){3}\d{1,3}):(?P<port>\d{2,5})(?!\w)", re.IGNORECASE
)
PORT = re.compile(
    r"(?:\bports?\b(?:\(s\))?[ :=#'\"]*|(?<![\w.:/-])(?<!\d):)(?P<port>\d{2,5})(?![\w.:]\w)", re.IGNORECASE
)
TOWARDS = re.compile(r"\b(?:to|host|from|server|at)[ \"']+$", re.IGNORECASE)
CONSOLE = re.compile(
    r"[\w-]{1,40}:\d+ +(?:GET|POST|PUT|DELETE|HEAD|\[|Uncaught|WebSocket|Failed|Access|Refused|Error)"
)  # a browser's
SCHEMES_OF_FILES = ("file", "data", "about", "chrome", "unix", "jar")
VERBS = ("start", "bind", "listen", "open", "use", "expose", "connect", "run", "take", "free", "publish", "forward")
NO_HOSTS = frozenset(  # words that stand before a colon and a number without being machines
    (
        *(
            *VERBS,
            "line",
            "error",
            "errno",
            "code",
            "status",
            "port",
            "pid",
            "at",
            "exit",
            "version",
            "warning",
            "info",
            "debug",
        ),
        *("in", "on", "col", "column", "row", "step", "tcp", "udp", "http", "https", "node", "internal", "main"),
    )
)
SOURCE = re.compile(
    r"\.(?:[cm]?js|tsx?|jsx|py|go|java|kt|rb|rs|php|cs|cc?|cpp|h|vue|svelte|html|css|sh)$", re.IGNORECASE
)


class Place(NamedTuple):
    host: str  # without brackets, lower case; "" where only a port is named
    port: int | None
    scheme: str = ""


def places(line: str) -> Iterator[Place]:
    """URLs first, then pairs, then bare ports; the same port is not told twice."""
    ports: set[int | None] = set()
    for place in every(line):
        if place.port is None or place.port not in ports:
            ports.add(place.port)
            yield place


def every(line: str) -> Iterator[Place]:
    """The same with every host that a port is named with."""
    line = line.replace("0:0:0:0:0:0:0:1", "::1")  # as Java writes it
    ports: set[int | None] = set()
    for found in (*URL.finditer(line), *BARE_V6.finditer(line), *PAIR.finditer(line)):
        scheme = (found.groupdict().get("scheme") or "").lower()
        host = found["host"].strip("[]").rstrip(".").lower()
        port = number(found["port"])
        if scheme in SCHEMES_OF_FILES or (not scheme and (not is_host(host) or port is None)):
            continue
        if not scheme and CONSOLE.match(line[found.start() :]) and not line[: found.start()].strip():
            continue
        if found.groupdict().get("word") and not named(host, line[: found.start()]):
            continue
        ports.add(port)
        yield Place(host, port, scheme)
    for found in PORT.finditer(line):
        port = number(found["port"])
        if port is not None and port not in ports:
            ports.add(port)
            yield Place("", port)


def named(host: str, before: str) -> bool:
    """``to db port 5432`` names a machine, ``the default port 5432`` none."""
    return "." in host or ":" in host or host == "localhost" or bool(TOWARDS.search(before))


def number(text: str | None) -> int | None:
    return int(text) if text and 0 < int(text) <= HIGHEST_PORT else None


def is_host(host: str) -> bool:
    """``app.js:12`` and ``line:7`` are places in a program."""
    return host not in NO_HOSTS and not SOURCE.search(host) and not host.isdigit()


def is_address(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    return host == "localhost" or host.endswith(".localhost") or host.startswith("127.") or host == "::1"
