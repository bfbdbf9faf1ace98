"""The same attempt many times over, and what the limits of this machine did meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from portwise.model.outcome import WELL, Outcome
from portwise.model.process import Fds
from portwise.model.record import NamedTuple
from portwise.model.target import Endpoint

OVERFLOWS = "TcpExt:ListenOverflows"
SENT_AGAIN = 1000.0  # ms after which a SYN that nobody answered is sent again, RFC 6298 (2.1)


class Gauge(NamedTuple):
    """Limits of this machine at one moment; None where they cannot be read, or belong to another machine."""

    overflows: int | None  # TcpExt:ListenOverflows, of this network namespace
    waiting: int | None  # in the accept queue of the fullest listener on the port
    places: int | None  # that listen(2) made in it
    descriptors: Fds | None  # of the owner that has the fewest left


class Met(NamedTuple):
    """One attempt of many."""

    endpoint: Endpoint
    outcome: Outcome
    elapsed_ms: float


class Count(NamedTuple):
    endpoint: Endpoint
    outcome: Outcome
    times: int


class Repeat(NamedTuple):
    asked: int
    done: int  # fewer where time was up
    concurrency: int
    outcomes: tuple[Count, ...]
    p50_ms: float | None  # of the attempts that went well, None without any
    p99_ms: float | None
    delayed: int  # of the attempts that went well: those that took so long that a SYN was sent again
    before: Gauge
    after: Gauge
    peak: int | None  # the most that waited in the accept queue when it was looked at
    elapsed_ms: float
    source: str

    @property
    def failed(self) -> int:
        return sum(count.times for count in self.outcomes if count.outcome not in WELL)

    @property
    def moved(self) -> tuple[str, ...]:
        """The counters of the kernel that grew meanwhile."""
        return (OVERFLOWS,) if (self.after.overflows or 0) > (self.before.overflows or 0) else ()

    def hurt(self, outcomes: frozenset[Outcome]) -> bool:
        """Whether clients noticed: by one of these outcomes, or by a wait."""
        return self.delayed > 0 or any(count.outcome in outcomes for count in self.outcomes)


def counted(met: Sequence[Met]) -> tuple[Count, ...]:
    """How often each outcome was met at each endpoint, in the order in which they first came."""
    kinds = dict.fromkeys((one.endpoint, one.outcome) for one in met)
    return tuple(Count(*kind, sum((one.endpoint, one.outcome) == kind for one in met)) for kind in kinds)


def delayed(met: Sequence[Met]) -> int:
    return sum(one.outcome in WELL and one.elapsed_ms >= SENT_AGAIN for one in met)


def percentile(met: Sequence[Met], share: int) -> float | None:
    """The nearest rank among those that went well: *share* of a hundred took at most so long."""
    took = sorted(one.elapsed_ms for one in met if one.outcome in WELL)
    return round(took[ceil(len(took) * share / 100) - 1], 3) if took else None
