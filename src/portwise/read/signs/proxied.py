"""Proxies that an environment, a system or a program is told to use: env, scutil --proxy, netsh winhttp, "
"gsettings, npm, git."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.reading import Noted, Set
from portwise.read.text import Text

ABOUT = re.compile(r"prox|bypass list|(?:https?|socks|ftp)enable", re.IGNORECASE)
USERINFO = re.compile(r"(?<=//)[^\s/@]{1,200}@")
SHAPES = (
    ("curl", re.compile(r"\buses proxy env variable (?P<name>\w+) == '(?P<value>[^']{1,200})'", re.IGNORECASE)),
    (
        "environment",
        re.compile(
            r"(?:^|[\s;'\"$]|-e )(?:env:)?(?P<name>(?:https?|all|ftp|"
            r"no)_proxy)\s*[=:]\s*['\"]?(?P<value>[^\s'\";]{1,200})",
            re.IGNORECASE,
        ),
    ),
    (
        "scutil",
        re.compile(
            r"^\s*(?P<name>(?:https?|socks|ftp|proxyautoconfig|proxyautodiscovery)(?:enable|proxy|"
            r"port|urlstring)) : (?P<value>\S{1,200})",
            re.IGNORECASE,
        ),
    ),
    ("winhttp", re.compile(r"^\s*(?P<name>proxy server\(s\)|bypass list)\s*:\s+(?P<value>\S{1,200})", re.IGNORECASE)),
    (
        "registry",
        re.compile(
            r"^\s*(?P<name>proxyenable|proxyserver|autoconfigurl)\s+(?:reg_\w+\s+|"
            r":\s*)(?P<value>\S{1,200})",
            re.IGNORECASE,
        ),
    ),
    (
        "gsettings",
        re.compile(r"\borg\.gnome\.system\.proxy(?:\.\w+)? (?P<name>\w+) (?P<value>\S{1,200})", re.IGNORECASE),
    ),
    ("npm", re.compile(r"^\s*(?P<name>https?-proxy|proxy)\s*=\s*[\"']?(?P<value>[^\s\"']{1,200})", re.IGNORECASE)),
    ("git", re.compile(r"\b(?P<name>https?\.proxy)[\s=]+(?P<value>\S{1,200})", re.IGNORECASE)),
    ("java", re.compile(r"-d(?P<name>https?\.proxy(?:host|port))=(?P<value>\S{1,100})", re.IGNORECASE)),
)


def proxied(text: Text) -> Iterator[Noted[Set]]:
    """Without user and password."""
    for line in text.lines:
        if not ABOUT.search(line.text):
            continue
        for by, pattern in SHAPES:
            if found := pattern.search(line.text):
                value = USERINFO.sub("", found["value"].strip())
                yield Noted(Set(found["name"].casefold(), value, by), (line.number,))
                break


READERS = (proxied,)
