"""
A service on the internet that tries an address and port for others: its URL as a template, and its answer.

There is no standard for either.  The template is a URL with ``{host}`` and ``{port}`` in
its path or query; the answer is a JSON object that says in one of a few usual keys
whether a connection came about.  Whatever else comes back says nothing.
"""

from __future__ import annotations

import json
import re
from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple

LONGEST = 2000  # characters of a template
HIDDEN = "***"
SAYS = ("open", "reachable", "connected")  # keys of a boolean
STATUS = {
    "open": Outcome.CONNECTED,
    "closed": Outcome.REFUSED,
    "filtered": Outcome.TIMEOUT,
    "timeout": Outcome.TIMEOUT,
}
NO_WORD = "its answer does not say open, reachable, connected, ok or status"
TWO_WORDS = "its answer says both, that it is open and that it is not"


class NotAChecker(ValueError):
    """A template that portwise asks nobody by.  One line for a person."""


class Checker(NamedTuple):
    """Whom to ask, and how."""

    template: str
    host: str  # who is asked

    @classmethod
    def of(cls, template: str) -> Checker:
        """Raises `NotAChecker`."""
        if not re.fullmatch(rf"[!-~]{{1,{LONGEST}}}", template):
            raise NotAChecker("a checker is a URL without blanks: https://check.example/tcp?host={host}&port={port}")
        try:
            parts = urlsplit(template)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            raise NotAChecker("a checker is a URL, and this is none") from None
        if why := misfit(parts.scheme, parts.netloc, host, f"{parts.path}?{parts.query}"):
            raise NotAChecker(why)
        return cls(template.partition("#")[0], host)

    def url(self, host: str, port: int) -> str:
        return self.template.replace("{host}", quote(host, safe=".")).replace("{port}", str(port))

    def shown(self, host: str, port: int) -> str:
        """The same for people: what the query has beside the target may be a key of its owner."""
        before, mark, query = self.template.partition("?")
        told = "&".join(part if placed(part) else without_value(part) for part in query.split("&"))
        return self._replace(template=f"{before}{mark}{told}").url(host, port)


def misfit(scheme: str, authority: str, host: str, rest: str) -> str:
    """Why nobody is asked by it; "" where somebody may be."""
    if not host or "@" in authority or "{" in authority or "}" in authority:
        return "a checker is named by its own host, without a login: https://check.example/{host}/{port}"
    if scheme != "https" and not (scheme == "http" and is_loopback(host)):
        return "a checker is asked by https; by http only on this machine itself"
    if rest.count("{host}") != 1 or rest.count("{port}") != 1 or rest.count("{") + rest.count("}") != 4:
        return "a checker's URL has {host} and {port}, once each and in its path or query"
    return ""


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def placed(part: str) -> bool:
    return "{" in part


def without_value(part: str) -> str:
    name, sign, value = part.partition("=")
    return f"{name}{sign}{HIDDEN}" if value else HIDDEN * bool(part)


def verdict(text: str) -> Outcome:
    """
    What the checker met.  Raises ValueError with one line where it does not say.

    A bare no says not how; *ok* may be of the answer itself, and counts where nothing else does.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("its answer is no JSON") from None
    if not isinstance(said, dict):
        raise ValueError("its answer is no JSON object")
    words = [of_flag(said[key]) for key in SAYS if isinstance(said.get(key), bool)]
    status = said.get("status")
    if isinstance(status, str) and status.lower() in STATUS:
        words.insert(0, STATUS[status.lower()])
    if not words and isinstance(said.get("ok"), bool):
        words = [of_flag(said["ok"])]
    if not words:
        raise ValueError(NO_WORD)
    if len({word is Outcome.CONNECTED for word in words}) > 1:
        raise ValueError(TWO_WORDS)
    return words[0]


def of_flag(flag: bool) -> Outcome:
    return Outcome.CONNECTED if flag else Outcome.UNREACHABLE
