"""Conversations that did not take place: what is asked of them is not known, and nobody's fault."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.collect.collector import Collector, Cost, Questions
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence, Unasked
from portwise.model.facts import ACCEPTED, BANNER, HTTP

SOURCE = "portwise: over a connection that stands"
NO_CONNECTION = Unasked("no connection stood to speak over", "portwise why again, once it connects")


def unspoken(_: Host, __: Evidence, asked: Questions) -> Iterator[Answer]:
    """The first pass speaks wherever there is something to say; what is still asked was not said."""
    for question in asked:
        yield Answer(question, NO_CONNECTION, SOURCE)


SILENCES = tuple(
    Collector(fact, Cost.CHEAP, SOURCE, NO_CONNECTION.to_know, unspoken) for fact in (ACCEPTED, HTTP, BANNER)
)
