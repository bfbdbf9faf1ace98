"""Which causes a reader is shown beside those that stand: so many that there are three, and with --verbose all."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from portwise.model.report import Report, State

MOST = 3  # of all causes that are put forward, unless more are supported


def offered(report: Report) -> tuple[str, ...]:
    """Ids of what is not proven: what would take a finding back, what fits what was said, what others may meet."""
    room = max(MOST - len({finding.cause for finding in report.supported}), 0)
    return tuple(islice(dict.fromkeys(unproven(report)), room))


def unproven(report: Report) -> Iterator[str]:
    untested = {finding.cause for finding in report.findings if finding.state is State.UNTESTED}
    standing = {finding.cause for finding in report.supported}
    for finding in report.supported:
        yield from (one for one in finding.unless if one in untested - standing)
    if report.heard is not None:
        yield from (one for one in report.heard.fits if one not in standing)
        yield from (row.cause for row in report.heard.elsewhere)
