"""What is said once a connection stands: TLS, HTTP, or a server's own first words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from portwise.host.api import Host, Shaken
from portwise.model.cause import Way
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import ACCEPTED, ATTEMPT, BANNER, HTTP, TLS, Question
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Target

LEAST_PATIENCE = 0.1  # seconds; also what was asked last gets a chance
ACCEPT_PATIENCE = 0.5  # seconds that a busy event loop may leave a connection waiting
SHARE = 0.8  # of the time that is left; the rest belongs to those who find out why nobody spoke

SOCK_DIAG = "SOCK_DIAG: the server's end of our connection has an inode"
BY_QUEUE = "how many wait at its listener, netstat -anL"
HTTP_SOURCE = "GET over a connection of our own, curl -v"
TLS_SOURCE = "a TLS handshake, openssl s_client"
BANNER_SOURCE = "the first words of the server, nc"
NOT_TAKEN = Unknown("nobody took the connection, so nothing was said", "portwise why again, once the server accepts")


def talk(host: Host, seen: Evidence, deadline: float) -> Iterator[Answer]:
    """At every endpoint that took a connection, until *deadline* on the host's clock; each gets its share of it."""
    if Way.of(seen.target) is not Way.TCP:
        return
    connected = [spot for spot in seen.endpoints if _stands(seen, spot)]
    end = host.now() + (deadline - host.now()) * SHARE
    for n, endpoint in enumerate(connected):
        until = host.now() + max((end - host.now()) / (len(connected) - n), LEAST_PATIENCE)
        answer = taken(host, endpoint, min(until - host.now(), ACCEPT_PATIENCE))
        yield answer
        yield from said(host, seen.target, endpoint, max(until - host.now(), LEAST_PATIENCE), answer.said)


def _stands(seen: Evidence, endpoint: Endpoint) -> bool:
    attempt = seen.get(ATTEMPT.of(endpoint))
    return attempt is not None and attempt.outcome is Outcome.CONNECTED


def taken(host: Host, endpoint: Endpoint, patience: float) -> Answer:
    """Whether the server accepted; only the kernel that holds both ends can tell."""
    try:
        said = host.accepted(endpoint, patience)
        return Answer(ACCEPTED.of(endpoint), Known(said), BY_QUEUE if said.by_queue else SOCK_DIAG)
    except OSError as error:
        why = Unknown(str(error.strerror or error), "run portwise on the machine of the server")
        return Answer(ACCEPTED.of(endpoint), why, SOCK_DIAG)


def said(
    host: Host, target: Target, endpoint: Endpoint, patience: float, accepted: Known[Any] | Unknown
) -> Iterator[Answer]:
    """One conversation, as the scheme of the target has it; none where nobody took the connection."""
    speak, questions = _way(target, endpoint)
    if isinstance(accepted, Known) and not accepted.value.accepted:
        yield from (Answer(question, NOT_TAKEN, "portwise") for question in questions)
        return
    try:
        yield from speak(host, target, endpoint, patience) if questions else ()
    except (OSError, ValueError) as error:
        why = Unknown(getattr(error, "strerror", None) or str(error), f"curl -v {target.raw}")
        yield from (Answer(question, why, "portwise") for question in questions)


Speak = Callable[[Host, Target, Endpoint, float], Iterator[Answer]]


def _way(target: Target, endpoint: Endpoint) -> tuple[Speak, tuple[Question[Any], ...]]:
    """How to speak, and what it answers.  A target without a scheme is not spoken to: its protocol is not known."""
    if target.speaks_tls:
        inside = (HTTP.of(endpoint),) if target.speaks_http else ()
        return over_tls, (TLS.of(endpoint), *inside)
    if target.speaks_http:
        return in_the_clear, (HTTP.of(endpoint),)
    if target.scheme:
        from portwise.formats import greetings  # tables that only targets of other schemes need

        if greetings.of(target.scheme):
            return greeted, (BANNER.of(endpoint),)
    return greeted, ()


def in_the_clear(host: Host, target: Target, endpoint: Endpoint, patience: float) -> Iterator[Answer]:
    from portwise.formats import http1
    from portwise.host import said as words

    heard = host.converse(endpoint, http1.of(target), patience)
    yield Answer(HTTP.of(endpoint), Known(words.exchange(heard)), HTTP_SOURCE)


def greeted(host: Host, target: Target, endpoint: Endpoint, patience: float) -> Iterator[Answer]:
    from portwise.formats import greetings
    from portwise.host import said as words

    if greeting := greetings.of(target.scheme):
        heard = host.converse(endpoint, greeting.sends, patience)
        yield Answer(BANNER.of(endpoint), Known(words.banner(heard, greeting.protocol)), BANNER_SOURCE)


def over_tls(host: Host, target: Target, endpoint: Endpoint, patience: float) -> Iterator[Answer]:
    """The handshake, and inside it the request or the greeting, where we are the one who speaks first."""
    from portwise.formats import greetings, http1
    from portwise.host import said as words

    greeting = None if target.speaks_http else greetings.of(target.scheme)
    sent = http1.of(target) if target.speaks_http else greeting.sends if greeting else b""
    shaken = host.handshake(endpoint, target.host.partition("%")[0], sent, patience)
    yield Answer(TLS.of(endpoint), Known(words.handshake(shaken)), TLS_SOURCE)
    if target.speaks_http:
        yield _inside(endpoint, shaken)
    elif greeting and shaken.heard:
        banner = words.banner(shaken.heard, greeting.protocol)
        yield Answer(BANNER.of(endpoint), Known(banner), f"{TLS_SOURCE}, then its first words")


def _inside(endpoint: Endpoint, shaken: Shaken) -> Answer:
    from portwise.host import said as words

    if shaken.heard is None:
        why = Unknown("no TLS session came about to ask in", "openssl s_client")
        return Answer(HTTP.of(endpoint), why, HTTP_SOURCE)
    return Answer(HTTP.of(endpoint), Known(words.exchange(shaken.heard)), f"{HTTP_SOURCE}, inside TLS")
