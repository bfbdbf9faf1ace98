"""
Where a text itself says that a word is the name of a host or a user, or where a word can only be a secret.

Sources: libpq (``host=db user=ann``), options of well-known servers (``--host-name db``), the variable ``no_proxy``,
the words of resolvers (Node, Go, curl, libpq), the headers Server and Via (RFC 9110 sections 10.2.4 and 7.6.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

GIVEN = re.compile(
    r"(?<![\w.-])(?P<dashes>-{0,2})(?P<key>[A-Za-z][\w.-]{0,63})[\"']?(?P<sign>\s?=\s?|\s)[\"']?"
    r"(?P<value>[A-Za-z0-9_][\w.-]{0,252})",
    re.ASCII,
)
KEY = re.compile(r"(?:.*[-_.])?(?P<what>host|user)[-_]?(?:name|addr)?|.*[a-z](?P<camel>Host|User)(?:[nN]ame)?")
SWITCH = re.compile(r"(?:ctl|install|python3?|pip3?)\s$")  # before --user of systemctl(1), pip(1): it takes no name
LITERALS = frozenset(("true", "false", "null", "none", "undefined", "yes", "no", "on", "off", "auto", "any", "all"))
EXEMPT = re.compile(r"\bno_?proxy[\"']?(?:\s?[=:]\s?|\s)[\"']?(?P<hosts>[^\s\"';]{1,2000})", re.IGNORECASE)
NAME = r"(?P<host>[A-Za-z0-9_][\w.-]{0,252})"
SPOKEN = (
    re.compile(rf"\bhost(?:\s?name)?:?\s(?=[\"'`]|[\w.]{{0,60}}[-\d])[\"'`]?{NAME}", re.ASCII | re.IGNORECASE),
    re.compile(rf"\b(?:ENOTFOUND|EAI_AGAIN|resolve host(?:name)?:?)\s[\"'`]?{NAME}", re.ASCII),
    re.compile(rf"\blookup\s{NAME}(?=: no such host|: server misbehaving|\son\s)", re.ASCII),
)
COMMENT = re.compile(r"\([^()]{0,300}\)")
PATH = re.compile(
    r"(?:://[^/\s\"'<>]{1,300}|\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\s)(?P<path>/[^\s?#\"'<>]{1,2000})"
)
CONTAINER = re.compile(r"[0-9a-f]{64}")  # others shorten it, and what began alike has to begin alike
WORD = re.compile(r"[A-Za-z]?[a-z]+")
SECRET, LEAST_OF_IT = 16, 4  # characters of a segment, and of a part of it that is more than a syllable


def users(text: str) -> Iterator[str]:
    return (name for what, name in given(text) if what == "user")


def hosts(text: str) -> Iterator[str]:
    yield from (name for what, name in given(text) if what == "host")
    for found in EXEMPT.finditer(text):
        yield from found["hosts"].split(",")
    for spoken in SPOKEN:
        for one in spoken.finditer(text):
            yield one["host"]


def given(text: str) -> Iterator[tuple[str, str]]:
    """What it is, host or user, and its name."""
    at = 0
    while found := GIVEN.search(text, at):
        at = found.start("value")  # a value may be the next name: --host --user=ann, a host=b
        key = KEY.fullmatch(found["key"].lower() if found["key"].isupper() else found["key"])
        told = found["dashes"] or "=" in found["sign"]
        if not key or not told or found["value"].lower() in LITERALS:
            continue
        what = (key["what"] or key["camel"]).lower()
        if "=" in found["sign"] or what == "host" or not SWITCH.search(text, max(0, found.start() - 12), found.start()):
            yield what, found["value"]


def banner(text: str) -> Iterator[str]:
    """Of ``nginx/1.2 web7`` and ``1.1 web7 (squid)`` what is neither a program with its version nor a comment."""
    for word in re.split(r"[\s,]+", COMMENT.sub(" ", text))[1:]:
        if "/" not in word:
            yield word


def secrets(text: str) -> Iterator[str]:
    """Parts of a path that nobody would write by hand, as webhooks have them."""
    for found in PATH.finditer(text):
        yield from of_path(found["path"])


def of_path(path: str) -> Iterator[str]:
    for segment in path.split("/"):
        if is_token(segment):
            parts = re.findall(r"[^\W_]+", segment)
            yield from (part for part in parts if len(part) >= LEAST_OF_IT and not WORD.fullmatch(part))


def is_token(segment: str) -> bool:
    """Long, and of digits and letters in a way that is no word: hexadecimal, capitals with digits, all in one."""
    if len(segment) < SECRET or CONTAINER.fullmatch(segment) or not re.fullmatch(r"[\w~:=-]+", segment, re.ASCII):
        return False
    digits, upper, lower = (bool(re.search(form, segment)) for form in (r"\d", "[A-Z]", "[a-z]"))
    if re.fullmatch(r"[0-9A-Fa-f-]+", segment):
        return digits and (upper or lower)
    return digits and (upper or bool(re.search(rf"[^\W_]{{{SECRET},}}", segment)))
