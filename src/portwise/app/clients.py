"""What each client would have shown for what a report says: in its own words, where that is asked for or matters."""

from __future__ import annotations

from portwise.model.facts import HERE, LOOKUP, PROXIES
from portwise.model.outcome import WELL
from portwise.model.report import Report
from portwise.model.target import Intent


def told(report: Report, of_all: bool = False) -> Report:
    """The report with its clients; unless they are asked for, only where they come to different ends."""
    if report.clients is not None or not (of_all or differ(report)):
        return report
    from portwise.words.shown import shown  # tables that most reports do without

    return report._replace(clients=shown(report))


def differ(report: Report) -> bool:
    """Whether it matters who asks: some addresses answer, some look the name up otherwise, some ask a proxy."""
    if report.target.intent is Intent.BIND:
        return False
    seen = report.evidence
    outcomes = {tried.met in WELL for tried in report.attempts if tried.met is not None}
    proxied = any(choice.host for choice in seen.get(PROXIES.of(HERE)) or ())
    return (
        len(outcomes) > 1
        or proxied
        or (report.target.is_loopback_name and bool(seen.get(LOOKUP.of(report.target.host))))
    )
