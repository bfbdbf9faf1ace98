"""One address from two networks: known where somebody asked from another machine, and else how to have it asked."""

from __future__ import annotations

from collections.abc import Iterable

from portwise.collect.collector import Collector, Cost, Questions, known
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence, Unasked
from portwise.model.facts import COMPARED, FROM_HERE, HERE
from portwise.model.target import Endpoint

SOURCE = "portwise why --vantage ssh:HOST"
ALONE = "nobody has tried it from another network"
NEVER = "it was not tried from both"


def compare(_: Host, seen: Evidence, asked: Questions) -> Iterable[Answer]:
    return [answer(seen, question.key, Answer(question, untried(seen, ALONE), SOURCE)) for question in asked]


def answer(seen: Evidence, endpoint: Endpoint, unknown: Answer) -> Answer:
    plain = seen[FROM_HERE.of(HERE)]
    if plain is None or not plain.vantage.is_far:
        return unknown
    from portwise.model.vantage import Compared

    here = next((met.outcome for met in plain.tried if met.spot == endpoint), None)
    there = seen.met(endpoint)
    if here is None or there is None:
        return unknown._replace(said=untried(seen, NEVER))
    source = f"portwise why {seen.target.raw} --vantage {plain.vantage}"
    return known(unknown.question, Compared(plain.vantage, there, here, plain.blamed, plain.doubted), source)


def untried(seen: Evidence, why: str) -> Unasked:
    return Unasked(why, f"portwise why {seen.target.raw} --vantage ssh:HOST, with a HOST in another network")


COMPARING = Collector(COMPARED, Cost.CHEAP, SOURCE, SOURCE, compare)
