"""What a server said, once a connection stood."""

from __future__ import annotations

from enum import Enum

from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.target import Endpoint, Fetch


class Kind(Enum):
    """What the first bytes of an answer are."""

    NOTHING = "nothing"
    HTTP = "http-text"
    TLS = "tls-record"
    OTHER = "other"


class Exchange(NamedTuple):
    """One HTTP request and what came back."""

    outcome: Outcome  # CONNECTED: an HTTP response came; else EMPTY, RESET, HANG, TRUNCATED, NOT_HTTP, TLS_ERROR
    status: int  # 0 without a response
    server: str  # Server header, "" without
    via: str  # Via header
    location: str
    marker: str  # a page that was recognised: "gateway: nginx", "tls-port", "host-check: vite", … "" for none
    first: bytes  # at most 64 bytes, for a person
    elapsed_ms: float
    cookie: bool = False  # whether it set one

    @property
    def met(self) -> Outcome:
        """A gateway's 5xx and a page that turns the client away are failures; a 404 is an answer."""
        if self.outcome is not Outcome.CONNECTED or self.status < 400:
            return self.outcome
        if self.status >= 500:
            return Outcome.HTTP_5XX
        return Outcome.HTTP_4XX if self.marker else Outcome.CONNECTED


class Kept(NamedTuple):
    """The same request twice on one connection: whether a server keeps it, as it says."""

    first: Exchange
    offered: bool  # after its answer the connection stood open for another request
    said: float | None  # for how many idle seconds it says that it will: Keep-Alive, RFC 2068 section 19.7.1.1
    second: Exchange | None  # None where it was not offered


class Certificate(NamedTuple):
    subject: str
    issuer: str
    names: tuple[str, ...]  # subjectAltName, DNS and IP
    not_before: float  # seconds since the epoch
    not_after: float
    self_signed: bool


class CertificateFile(NamedTuple):
    file: str
    certificate: Certificate
    key: str  # the file of its key, "" where none lies beside it


class Handshake(NamedTuple):
    """One TLS handshake."""

    outcome: Outcome  # CONNECTED or TLS_ERROR, HANG, RESET, EMPTY
    kind: Kind  # of the first bytes that answered the ClientHello
    version: str  # "TLSv1.3", "" without
    error: str  # the library's reason ("WRONG_VERSION_NUMBER") or the alert's name, "" without
    certificate: Certificate | None
    distrust: str  # why a client would not trust it, "" when it would
    first: bytes
    elapsed_ms: float

    @property
    def met(self) -> Outcome:
        return Outcome.TLS_ERROR if self.distrust else self.outcome


class Segments(NamedTuple):
    """Whether the server answers the request of the target in small packets, and then in full ones."""

    most: int  # bytes in a small one
    small: bool
    full: bool


class Hello(NamedTuple):
    """A TLS handshake made otherwise than the target asks for: a control experiment."""

    endpoint: Endpoint
    name: str  # the SNI, "" for none
    ancient: bool  # with every version and cipher that the library has


class AsHost(NamedTuple):
    """The request of the target in the name of another host: a control experiment."""

    endpoint: Endpoint
    host: str  # the Host header, with a port where it needs one


class AsPage(NamedTuple):
    """The request of the target as a script of a page makes it, or the preflight before it: what a browser sends."""

    endpoint: Endpoint
    fetch: Fetch
    preflight: bool


class Permission(NamedTuple):
    """What a server lets the scripts of other pages do, by its headers; each as often as it was sent."""

    outcome: Outcome  # CONNECTED: an HTTP response came
    status: int
    origins: tuple[str, ...]  # Access-Control-Allow-Origin
    credentials: tuple[str, ...]  # …-Credentials
    methods: tuple[str, ...]  # …-Methods, one by one
    headers: tuple[str, ...]  # …-Headers, one by one, in lower case


class Banner(NamedTuple):
    """What a server that is not HTTP says first, or to the politest question of its protocol."""

    outcome: Outcome  # WRONG_CONTENT: a protocol was recognised, and not the one that was expected
    protocol: str  # ssh, smtp, redis, postgresql, mysql, mongodb, amqp, … "" when not recognised
    text: str
    elapsed_ms: float

    @property
    def met(self) -> Outcome:
        return self.outcome
