"""What changed on this machine since a moment, as far as it remembers; asked only where somebody named the moment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import CHANGES

if TYPE_CHECKING:
    from portwise.model.testimony import Change, Changes

SOURCE = "times of processes, files and certificates, logs of package managers, wtmp; ps -eo lstart,args"
TO_KNOW = "ps -eo lstart,args"
CLOCK_TICK = 1.0  # seconds by which two ways to tell one time may differ
MANY, MOST = ("package", "command"), 8  # so many of each


def changes(host: Host, seen: Evidence, since: float) -> Changes:
    """A source that cannot be read is named; the rest is told all the same."""
    from portwise.collect import remembered  # few ask what changed
    from portwise.model.testimony import Changes

    now = host.clock()
    rows: list[Change] = []
    unread: list[str] = []
    for look in remembered.ALL:
        try:
            rows += look(host, seen, now)
        except (OSError, ValueError) as error:
            unread.append(f"{look.__name__}: {getattr(error, 'strerror', None) or error}")
    late = sorted((row for row in rows if since < row.at <= now + CLOCK_TICK), key=lambda row: -row.at)
    return Changes(tuple(limited(late)), tuple(unread))


def limited(rows: list[Change]) -> Iterator[Change]:
    """A release upgrade brings hundreds of packages; the latest of them are enough."""
    left = dict.fromkeys(MANY, MOST)
    for row in rows:
        left[row.kind] = left.get(row.kind, 1) - (row.kind in MANY)
        if left[row.kind] >= 0:
            yield row


REMEMBERING = Collector(CHANGES, Cost.SLOW, SOURCE, TO_KNOW, each(changes, SOURCE, TO_KNOW))
