"""What was asked for by name, and not by a cause: the packets of an attempt, and what the kernel did with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portwise.app.asking import LATE, know, unknown
from portwise.app.manner import Manner
from portwise.collect.collector import Collector
from portwise.host.api import Host
from portwise.model.cause import Way
from portwise.model.evidence import Evidence
from portwise.model.facts import JUDGED, REASONS, WIRE, Question


def witnessed(
    host: Host, collectors: Sequence[Collector], seen: Evidence, started: float, manner: Manner
) -> tuple[Evidence, Manner]:
    """
    One address after another.  The time for it is as long as that for probing, and begins anew.

    Those who are asked after it have as much time as if it had taken none.
    """
    questions = wanted(seen, manner)
    if not questions:
        return seen, manner
    began = host.now()
    for question in questions:
        at = host.now() - started
        if host.now() - began >= manner.timeout:
            seen = seen.plus(unknown((question,), LATE), at=at)
        else:
            seen = know(host, collectors, seen, (question,), manner, at)
    return seen, manner._replace(timeout=manner.timeout + host.now() - began)


def wanted(seen: Evidence, manner: Manner) -> tuple[Question[Any], ...]:
    if Way.of(seen.target) not in (Way.TCP, Way.UDP):
        return ()
    facts = (*([JUDGED, REASONS] if manner.trace else ()), *([WIRE] if manner.capture else ()))
    return tuple(fact.of(endpoint) for endpoint in seen.endpoints for fact in facts)
