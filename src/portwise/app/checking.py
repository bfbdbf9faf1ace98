"""The checks that people do by hand, over the same evidence; what only they need to know is asked now."""

from __future__ import annotations

from portwise import collect
from portwise.app.asking import LATE, know, unknown
from portwise.app.manner import AS_USUAL, Manner
from portwise.checklist.judge import asks, items
from portwise.host.api import Host
from portwise.host.hurried import Hurried
from portwise.model.checklist import Item
from portwise.model.evidence import Evidence
from portwise.model.report import Report


def checked(report: Report, host: Host, manner: Manner = AS_USUAL) -> tuple[Report, tuple[Item, ...]]:
    """The report with what was asked for the checks, and the checks.  Its findings stay as they are."""
    started, before = host.now(), report.elapsed_ms / 1000
    seen = asked(report, host, manner, started, before)
    report = report._replace(observations=tuple(seen), elapsed_ms=round((before + host.now() - started) * 1000, 1))
    return report, items(report)


def asked(report: Report, host: Host, manner: Manner, started: float, before: float) -> Evidence:
    """Answer what the rows ask, until nothing is asked or time is up."""
    hurried = Hurried(host, started + manner.timeout + manner.looking)
    seen = report.evidence
    while questions := asks(report._replace(observations=tuple(seen))):
        elapsed = host.now() - started
        if elapsed >= manner.timeout + manner.looking:
            return seen.plus(unknown(questions, LATE), at=round(before + elapsed, 4))
        seen = know(hurried, collect.ALL, seen, questions, manner, before + elapsed)
    return seen
