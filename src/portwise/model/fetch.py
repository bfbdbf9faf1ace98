"""A page of a browser as the one who asks: its origin, and what its script wants (https://fetch.spec.whatwg.org)."""

from __future__ import annotations

import re

from portwise.model.record import NamedTuple
from portwise.model.url import NotATarget, abridged, ascii_host, in_url, take_apart

OWN_PORT = {"http": 80, "https": 443}
NO_ORIGIN = "null"  # of file:, data: and sandboxed pages
LONGEST = 100  # characters of what is repeated to whoever wrote it
TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")  # RFC 9110 section 5.6.2
READING = ("GET", "HEAD")
SIMPLE = (*READING, "POST")  # CORS-safelisted methods
NORMALISED = (*SIMPLE, "DELETE", "OPTIONS", "PUT")  # browsers send these in capitals, and others as they are written
SAFE = ("accept", "accept-language", "content-language", "range")  # header names that need no question before


class NotAPage(ValueError):
    """The text names no origin, method or header."""


class Fetch(NamedTuple):
    """What a script of a page asks for."""

    origin: str  # scheme://host[:port], or "null"
    method: str = "GET"
    headers: tuple[str, ...] = ()  # names that the script sets itself, in lower case and in order
    credentials: bool = False

    @classmethod
    def of(cls, origin: str, method: str = "", headers: tuple[str, ...] = (), credentials: bool = False) -> Fetch:
        """Read what a person wrote.  A POST is taken for one of JSON.  Raises `NotAPage`."""
        wrong = next((word for word in (method or "GET", *headers) if not TOKEN.fullmatch(word)), None)
        if wrong is not None:
            raise NotAPage(f"{abridged(wrong, LONGEST)!r} is no method and no name of a header")
        verb = method.upper() if method.upper() in NORMALISED else method or "GET"
        names = {name.lower() for name in headers} | ({"content-type"} if verb == "POST" else set())
        return cls(serialised(origin), verb, tuple(sorted(names)), credentials)

    @property
    def unsafe(self) -> tuple[str, ...]:
        """Headers that a server has to allow."""
        return tuple(name for name in self.headers if name not in SAFE)

    @property
    def is_simple(self) -> bool:
        """Whether it goes out without a question before, as a form could send it."""
        return self.method in SIMPLE and not self.unsafe


def serialised(text: str) -> str:
    """``HTTP://LocalHost:80/page`` → ``http://localhost``: what the browser puts into the Origin header."""
    if text.strip() == NO_ORIGIN or text.startswith("file:"):
        return NO_ORIGIN
    try:
        parts = take_apart(text if "://" in text else f"http://{text}")
        host = in_url(ascii_host(parts.host, True))
    except NotATarget:
        parts, host = None, ""
    if parts is None or not host or (parts.port and not (parts.port.isascii() and parts.port.isdigit())):
        raise NotAPage(f"{abridged(text, LONGEST)!r} is no origin; one looks like http://localhost:5173")
    own = str(OWN_PORT.get(parts.scheme, ""))
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port and parts.port != own else "")
