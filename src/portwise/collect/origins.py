"""What a server lets the scripts of a page of another origin do: the request of a browser, made by hand."""

from __future__ import annotations

import errno

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Heard, Host
from portwise.model.evidence import Evidence
from portwise.model.exchange import AsPage, Permission
from portwise.model.facts import PERMITTED
from portwise.model.outcome import Outcome
from portwise.model.target import Target

PATIENCE = 1.0  # seconds for the conversation
MOST, LONGEST = 20, 200  # values of one header that are kept, and characters of each

ASK, TO_ASK = "GET or OPTIONS with an Origin header", "curl -v -H 'Origin: http://localhost:5173' URL"


def permitted(host: Host, seen: Evidence, about: AsPage) -> Permission:
    from portwise.formats import cors
    from portwise.host import said

    request = cors.request(seen.target, about.fetch, about.preflight)
    heard = conversed(host, seen.target, about, request)
    met = said.exchange(heard)
    if met.outcome is Outcome.HANG:
        raise TimeoutError(errno.ETIMEDOUT, f"no answer within {PATIENCE:.0f} s")
    return headers(heard, met.outcome, met.status)


def conversed(host: Host, target: Target, about: AsPage, request: bytes) -> Heard:
    """Inside TLS where the target wants it.  Raises OSError where no session came about that a browser would trust."""
    if not target.speaks_tls:
        return host.converse(about.endpoint, request, PATIENCE)
    shaken = host.handshake(about.endpoint, target.host.partition("%")[0], request, PATIENCE)
    if shaken.heard is None or shaken.distrust:
        raise OSError(errno.EPROTO, "no TLS session came about to ask in")
    return shaken.heard


def headers(heard: Heard, outcome: Outcome, status: int) -> Permission:
    from portwise.formats import cors, http1
    from portwise.host import redact

    if not status:
        return Permission(outcome, 0, (), (), (), ())
    page = http1.parse(heard.data)
    found = (cors.values(page, "origin"), cors.values(page, "credentials"))
    lists = (cors.listed(page, "methods"), tuple(name.lower() for name in cors.listed(page, "headers")))
    kept = [tuple(redact.text(value)[:LONGEST] for value in row[:MOST]) for row in (*found, *lists)]
    return Permission(outcome, status, *kept)


PERMITTING = Collector(
    PERMITTED,
    Cost.SLOW,
    ASK,
    TO_ASK,
    each(permitted, ASK, TO_ASK),
    sends="with --origin: the GET of a page, or the OPTIONS that a browser sends before its request",
)
