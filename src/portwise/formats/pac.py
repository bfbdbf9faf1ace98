"""
What a PAC file names without being run: "PROXY host:port; SOCKS host:port; DIRECT" in the words of JavaScript in it.

developer.mozilla.org, "Proxy Auto-Configuration (PAC) file".  Only text in quotes is read, and none in comments.  What
a script puts together while it runs is not known: then it says so.
"""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

from portwise.model.record import NamedTuple
from portwise.model.target import HIGHEST_PORT

LONGEST = 1 << 18  # characters; a list of what is to be blocked may be as long
# Comments first, so that quotes in them open nothing; each part takes what it has begun to its end, or to its line's
PART = re.compile(r"""//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?|"((?:[^"\\\n]|\\.)*)"?|'((?:[^'\\\n]|\\.)*)'?""")
PLACE = r"(\[[0-9a-f:.]{2,45}\]|[\w.-]{1,253}):(\d{1,5})\b"
NAMED = re.compile(rf"\b(?:PROXY|HTTPS?|SOCKS[45]?)\s{{1,20}}{PLACE}", re.IGNORECASE)
VAGUE = re.compile(  # a proxy whose port each browser has of its own, or which no SYN can reach
    rf"\b(?:QUIC\b|(?:PROXY|HTTPS?|SOCKS[45]?)(?![\w:.-])(?!\s{{1,20}}{PLACE}))", re.IGNORECASE
)
GLUED = re.compile(r"""["'`]\s{0,20}\+|\+=?\s{0,20}["'`]|`|\.(?:concat|join|replace)\b""")
DIRECT = re.compile(r"\bDIRECT\b", re.IGNORECASE)
MOST = 8  # proxies
ANSWER, OTHER = '"@"', '""'  # what stands for a text in quotes, for whoever looks at the code around it
RETURNED = re.compile(r"\breturn\b[^\S\n]{0,99}([^;{}]{0,999})")
ANSWERS = re.compile(rf'(?:(?:[^"?]|{OTHER}){{0,999}}\?\s*{ANSWER}\s*:\s*)*{ANSWER}\s*')
VARIABLE = re.compile(r"[A-Za-z_$][\w$]{0,99}\s*")
CHOOSES = re.compile(r"\b(?:if|switch|for|while|try)\b|\?|&&|\|\|")
BODY = re.compile(r"\bFindProxyForURL(?:Ex)?\b[^{;]{0,200}(?=\{)")
STEP = re.compile(r"([{};])\s*(return\b)?")
NOTHING = ("", OTHER, "null", "undefined")


class Script(NamedTuple):
    """What it could answer."""

    proxies: tuple[tuple[str, int], ...]  # host and port, in the order in which they are named
    direct: bool  # it may say that no proxy is asked
    more: bool  # it may say what it does not name as it stands
    silent: bool = False  # it may end without an answer, and then no proxy is asked


def script(text: str) -> Script:
    """Raises ValueError where it is no PAC file, or nobody could say what it names."""
    if "FindProxyForURL" not in text:
        raise ValueError("it is no PAC file: it has no FindProxyForURL")
    if len(text) > LONGEST:
        raise ValueError("the PAC file is too long to be read")
    words = [one or other for one, other in PART.findall(text)]
    found = [(match[1].strip("[]"), int(match[2])) for word in words for match in NAMED.finditer(word)]
    places = tuple(dict.fromkeys((host, port) for host, port in found if 0 < port <= HIGHEST_PORT))
    code = PART.sub(lambda part: stands_for(part[0]), text)
    told = [match[1].strip() if match[1][:1] != "\n" else "" for match in RETURNED.finditer(code)]
    more = not words or len(places) > MOST or bool(GLUED.search(text)) or any(map(VAGUE.search, words))
    more = more or "/" in code  # a regular expression may hold quotes: where texts begin is not known
    more = more or any(word not in NOTHING and not understood(word, code) for word in told)
    silent = any(word in NOTHING for word in told) or not answers(code)
    return Script(places[:MOST], any(map(DIRECT.search, words)), more, silent)


def stands_for(part: str) -> str:
    if part.startswith("/"):
        return "\n" if part.startswith("//") else " "
    named = any(0 < int(match[2]) <= HIGHEST_PORT for match in NAMED.finditer(part))
    return ANSWER if named or DIRECT.search(part) else OTHER


def understood(returned: str, code: str) -> bool:
    """Answers that stand there, however it chooses; or a variable, where nothing is chosen that it could depend on."""
    if VARIABLE.fullmatch(returned):
        return not CHOOSES.search(code) and bool(re.search(rf"\b{re.escape(returned)}\s*=\s*{ANSWER}", code))
    return bool(ANSWERS.fullmatch(returned))


def answers(code: str) -> bool:
    """Whether its one function comes to a ``return`` that no condition leads past."""
    bodies = [*BODY.finditer(code)]
    depth = 0
    for step in STEP.finditer(code, bodies[0].end()) if len(bodies) == 1 else ():
        depth += {"{": 1, "}": -1, ";": 0}[step[1]]
        if depth <= 0 or (depth == 1 and step[2]):
            return depth > 0
    return False


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
