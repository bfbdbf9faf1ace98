"""
Where a development server sends requests on: ``server.proxy`` of vite, ``devServer.proxy`` of webpack and Vue CLI.

vite.dev/config/server-options#server-proxy, webpack.js.org/configuration/dev-server/#devserverproxy.  Nothing is run:
a target counts where it stands as a URL in quotes, also behind ``process.env.API ||``, within ``proxy: {...}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from portwise.formats.jsonfiles import without_comments
from portwise.model.record import NamedTuple
from portwise.model.schemes import default_port
from portwise.model.target import HIGHEST_PORT

BLOCK = re.compile(r"""(?<![\w.])["']?proxy["']?\s*:\s*([\[{])""")
TARGET = re.compile(r"""["'`]((?:https?|wss?)://(\[[0-9a-fA-F:]+\]|[\w.-]+)(?::(\d{1,5}))?)[^"'`\s]*["'`]""")
LOCATION = re.compile(r"""["'`]([/^][^"'`\n]*)["'`]""")
MOST = 20  # blocks that a person writes


class Proxy(NamedTuple):
    location: str  # a prefix, or with ^ a regular expression
    scheme: str
    host: str
    port: int
    line: int


def proxies(text: str) -> tuple[Proxy, ...]:
    """Every target with the location that stands before it."""
    plain = without_comments(text)
    return tuple(found for block in islice(BLOCK.finditer(plain), MOST) for found in within(plain, block.end()))


def within(text: str, start: int) -> Iterator[Proxy]:
    inside = text[start : end_of(text, start)]
    places = [(match.start(), match[1]) for match in LOCATION.finditer(inside)]
    for match in TARGET.finditer(inside):
        before = [location for at, location in places if at < match.start()]
        scheme = match[1].partition(":")[0]
        port = int(match[3]) if match[3] else default_port(scheme)
        if before and port is not None and 0 < port <= HIGHEST_PORT:
            line = text.count("\n", 0, start + match.start()) + 1
            yield Proxy(before[-1], scheme, match[2].strip("[]"), port, line)


def end_of(text: str, start: int) -> int:
    """Where the brace or bracket closes that was opened before *start*."""
    depth = 1
    for at in range(start, len(text)):
        depth += (text[at] in "{[") - (text[at] in "}]")
        if depth == 0:
            return at
    return len(text)
