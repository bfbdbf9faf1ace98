"""What was met from portwise's own place, and by a browser: who goes elsewhere tells, else there is nothing."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.collect.collector import Collector, Cost, Questions, known
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence
from portwise.model.facts import BROWSED, FROM_HERE
from portwise.model.target import Intent
from portwise.model.url import abridged

SOURCE = "portwise why TARGET --vantage WHERE"
LONGEST = 80  # characters of a target in a source


def nothing(_: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
    flag = "--bind " if seen.target.intent is Intent.BIND else ""
    for question in asked:
        yield known(question, None, f"portwise why {flag}{abridged(seen.target.raw, LONGEST)}")


COMPARING = Collector(FROM_HERE, Cost.CHEAP, SOURCE, SOURCE, nothing)
BROWSING = Collector(BROWSED, Cost.CHEAP, SOURCE, SOURCE, nothing)
