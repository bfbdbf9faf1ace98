"""How an attempt ended: the words of the catalogue, one vocabulary for every layer."""

from __future__ import annotations

from enum import Enum


class Outcome(Enum):
    """What was met at the furthest layer reached."""

    CONNECTED = "connected"
    BOUND = "bound"
    ANSWERED = "answered"  # a datagram came back
    SILENT = "silent"  # none came back, which a datagram socket may do for many reasons
    REFUSED = "refused"
    TIMEOUT = "timeout"
    RESET = "reset"
    UNREACHABLE = "unreachable"
    DENIED = "denied"
    ADDR_NOT_AVAIL = "addr-not-avail"
    INVALID = "invalid"
    EMPTY = "empty"
    HANG = "hang"
    TRUNCATED = "truncated"
    NOT_HTTP = "not-http"
    WRONG_CONTENT = "wrong-content"  # another protocol than the one of the scheme answers
    TLS_ERROR = "tls-error"
    NAME_FAILURE = "name-failure"
    BIND_EADDRINUSE = "bind-EADDRINUSE"
    BIND_EACCES = "bind-EACCES"
    BIND_EADDRNOTAVAIL = "bind-EADDRNOTAVAIL"
    BIND_EPERM = "bind-EPERM"
    HTTP_4XX = "http-4xx"
    HTTP_5XX = "http-5xx"
    INVALID_URL = "invalid-url"
    BLOCKED_BY_BROWSER = "blocked-by-browser"  # the browser itself: it did not ask, or keeps the answer

    __hash__ = object.__hash__  # each is one object, and looked for in sets all the time; Enum's own is of its name


WELL = frozenset({Outcome.CONNECTED, Outcome.BOUND, Outcome.ANSWERED})
