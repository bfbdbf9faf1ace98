"""What was asked for by name, and not by a cause: the packets of an attempt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portwise.app.asking import LATE, know, unknown
from portwise.app.manner import Manner
from portwise.collect.collector import Collector
from portwise.host.api import Host
from portwise.model.cause import Way
from portwise.model.evidence import Evidence
from portwise.model.facts import WIRE, Question


def witnessed(host: Host, collectors: Sequence[Collector], seen: Evidence, started: float, manner: Manner) -> Evidence:
    """One address after another; the time for it is as long as that for probing, and begins anew."""
    began = host.now()
    for question in wanted(seen, manner):
        late = host.now() - began >= manner.timeout
        at = host.now() - started
        if late:
            seen = seen.plus(unknown((question,), LATE), at=at)
        else:
            seen = know(host, collectors, seen, (question,), manner, at)
    return seen


def wanted(seen: Evidence, manner: Manner) -> tuple[Question[Any], ...]:
    if not manner.capture or Way.of(seen.target) not in (Way.TCP, Way.UDP):
        return ()
    return tuple(WIRE.of(endpoint) for endpoint in seen.endpoints)
