"""Which protocol a server speaks that did not answer as asked: its first words, or its answer to a polite question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.exchange import Banner
from portwise.model.facts import BANNER, HTTP, SPOKEN, TLS
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    from portwise.formats.greetings import Greeting

PATIENCE = 0.3  # seconds for each question; the server has just been there
SHARED = ("pop3",)  # -ERR is also what Redis says; who is asked says who he is
COMMON = ("ssh", "redis", "postgresql")  # one that speaks first, and two that people take for web servers

SOURCE = "the first words of the server, and the first question of other protocols, nc"


def spoken(host: Host, seen: Evidence, endpoint: Endpoint) -> Banner:
    from portwise.formats import greetings

    if not seen.target.speaks_http:
        if seen.target.speaks_tls:
            return beneath(host, seen, endpoint)
        return otherwise(host, seen[BANNER.of(endpoint)], endpoint)
    first = seen[TLS.of(endpoint)].first if seen.target.speaks_tls else seen[HTTP.of(endpoint)].first
    protocol = greetings.recognised(first)
    if protocol and protocol not in SHARED:
        return Banner(Outcome.CONNECTED, protocol, greetings.text(first), 0.0)
    for greeting in questions(endpoint.port):
        heard = host.converse(endpoint, greeting.sends, PATIENCE)
        if found := greetings.recognised(heard.data, greeting.protocol):
            return Banner(Outcome.CONNECTED, found, greetings.text(heard.data), heard.elapsed_ms)
    return Banner(Outcome.CONNECTED if first else Outcome.EMPTY, protocol, greetings.text(first), 0.0)


def beneath(host: Host, seen: Evidence, endpoint: Endpoint) -> Banner:
    """What came instead of TLS; its own protocol in the clear is no other one."""
    from portwise.formats import greetings

    greeting = greetings.of(seen.target.scheme)
    own = greeting.protocol if greeting else ""
    first, elapsed = seen[TLS.of(endpoint)].first, 0.0
    if not greetings.recognised(first, own) and greeting:
        heard = host.converse(endpoint, greeting.sends, PATIENCE)
        first, elapsed = heard.data, heard.elapsed_ms
    found = greetings.recognised(first, own)
    return Banner(
        Outcome.CONNECTED if first else Outcome.EMPTY, "" if found == own else found, greetings.text(first), elapsed
    )


def otherwise(host: Host, met: Banner, endpoint: Endpoint) -> Banner:
    """Who keeps silent at a greeting may be a web server, which waits for the end of a request."""
    from portwise.formats import greetings

    if met.protocol:
        return met
    heard = host.converse(
        endpoint, f"GET / HTTP/1.1\r\nHost: {endpoint}\r\nConnection: close\r\n\r\n".encode(), PATIENCE
    )
    found = greetings.recognised(heard.data)
    return (
        Banner(Outcome.CONNECTED, found, greetings.text(heard.data), heard.elapsed_ms)
        if found and found not in SHARED
        else met
    )


def questions(port: int) -> Iterator[Greeting]:
    """Those of the protocols that the port is known for, then those that people meet by mistake."""
    from portwise.formats import greetings
    from portwise.model.schemes import SCHEMES_OF

    known = (greetings.of(scheme) for scheme in SCHEMES_OF.get(port, "").split())
    usual = (greetings.of(scheme) for scheme in COMMON)
    yield from dict.fromkeys(greeting for greeting in (*known, *usual) if greeting)


LISTENING_IN = Collector(
    SPOKEN, Cost.DEEP, SOURCE, "nc", each(spoken, SOURCE, "nc"), sends="the first question of other protocols"
)
