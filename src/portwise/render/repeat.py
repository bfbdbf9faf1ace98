"""What came of repeating an attempt: how often it went well, how long it took, which limit moved."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.outcome import WELL
from portwise.model.repeat import Gauge, Repeat
from portwise.render import words
from portwise.render.layout import Look, hanging

LABEL, UNDER = "  Repeated  ", 12


def headline(repeat: Repeat, cause: str) -> str:
    """For a target that answers and does not always."""
    if not repeat.failed:
        return f"It is slow now and then: {repeat.delayed} of {repeat.done} attempts took a second or more; {cause}"
    why = cause or ("the accept queue of the server overflows" if dropped(repeat) else "")
    return f"It fails now and then: {repeat.failed} of {repeat.done} attempts" + (f"; {why}" if why else "")


def dropped(repeat: Repeat) -> int | None:
    """How often the kernel found an accept queue full; None where that cannot be told."""
    before, after = repeat.before.overflows, repeat.after.overflows
    return None if before is None or after is None else after - before


def lines(repeat: Repeat, look: Look) -> Iterator[str]:
    yield from hanging(look, LABEL, f"{times(repeat)}: {outcomes(repeat)}{took(repeat)}.", under=UNDER)
    moved = [*limits(repeat)]
    if moved:
        yield from hanging(look, "", f"Meanwhile {words.listed(moved)}.", under=UNDER)


def times(repeat: Repeat) -> str:
    cut = f" of {repeat.asked}" if repeat.done < repeat.asked else ""
    at_once = f", {repeat.concurrency} at once" if repeat.concurrency > 1 else ", one after another"
    return f"{repeat.done}{cut} times{at_once}"


def outcomes(repeat: Repeat) -> str:
    """``187 connected, 13 timeout``; with the address where there are several."""
    several = len({count.endpoint for count in repeat.outcomes}) > 1
    told = (
        f"{count.times} {words.SHORT.get(count.outcome, count.outcome.value)}"
        + (f" at {count.endpoint}" if several else "")
        for count in sorted(repeat.outcomes, key=lambda c: (c.outcome not in WELL, -c.times))
    )
    return ", ".join(told)


def took(repeat: Repeat) -> str:
    if repeat.p50_ms is None or repeat.p99_ms is None:
        return ""
    return f"; where it went well half took {span(repeat.p50_ms)} or less, and 99 of 100 {span(repeat.p99_ms)}"


def span(ms: float) -> str:
    return f"{ms / 1000:.1f} s" if ms >= 1000 else f"{ms:.0f} ms" if ms >= 10 else f"{ms:.1f} ms"


def limits(repeat: Repeat) -> Iterator[str]:
    """What moved, or came near its limit."""
    grown = dropped(repeat)
    if grown is not None:
        yield f"the kernel dropped {grown} times at a full accept queue" if grown else "no accept queue overflowed"
    if repeat.peak is not None and repeat.after.places is not None:
        yield f"up to {repeat.peak} waited in an accept queue for {repeat.after.places}"
    yield from descriptors(repeat.before, repeat.after)


def descriptors(before: Gauge, after: Gauge) -> Iterator[str]:
    if before.descriptors is not None and after.descriptors is not None:
        was, (used, limit) = before.descriptors.used, after.descriptors
        told = f"had {used}" if used == was else f"went from {was} to {used}"
        yield f"the server {told} of its {limit} descriptors in use"
