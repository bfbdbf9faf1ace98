"""
A container that works and is not well, by what its engine knows: its own health check, and how often it ended.

And who starts one again that has ended: compose, where it created it, or its engine alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from portwise.knowledge.terms import containers
from portwise.knowledge.terms.containers import Met
from portwise.knowledge.terms.passages import CLOSED, fate
from portwise.model.cause import View
from portwise.model.container import AT_WORK
from portwise.model.evidence import Unreadable
from portwise.model.facts import CLOCK, HERE, INSPECTED
from portwise.model.outcome import Outcome

LONGEST = 160  # characters of what its check said last
RECENTLY = 60.0  # seconds; the engine waits up to a minute before it starts one again that ended (docker run --restart)
ENDED = ("exited", "stopped", "created", "dead")
ANSWERED = frozenset({Outcome.HTTP_5XX, *CLOSED})  # somebody in it took the request


def is_ill(view: View, met: Met) -> bool:
    """It works, and answers so that it cannot be well; whether that is the container's, its engine knows."""
    if met.box.state != "running" or fate(view, met.at) not in ANSWERED:
        return False
    told = view[INSPECTED.of(met.box.ref)]
    return told.health == "unhealthy" or begun_again(view, met)


def begun_again(view: View, met: Met) -> bool:
    """By its engine and a moment ago, after it had ended by itself; it may have ended once more meanwhile."""
    if not restarts(view, met):
        return False
    now = view[CLOCK.of(HERE)]
    return is_over(view, met) or now - view[INSPECTED.of(met.box.ref)].started < RECENTLY


def restarts(view: View, met: Met) -> int:
    """By its policy of restarts; 0 also where that is not told."""
    with suppress(Unreadable):
        return view[INSPECTED.of(met.box.ref)].restarts
    return 0


def is_over(view: View, met: Met) -> bool:
    """Whether it has ended since it was listed as one that runs."""
    with suppress(Unreadable):
        return not view[INSPECTED.of(met.box.ref)].pid
    return False


def told(view: View, met: Met) -> Iterator[str]:
    """As in ``container web is unhealthy by its own check: …``."""
    if begun_again(view, met):
        yield f"has ended and was started again ({counted(restarts(view, met))} so far)"
    inspected = view[INSPECTED.of(met.box.ref)]
    if inspected.health == "unhealthy":
        said = ""
        with suppress(Unreadable):
            said = inspected.complaint[:LONGEST]
        yield f"is unhealthy by its own check: {said}" if said else "is unhealthy by its own check"


def counted(number: int) -> str:
    return f"{number} time{'s' * (number != 1)}"


def ordered(view: View, met: Met, order: str) -> tuple[str, ...]:
    """
    What has compose start, or stop, that very container; () where that is not told, or it would be others as well.

    It starts every container of a service, and those that the service depends on; it stops the former alone.
    """
    box = met.box
    others = [each for each in containers.boxes(view) if each.project == box.project and each.ref != box.ref]
    if box.state not in ENDED or box.ref.engine.kind != "docker":
        return ()
    if any(each.service == box.service or each.state not in AT_WORK for each in others):
        return ()
    return box.ordered(order)


def composed(view: View, met: Met) -> str | None:
    return met.box.service if ordered(view, met, "start") else None


def starting(view: View, met: Met) -> str | None:
    """As arguments of a command."""
    return "\0".join(ordered(view, met, "start")) or None


def stopping(view: View, met: Met) -> str | None:
    """As a person types it."""
    return " ".join(ordered(view, met, "stop")) or None


def alone(view: View, met: Met) -> str | None:
    """One that has ended, and that its engine starts."""
    return met.box.ref.name if met.box.state in ENDED and not ordered(view, met, "start") else None
