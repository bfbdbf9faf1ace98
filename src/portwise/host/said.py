"""What was heard on a connection, in the words of the model."""

from __future__ import annotations

from portwise.formats import http1, pages
from portwise.host import redact
from portwise.host.api import Heard, Shaken
from portwise.host.knock import OUTCOMES
from portwise.model.exchange import Banner, Certificate, Exchange, Handshake, Kind
from portwise.model.outcome import Outcome

SHOWN = 64  # bytes of an answer kept for a person
# How a conversation ended before it began
ENDED = {"silence": Outcome.HANG, "rst": Outcome.RESET, "fin": Outcome.EMPTY, "limit": Outcome.NOT_HTTP}
RECORD = range(0x14, 0x18)  # TLS record types, RFC 8446 section 5.1
# A server that takes a ClientHello for a request of HTTP/0.9 answers with the bare page
HTTP_TEXT = (b"HTTP/", b"<!DOCTYPE HTML", b"<HTML")


def exchange(heard: Heard) -> Exchange:
    """An answer to an HTTP request; CONNECTED only where a whole header section came."""
    first, elapsed = shown(heard.data), heard.elapsed_ms
    try:
        page = http1.parse(heard.data) if http1.has_head(heard.data) else None
    except ValueError:
        page = None
    if page is None:
        return Exchange(_without_head(heard), 0, "", "", "", "", first, elapsed)
    cookie = bool(page.header("set-cookie"))
    server, via, location = (redact.text(page.header(name)) for name in ("server", "via", "location"))
    outcome, mark = _with_head(heard, page), pages.marker(page)
    return Exchange(outcome, page.status, server, via, location, mark, first, elapsed, cookie)


def shown(data: bytes) -> bytes:
    """The first bytes; a cookie or a token that a server sends early stays here."""
    return redact.text(data[:SHOWN].decode("latin-1")).encode("latin-1")[:SHOWN]


def _without_head(heard: Heard) -> Outcome:
    if heard.ended == "refused":
        return OUTCOMES.get(heard.errno, Outcome.INVALID)
    if not heard.data or heard.ended == "rst":
        return ENDED[heard.ended]
    if not http1.is_head(heard.data) or heard.ended == "limit" or http1.has_head(heard.data):
        return Outcome.NOT_HTTP
    return Outcome.TRUNCATED if heard.ended == "fin" else Outcome.HANG


def _with_head(heard: Heard, page: http1.Response) -> Outcome:
    """A body that ends before its announced length was cut off; one that goes on is not our concern."""
    if heard.ended == "rst":
        return Outcome.RESET
    cut = heard.ended == "fin" and page.length is not None and len(page.body) < page.length
    return Outcome.TRUNCATED if cut else Outcome.CONNECTED


def handshake(shaken: Shaken) -> Handshake:
    """One TLS handshake; a certificate that cannot be read is shown as none."""
    return Handshake(
        _shaken(shaken),
        kind(shaken.first),
        shaken.version,
        shaken.error,
        _certificate(shaken.certificate),
        shaken.distrust,
        shaken.first[:SHOWN],
        shaken.elapsed_ms,
    )


def _shaken(shaken: Shaken) -> Outcome:
    if shaken.ended == "done":
        return Outcome.CONNECTED
    silent = shaken.ended == "silence" and not shaken.first
    return Outcome.HANG if silent else Outcome.TLS_ERROR  # a close or a reset too: so says every client


def kind(first: bytes) -> Kind:
    """What the first bytes of an answer to a ClientHello are."""
    if not first:
        return Kind.NOTHING
    if first[0] in RECORD and first[1:2] in (b"", b"\x03"):
        return Kind.TLS
    return Kind.HTTP if first.lstrip().upper().startswith(HTTP_TEXT) else Kind.OTHER


def _certificate(der: bytes) -> Certificate | None:
    from portwise.formats import x509  # a grammar that only TLS needs

    try:
        return x509.certificate(der)
    except ValueError:
        return None


def banner(heard: Heard, expected: str) -> Banner:
    """The first words of a server that is expected to speak *expected*."""
    from portwise.formats import greetings  # tables that only targets of other schemes need

    protocol = greetings.recognised(heard.data, expected)
    shown = "" if protocol in greetings.BINARY else greetings.text(heard.data)
    if heard.ended == "refused":
        outcome = OUTCOMES.get(heard.errno, Outcome.INVALID)
    elif protocol not in ("", expected):
        outcome = Outcome.WRONG_CONTENT
    else:
        outcome = Outcome.CONNECTED if heard.data else ENDED[heard.ended]
    return Banner(outcome, protocol, shown, heard.elapsed_ms)
