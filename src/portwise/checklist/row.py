"""A row: a question, the look that answers it, and what a person would type to see the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TypeVar

from portwise.checklist.commands import Typed
from portwise.knowledge import terms
from portwise.model.cause import Hop, View, Way
from portwise.model.checklist import Mark
from portwise.model.evidence import Unreadable
from portwise.model.facts import ATTEMPT, LOCAL, Question
from portwise.model.net import Attempt, Socket
from portwise.model.outcome import WELL, Outcome
from portwise.model.record import NamedTuple
from portwise.model.repeat import Repeat
from portwise.model.target import Endpoint, Spot

T = TypeVar("T")


class Met(NamedTuple):
    """What a look met."""

    mark: Mark
    says: str
    to_know: str = ""
    advice: str = ""  # instead of the row's own


def fine(says: str) -> Met:
    return Met(Mark.FINE, says)


def wrong(says: str, advice: str = "") -> Met:
    return Met(Mark.WRONG, says, advice=advice)


def undecided(says: str, to_know: str) -> Met:
    return Met(Mark.OPEN, says, to_know)


def beside(says: str) -> Met:
    return Met(Mark.BESIDE, says)


class Sight(View):
    """The whole of the evidence, and the part of it that is about one attempt."""

    __slots__ = ("repeat",)

    repeat: Repeat | None

    def along(self, at: Endpoint) -> Sight:
        """What is read there is read here, too."""
        one = Sight(self.seen, at)
        one.read, one.repeat = self.read, self.repeat
        return one

    @property
    def each(self) -> list[Sight]:
        return [self.along(at) for at in self.endpoints]

    @property
    def way(self) -> Way:
        return Way.of(self.target)

    def known(self, question: Question[T]) -> T | None:
        """None where it is unknown; to be told, and to decide nothing."""
        with suppress(Unreadable):
            return self[question]
        return None

    @property
    def made(self) -> list[tuple[Spot, Attempt]]:
        """The attempts, where they could be made.  Raises `Unreadable` where none could."""
        met = [(spot, self.known(ATTEMPT.of(spot))) for spot in self.seen.spots]
        found = [(spot, attempt) for spot, attempt in met if attempt is not None]
        if met and not found:
            raise Unreadable(*(ATTEMPT.of(spot) for spot, _ in met))
        return found

    @property
    def answers(self) -> bool:
        """Whether an answer is known to have come from everywhere; without an attempt none is known."""
        met = [self.known(ATTEMPT.of(spot)) for spot in self.seen.spots]
        return bool(met) and all(attempt is not None and attempt.outcome in WELL for attempt in met)

    @property
    def served(self) -> bool:
        """Whether every attempt is known to have got all that it asked for."""
        return self.answers and not self.ailing

    @property
    def well(self) -> list[Spot]:
        """Where an answer came, or the bind succeeded; a connection is enough."""
        return [spot for spot, attempt in self.made if attempt.outcome in WELL]

    @property
    def failed(self) -> list[Spot]:
        return [spot for spot, attempt in self.made if attempt.outcome not in WELL]

    @property
    def answered(self) -> bool:
        """Whether an answer is known to have come at this one."""
        attempt = self.known(ATTEMPT.of(self.at))
        return attempt is not None and attempt.outcome in WELL

    @property
    def ailing(self) -> list[Spot]:
        """Where it fails at the furthest layer that was reached, a connection being not enough."""
        return [spot for spot, _ in self.made if self.seen.met(spot) not in WELL]

    @property
    def is_here(self) -> bool:
        """Whether the attempt went to an address of this machine."""
        return self[LOCAL.of(self.at.address)]

    @property
    def here(self) -> list[Sight]:
        """The attempts at this machine's own addresses."""
        return [one for one in self.each if one.is_here]

    @property
    def sockets(self) -> list[Socket]:
        """What waits on this machine for one of the attempts."""
        return [s for s in terms.waiting(self) if any(terms.takes(one, s) for one in self.each)]


Look = Callable[[Sight], Met]


class Row(NamedTuple):
    """
    One check.

    A supported cause speaks against the row that names it, else against the first row of
    the table that has its hop; so a new cause needs no line here.
    """

    id: str
    asks: str
    look: Look
    commands: tuple[Typed, ...]
    expected: str
    advice: str
    causes: frozenset[str] = frozenset()
    hops: frozenset[Hop] = frozenset()


def listed(items: Iterable[object]) -> str:
    """One, two and three."""
    *front, last = map(str, items)
    return f"{', '.join(front)} and {last}" if front else last


def untried(sight: Sight) -> Met | None:
    """Why nothing was tried at all, where a step before this one fails."""
    if sight.seen.spots:
        return None
    if not sight.target.port_is_valid:
        return beside("not reached: there is no such port to try")
    if sight.way is Way.UNIX:
        return undecided("nothing was tried", "portwise why {target}, without --passive")
    return beside("not reached: the name gave no address to try")


def off_the_web(sight: Sight) -> Met | None:
    """Why nothing that is about the web applies; who writes no scheme may mean it all the same."""
    if sight.target.speaks_http and sight.way is Way.TCP:
        return None
    if sight.way is Way.TCP and not sight.target.scheme:
        return beside("the target has no scheme; with http:// or https:// before it this is looked at")
    return beside("the target is no URL of the web")


def tells(sight: Sight) -> Iterator[str]:
    """``[::1]:3000 refused``, one for each attempt."""
    for spot, attempt in sight.made:
        met = sight.seen.met(spot) or attempt.outcome
        lacking = met is Outcome.ADDR_NOT_AVAIL and isinstance(spot, Endpoint)
        yield f"{spot} {'has no address to be reached from' if lacking else WORDS.get(met, met.value)}"


WORDS = {
    Outcome.TIMEOUT: "gave no answer",
    Outcome.SILENT: "stayed silent",
    Outcome.HANG: "took the connection and said nothing",
    Outcome.BOUND: "can be bound",
    Outcome.ADDR_NOT_AVAIL: "is not there",
    Outcome.BIND_EADDRINUSE: "is in use",
    Outcome.BIND_EADDRNOTAVAIL: "is no address of this machine",
    Outcome.BIND_EACCES: "may not be bound",
    Outcome.BIND_EPERM: "may not be bound",
    Outcome.TLS_ERROR: "failed in TLS",
    Outcome.EMPTY: "closed without a word",
    Outcome.WRONG_CONTENT: "spoke another protocol",
    Outcome.NOT_HTTP: "did not speak HTTP",
    Outcome.HTTP_4XX: "turned the request away",
    Outcome.HTTP_5XX: "answered with a server error",
}
