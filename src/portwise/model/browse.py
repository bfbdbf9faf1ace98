"""What a browser met: its own word for it, and what its network log tells of the way there."""

from __future__ import annotations

from portwise.model.neterror import met
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.target import Address, Endpoint


class Browser(NamedTuple):
    """A browser on this machine."""

    kind: str  # chromium, chrome, edge, firefox
    name: str  # as a person calls it: Chromium, Google Chrome
    version: str  # "156.0.7600.1", "" where it does not say
    path: str


class Dialled(NamedTuple):
    """One address that it tried."""

    address: Address
    port: int
    error: str  # ERR_CONNECTION_REFUSED; "" where it connected, or was not done when the browser was

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(self.address, self.port)


class Resolver(NamedTuple):
    """How it looked a name up."""

    host: str
    source: str  # "system", "hosts file", "DNS", "DNS over HTTPS", "rule" (localhost, literals), "cache"; "" not told
    addresses: tuple[Address, ...]
    error: str = ""  # ERR_NAME_NOT_RESOLVED
    server: str = ""  # of DNS over HTTPS


class Policy(NamedTuple):
    """One setting that an administrator has made for it."""

    name: str  # URLBlocklist
    value: str  # as the file writes it, JSON, redacted and abridged
    file: str


class Extension(NamedTuple):
    """An extension that this machine gives to every profile of a browser."""

    browser: str  # Chromium, Chrome, Edge, Firefox
    name: str  # as its manifest has it, else its id
    may: tuple[str, ...]  # what it may do with requests: webRequest, proxy, <all_urls>; empty: nothing, or not told
    file: str


class Part(NamedTuple):
    """Something that the page wanted besides itself: a script, a picture, a fetch()."""

    url: str
    error: str  # ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS; "" where only `blocked` tells
    blocked: str = ""  # "cors:…", "local-network-access:…" with its own word, "mixed-content", …; "" on the way
    origin: str = ""  # of the page that wanted it
    status: int = 0  # of the response, 0 without


class Browsed(NamedTuple):
    """One page, loaded by a browser with a clean profile and without a window."""

    browser: Browser
    url: str  # redacted
    error: str  # the browser's own name of what it met, ERR_UNSAFE_PORT, NS_ERROR_CONNECTION_REFUSED; "" a page came
    status: int  # of the last response, 0 without
    final: str  # the URL that it ended at, redacted
    elapsed_ms: float
    hops: tuple[str, ...] = ()  # the URLs on the way: redirects and upgrades, the first one included
    proxy: str = ""  # "DIRECT", "PROXY 127.0.0.1:3128", as it decided for the page; "" it never came to that
    lookups: tuple[Resolver, ...] = ()
    tried: tuple[Dialled, ...] = ()
    upgraded: str = ""  # why it went to https instead of http: "HSTS", "HTTPS-First"; "" it did not
    certificate: str = ""  # ERR_CERT_AUTHORITY_INVALID; "" fine, or it never came to that
    policies: tuple[Policy, ...] = ()  # that were in force; what a clean profile has of its own are none
    parts: tuple[Part, ...] = ()  # that failed
    said: tuple[str, ...] = ()  # its console, redacted
    cut: bool = False  # time was up before it had finished
    origin: str = ""  # of the page whose script asked, where it was no visit
    blocked: str = (
        ""  # why it keeps the answer from that page: "cors:MissingAllowOriginHeader", "local-network-access:…"
    )

    @property
    def works(self) -> bool:
        """Whether a page came; what the page says is another matter."""
        return not self.error and not self.blocked and self.status > 0

    @property
    def met(self) -> Outcome:
        """In the word that every client has for it."""
        if self.works:
            return Outcome.CONNECTED
        if not self.error and self.blocked:  # mixed content has no error besides
            return Outcome.BLOCKED_BY_BROWSER
        return met(self.error) if self.error else Outcome.HANG
