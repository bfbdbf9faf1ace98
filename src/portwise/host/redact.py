"""
Secrets end here: whatever leaves `host` has lost its credentials.

Three carriers are known: the userinfo of a URL (RFC 3986 section 3.2.1), the
value of an option or variable whose name says that it is secret, and the word
after such an option.  What is replaced reads ``***``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

HIDDEN = "***"
USERINFO = re.compile(r"(?P<scheme>\b[a-z][a-z0-9+.-]*://)[^/?#\s]*@", re.IGNORECASE)
SAYS_SO = (  # words in the name of an option or a variable whose value is a secret
    r"(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key"
    r"|auth(?:orization)?|credentials?|bearer|cookie|session|dsn|jwt)"
)
NAMED = re.compile(rf"(?P<name>[\w.-]*{SAYS_SO}[\w.-]*\s*[=:]\s*)\S+", re.IGNORECASE)
OPTION = re.compile(rf"--?[\w.-]*{SAYS_SO}[\w-]*", re.IGNORECASE)
QUERY = re.compile(r"(?P<url>\b[a-z][a-z0-9+.-]*://[^\s?#]*)\?\S*", re.IGNORECASE)


def text(value: str) -> str:
    """One value: URL credentials, URL queries and ``name=secret`` pairs are replaced."""
    value = USERINFO.sub(rf"\g<scheme>{HIDDEN}@", value)
    value = QUERY.sub(rf"\g<url>?{HIDDEN}", value)
    return NAMED.sub(rf"\g<name>{HIDDEN}", value)


def command(words: Iterable[str]) -> tuple[str, ...]:
    """A command line: also the word after an option such as ``--token``."""
    kept: list[str] = []
    hide = False
    for word in words:
        kept.append(HIDDEN if hide else text(word))
        hide = not hide and OPTION.fullmatch(word) is not None
    return tuple(kept)


def variable(name: str, value: str) -> str:
    """The value of an environment variable."""
    return HIDDEN if re.search(SAYS_SO, name, re.IGNORECASE) else text(value)
