"""
What a PAC file names without being run: "PROXY host:port; SOCKS host:port; DIRECT" in the words of JavaScript in it.

developer.mozilla.org, "Proxy Auto-Configuration (PAC) file".  Only text in quotes is read, and none in comments.  What
a script puts together while it runs is not known: then it says so.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from portwise.model.target import HIGHEST_PORT

LONGEST = 1 << 18  # characters; a list of what is to be blocked may be as long
# Comments first, so that quotes in them open nothing; each part takes what it has begun to its end, or to its line's
PART = re.compile(r"""//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?|"((?:[^"\\\n]|\\.)*)"?|'((?:[^'\\\n]|\\.)*)'?""")
PLACE = r"(\[[0-9a-f:.]{2,45}\]|[\w.-]{1,253}):(\d{1,5})\b"
NAMED = re.compile(rf"\b(?:PROXY|HTTPS?|SOCKS[45]?)\s{{1,20}}{PLACE}", re.IGNORECASE)
BEGUN = re.compile(r"\b(?:PROXY|HTTPS?|SOCKS[45]?)\s{0,20}$", re.IGNORECASE)
GLUED = re.compile(r"""["'`]\s{0,20}\+|\+=?\s{0,20}["'`]|`|\.(?:concat|join|replace)\b""")
DIRECT = re.compile(r"\bDIRECT\b", re.IGNORECASE)
MOST = 8  # proxies


class Script(NamedTuple):
    """What it could answer."""

    proxies: tuple[tuple[str, int], ...]  # host and port, in the order in which they are named
    direct: bool  # it may say that no proxy is asked
    more: bool  # it may say what it does not name as it stands


def script(text: str) -> Script:
    """Raises ValueError where it is no PAC file, or nobody could say what it names."""
    if "FindProxyForURL" not in text:
        raise ValueError("it is no PAC file: it has no FindProxyForURL")
    if len(text) > LONGEST:
        raise ValueError("the PAC file is too long to be read")
    words = [one or other for one, other in PART.findall(text)]
    found = [(match[1].strip("[]"), int(match[2])) for word in words for match in NAMED.finditer(word)]
    places = tuple(dict.fromkeys((host, port) for host, port in found if 0 < port <= HIGHEST_PORT))
    more = not words or len(places) > MOST or bool(GLUED.search(text)) or any(map(BEGUN.search, words))
    return Script(places[:MOST], any(map(DIRECT.search, words)), more)


def inline(url: str) -> str:
    """The text of a ``data:`` URL, RFC 2397.  Raises ValueError."""
    head, comma, data = url[:LONGEST].partition(",")
    if not comma:
        raise ValueError("a data: URL without data")
    raw = unquote_to_bytes(data)
    try:
        return (base64.b64decode(raw) if head.endswith(";base64") else raw).decode("utf-8", "replace")
    except binascii.Error:
        raise ValueError("a data: URL that is no base64") from None
