"""What was asked for by name, and not by a cause: the packets of an attempt, and what the kernel did with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portwise.app.asking import LATE, know, unknown
from portwise.app.manner import Manner
from portwise.collect.collector import Collector
from portwise.host.api import Host
from portwise.host.bounded import Bounded
from portwise.model.cause import Way
from portwise.model.evidence import Evidence
from portwise.model.facts import JUDGED, REASONS, WIRE, Question

SHARE = 0.5  # of the time that is left
LEAST = 0.05  # seconds, below which nothing is sent any more; a local answer is a matter of microseconds
KEPT = 0.5  # seconds for those who look at what was met, and half of a time that is short


def patience(manner: Manner) -> float:
    """
    Seconds that the attempts have.

    Else a machine that drops in silence would leave no time to look for what drops, and none to ask a witness.
    """
    return manner.timeout - min(KEPT, manner.timeout * SHARE)


def witnessed(
    host: Host, collectors: Sequence[Collector], seen: Evidence, started: float, manner: Manner
) -> tuple[Evidence, Manner]:
    """
    One address after another, within half of the time that probing has left: who is asked after it wants some, too.

    Each has an equal part of it, and what one does not use goes to the next.
    """
    questions = wanted(seen, manner)
    if not questions:
        return seen, manner
    began = host.now()
    end = began + (started + manner.timeout + manner.looking - began) * SHARE
    for n, question in enumerate(questions):
        now = host.now()
        if end - now < LEAST:
            seen = seen.plus(unknown((question,), LATE), at=now - started)
        else:
            part = Bounded(host, max((end - now) / (len(questions) - n), LEAST))
            seen = know(part, collectors, seen, (question,), manner, now - started)
    return seen, manner


def wanted(seen: Evidence, manner: Manner) -> tuple[Question[Any], ...]:
    if Way.of(seen.target) not in (Way.TCP, Way.UDP):
        return ()
    facts = (*([JUDGED, REASONS] if manner.trace else ()), *([WIRE] if manner.capture else ()))
    return tuple(fact.of(endpoint) for endpoint in seen.endpoints for fact in facts)
