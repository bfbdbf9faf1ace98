"""What lies behind a pasta that leads a port of this machine, told as an engine tells of a container."""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import places
from portwise.model.cause import View
from portwise.model.container import AT_WORK, Container, Engine, Passage, Ref
from portwise.model.facts import ACCEPTED, ATTEMPT, BANNER, HERE, HTTP, PASSAGES, TLS
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint

CLOSED = (Outcome.EMPTY, Outcome.RESET)
PASTA = "pasta"  # in the place of an engine


def through(view: View, at: Endpoint) -> list[Container]:
    """
    What lies behind a pasta that has this port, as if an engine told of it.

    It takes every connection before it looks, and closes what it has nobody for.
    """
    if fate(view, at) not in CLOSED or places.room(view) is not None:
        return []
    address = terms.in_ipv4(at.address)
    rows = (row for row in view[PASSAGES.of(HERE)] if any(way.leads(address, at.port) for way in row.ways))
    return [room(row) for row in rows]


def room(passage: Passage) -> Container:
    ref = Ref(Engine(PASTA, str(passage)), str(passage.resident), passage.room)
    return Container(ref, "", AT_WORK[0], passage.ways, (), "", (), ())


def fate(view: View, at: Endpoint) -> Outcome:
    """How it went, by what was asked already."""
    met = view[ATTEMPT.of(at)].outcome
    if met is not Outcome.CONNECTED:
        return met
    taken = view.seen.get(ACCEPTED.of(at))
    if taken is not None and not taken.accepted:
        view.read.append(ACCEPTED.of(at))
        return Outcome.HANG
    tls = (TLS.of(at),) if view.target.speaks_tls else ()
    said: list[Outcome] = [
        view[question].met for question in (*tls, HTTP.of(at), BANNER.of(at)) if question in view.seen
    ]
    return next((each for each in said if each is not Outcome.CONNECTED), Outcome.CONNECTED)
