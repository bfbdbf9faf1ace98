"""
The numbers that make a score a probability, fitted on the lab and checked on what was left out.

A lab whose every fault is told right would teach certainty.  So each recording
is looked at again through keyholes: with observations hidden at random, as on
machines that show less.  Temperature, mass of *something else* and doubt are chosen
for the smallest Brier score; each family of causes is judged by numbers that were
fitted without it.  And since cases of one cause are not independent, no promise
exceeds the rule of succession over the causes: (n + 1) / (n + 2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise, product
from random import Random
from statistics import mean

from portwise.model.evidence import Answer, Evidence, Unknown
from portwise.model.record import NamedTuple
from portwise.model.report import Finding, State
from portwise.reason import rank
from portwise.reason.think import FIT, think
from portwise.reason.verdict import symptom
from portwise_lab.case import SCENARIOS
from portwise_lab.run import CAUSES, Part, Play

KEYHOLES = 4  # looks at each recording with something hidden
HIDDEN_SHARE = 0.15  # of the observations, in each look
SEED = 20261120
TEMPERATURES = (4.0, 2.0, 1.0, 0.7, 0.5, 0.35, 0.25)  # each from the modest end: among equals the modest one is taken
REMAINDERS = (-1.0, -2.0, -3.0, -4.0, -5.0, -6.0, -7.0, -8.0, -10.0)
DOUBTS = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
BINS = (0.0, 0.25, 0.5, 0.75, 0.9, 0.95, 1.01)
FITS = tuple(rank.Fit(*numbers) for numbers in product(TEMPERATURES, REMAINDERS, DOUBTS))
FINE = 4  # digits of a Brier score that tell two fits apart
UNSEEN = Unknown("hidden for the calibration", "not to be known")


class Sight(NamedTuple):
    """One look: every finding that is not refuted, and which of them are so."""

    family: str
    findings: tuple[Finding, ...]
    true: frozenset[str]


class Bin(NamedTuple):
    """Promises of about one size, and how many of them were kept."""

    low: float
    promises: int
    promised: float
    kept: float


class Miss(NamedTuple):
    """How far promises were from what came: how many, and the sum of the squares."""

    promises: int
    squares: float


class Calibration(NamedTuple):
    fit: rank.Fit
    brier: float  # on families that the numbers had not seen
    in_use: float  # the same of the numbers that portwise has, on all families
    bins: tuple[Bin, ...]


def calibrate(plays: Mapping[Part, Play]) -> Calibration:
    """Fit on all, and judge each family by a fit that left it out."""
    sights = tuple(sights_of(plays))
    families = {family: [s for s in sights if s.family == family] for family in dict.fromkeys(s.family for s in sights)}
    misses = {fit: {family: missed(of_it, fit) for family, of_it in families.items()} for fit in FITS}
    unseen = [
        promise for family, of_it in families.items() for promise in promises(of_it, best(misses, left_out=family))
    ]
    return Calibration(best(misses), brier(unseen), brier(promises(sights, FIT)), tuple(bins(unseen)))


def missed(sights: Iterable[Sight], fit: rank.Fit) -> Miss:
    """The squares of a family's promises; those of several families are added up."""
    told = promises(sights, fit)
    return Miss(len(told), sum((promised - so) ** 2 for promised, so in told))


def best(misses: Mapping[rank.Fit, Mapping[str, Miss]], left_out: str = "") -> rank.Fit:
    """The numbers with the smallest Brier score over every family but one; the first among equals."""

    def score(fit: rank.Fit) -> float:
        known = [miss for family, miss in misses[fit].items() if family != left_out]
        return round(sum(m.squares for m in known) / max(1, sum(m.promises for m in known)), FINE)

    return min(misses, key=score)


def sights_of(plays: Mapping[Part, Play]) -> Iterator[Sight]:
    random = Random(SEED)
    family = {path.stem.replace("_", "-"): path.parent.name for path in SCENARIOS.rglob("*.toml")}
    for part, play in plays.items():
        seen = play.again(part[0])[0].evidence
        true = frozenset(part[0].expects(part[1].value))
        for keyhole in range(KEYHOLES + 1):
            shown = through(seen, random) if keyhole else seen
            yield Sight(family[part[0].scenario], open_findings(shown), true)


def through(seen: Evidence, random: Random) -> Evidence:
    """The same evidence with some of it hidden; what the target itself met is always there."""
    spots = len(seen.spots)
    for observation in tuple(seen)[1 + spots :]:
        if random.random() < HIDDEN_SHARE:
            seen = seen.without(observation.question).plus([Answer(observation.question, UNSEEN, "keyhole")])
    return seen


def open_findings(seen: Evidence) -> tuple[Finding, ...]:
    return tuple(f for f in think(CAUSES, seen, symptom(seen)).findings if f.state is not State.REFUTED)


def promises(sights: Iterable[Sight], fit: rank.Fit) -> list[tuple[float, bool]]:
    return [
        (finding.probability, finding.cause in sight.true)
        for sight in sights
        for finding in rank.weighed(sight.findings, fit, rank.surest(len(CAUSES)))
        if finding.probability is not None
    ]


def brier(told: Iterable[tuple[float, bool]]) -> float:
    distances = [(promised - so) ** 2 for promised, so in told]
    return mean(distances) if distances else 0.0


def bins(told: Iterable[tuple[float, bool]]) -> Iterator[Bin]:
    known = tuple(told)
    for low, high in pairwise(BINS):
        inside = [(promised, so) for promised, so in known if low <= promised < high]
        if inside:
            yield Bin(low, len(inside), mean(p for p, _ in inside), mean(so for _, so in inside))
