"""
Proxies in the settings of programs: git-config(1) http.proxy, npm's proxy and https-proxy, pip's proxy, wget's
http_proxy and https_proxy.

All are lines of ``key = value``, some under ``[section]``.  What is not understood is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.record import NamedTuple

SECTION = re.compile(r"\s*\[([^\]]*)\]\s*")
LINE = re.compile(r"\s*([A-Za-z][\w-]*)\s*=\s*(.*?)\s*")


class Setting(NamedTuple):
    key: str  # with its section: "http.proxy"
    value: str
    line: int


class Kind(NamedTuple):
    """Which settings of one program name a proxy."""

    http: tuple[str, ...]  # keys for http URLs, the first one set wins
    https: tuple[str, ...]


KINDS = {
    "git": Kind(("http.proxy",), ("http.proxy",)),
    "npm": Kind(("proxy", "http-proxy"), ("https-proxy", "proxy", "http-proxy")),
    "pip": Kind(("global.proxy",), ("global.proxy",)),
    "wget": Kind(("http_proxy",), ("https_proxy",)),
}


def settings(text: str) -> Iterator[Setting]:
    """Every ``key = value``; the last one of a key counts, in all four programs."""
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if found := SECTION.fullmatch(line):
            section = found[1].strip().lower()
        elif found := LINE.fullmatch(line):
            key = f"{section}.{found[1].lower()}" if section else found[1].lower()
            yield Setting(key, found[2].strip("\"'"), number)


def proxy(client: str, text: str, https: bool) -> Setting | None:
    """The setting that decides; an empty one and npm's ``null`` switch the proxy off."""
    kind = KINDS[client]
    told = {setting.key: setting for setting in settings(text)}
    chosen = next((told[key] for key in (kind.https if https else kind.http) if key in told), None)
    return chosen if chosen and chosen.value not in ("", "null", "false") else None
