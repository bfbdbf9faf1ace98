"""What was met from portwise's own place, and by a browser: who goes elsewhere tells, else there is nothing."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.collect.collector import Collector, Cost, Questions, known
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence
from portwise.model.facts import BROWSED, FROM_HERE
from portwise.model.target import Intent

SOURCE = "portwise why TARGET --vantage WHERE"
LONGEST = 80  # characters of a target that is worth being typed again


def nothing(_: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
    flag = "--bind " if seen.target.intent is Intent.BIND else ""
    target = seen.target.raw if len(seen.target.raw) <= LONGEST else "TARGET"
    for question in asked:
        yield known(question, None, f"portwise why {flag}{target}")


COMPARING = Collector(FROM_HERE, Cost.CHEAP, SOURCE, SOURCE, nothing)
BROWSING = Collector(BROWSED, Cost.CHEAP, SOURCE, SOURCE, nothing)
