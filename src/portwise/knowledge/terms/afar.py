"""One address from two networks: what the machine that portwise runs on could say of it alone."""

from __future__ import annotations

from portwise.model.cause import View
from portwise.model.evidence import Unasked, Unreadable
from portwise.model.facts import COMPARED, FROM_HERE, HERE
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint
from portwise.model.vantage import CHECKER, Compared

FARES = {
    Outcome.CONNECTED: "connects",
    Outcome.TIMEOUT: "times out",
    Outcome.REFUSED: "is refused",
    Outcome.UNREACHABLE: "is unreachable",
    Outcome.DENIED: "is denied",
}


def shared(view: View) -> list[Endpoint]:
    """What others mean by the same address: loopback, and what stands for any, is another machine for everybody."""
    view[FROM_HERE.of(HERE)]
    return [at for at in view.endpoints if not at.address.is_loopback and not at.address.is_unspecified]


def fares(outcome: Outcome) -> str:
    """As in ``from here it times out``."""
    return FARES.get(outcome) or f"ends in {outcome.value}"


def checked(view: View, at: Endpoint) -> Compared | None:
    """What a checker outside said, where somebody had one asked; no clause ever sends for it."""
    question = COMPARED.of(at)
    if question not in view.seen or isinstance(view.seen.observation(question).said, Unasked):
        return None
    compared = view[question]
    return compared if compared.place.kind == CHECKER else None


def explained_here(view: View, at: Endpoint) -> bool:
    """Whether a cause here explains what was met here; unknown where one would, and could not be seen."""
    compared = view[COMPARED.of(at)]
    if not compared.blamed and compared.doubted:
        raise Unreadable(COMPARED.of(at))
    return bool(compared.blamed)
