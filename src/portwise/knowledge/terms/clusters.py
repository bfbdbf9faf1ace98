"""Clusters, whose servers send their clients on to one another."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from portwise.knowledge.terms.dependencies import PROBLEMS
from portwise.model.behind import Advertised
from portwise.model.cause import View
from portwise.model.evidence import Missing, Unreadable
from portwise.model.facts import ADVERTISED, ATTEMPT, BANNER, DOORSTEP, Question
from portwise.model.outcome import Outcome
from portwise.model.url import in_url

Places: TypeAlias = tuple[Advertised, ...]

CALLED: Mapping[str, str] = MappingProxyType(
    {"kafka": "Kafka", "redis": "the Redis cluster", "valkey": "the Valkey cluster", "mongodb": "the replica set"}
)
MOST = 4  # places that are tried: one that is silent costs half a second
SHOWN = 3


def sent_on(view: View) -> tuple[Places, ...]:
    """Where the server that answered sends its clients on; once, or not at all."""
    if view[ATTEMPT.of(view.at)].outcome is not Outcome.CONNECTED or view.target.scheme not in CALLED:
        return ()
    if view[BANNER.of(view.at)].outcome is not Outcome.CONNECTED:
        return ()
    places = view[ADVERTISED.of(view.at)]
    return (distinct(places),) if places else ()


def distinct(places: Places) -> Places:
    """Each host and port once: a server has many ranges of slots."""
    return tuple({(one.host, one.port): one for one in reversed(places)}.values())[::-1]


def written(one: Advertised) -> str:
    return f"{in_url(one.host)}:{one.port}"


def dead(view: View, places: Places) -> Places:
    """Those that take no connection; unknown where none is known to be dead and one could not be tried."""
    tried = places[:MOST]
    questions = {one: DOORSTEP.of(written(one)) for one in tried}
    if missing := [question for question in questions.values() if question not in view.seen]:
        raise Missing(*missing)
    found: list[Advertised] = []
    hidden: list[Question[Any]] = []
    for one, question in questions.items():
        try:
            found += [one] if view[question].outcome is not Outcome.CONNECTED else []
        except Unreadable as unknown:
            hidden += unknown.questions
    if hidden and not found:
        raise Unreadable(*hidden)
    return tuple(found)


def problem(view: View, one: Advertised) -> str:
    return PROBLEMS.get(view[DOORSTEP.of(written(one))].outcome, "takes no connection")
