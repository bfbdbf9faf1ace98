"""
What each lead of ``portwise read`` is worth: ``python -m tools.worth`` writes src/portwise/read/worth.tsv anew.

Whoever writes a lead says what it is worth by itself.  Leads that come together say less than their sum, and what is
typical of one cause is met with its neighbours too: so the worths are fitted to all texts whose cause is known, with
a ridge that draws each towards what its author wrote (a conditional logit; McFadden, "Conditional logit analysis of
qualitative choice behavior", 1974).  No lead is turned round.  Every text is judged by words that were not learnt
from it.  It takes some minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from math import exp, log
from multiprocessing import Pool
from pathlib import Path
from typing import NamedTuple

from portwise import knowledge
from portwise.app.reading import read
from portwise.model.reading import Failure
from portwise.read.likeness import Likeness, near
from portwise.read.readers import own_leads, speaking, understood
from portwise.read.worth import FILE, Name, dumped
from portwise.reason.leads import MISFIT, PRIOR
from tests.read.settled import told
from tools.likeness import FOLDS, fold, others

PLACE = Path(__file__).parents[1] / "src" / "portwise" / "read" / FILE
ROUNDS, STEP = 80, 0.5  # of Newton's method, one dimension at a time; half steps, for leads come together
RIDGE = 1.0
MOST = 6.0  # log-odds
LOWEST = -4.0  # of what a text says beside its leads; further down nothing comes back
SILENT = Likeness((), (), {})


class Known(NamedTuple):
    """One text: which of all causes it is, what each has without leads, and the leads that hold in it."""

    cause: int
    base: tuple[float, ...]
    holds: tuple[Name, ...]


def texts(number: int) -> list[Known]:
    """From which this fold has learnt nothing."""
    words = fold(number)
    settled = [(one.cause, one.text) for one in others()[number::FOLDS]]
    return [known(cause, raw, words) for cause, raw in (*settled, *told()[number::FOLDS])]


def known(cause: str, raw: str, words: Likeness) -> Known:
    text = understood(raw)
    held = [(lead.cause, lead.says, lead.weight) for lead, _ in speaking(text)]
    said = {finding.cause: finding.score for finding in read(raw, known=SILENT).findings}
    like = {alike.cause: worth for alike, worth in near(text, words)}
    met = {outcome for noted in text.signs(Failure) for outcome in noted.sign.outcomes}
    base = []
    for other in knowledge.causes():
        misfit = MISFIT if met and not met & {outcome.value for outcome in other.explains} else 0.0
        alone = said.get(other.id, other.prior * PRIOR + misfit)
        leads = sum(weight for id_, _, weight in held if id_ == other.id) if other.id in said else 0.0
        base.append(max(alone - leads, LOWEST) + like.get(other.id, 0.0))
    ids = [other.id for other in knowledge.causes()]
    return Known(ids.index(cause), tuple(base), tuple((id_, says) for id_, says, _ in held))


def fitted(seen: list[Known], written: dict[Name, float]) -> dict[Name, float]:
    """Each worth by the texts in which its lead holds."""
    ids = [cause.id for cause in knowledge.causes()]
    at = {name: ids.index(name[0]) for name in written}
    worth = dict(written)
    for _ in range(ROUNDS):
        slope, bend = dict.fromkeys(worth, 0.0), dict.fromkeys(worth, 0.0)
        for one in seen:
            odds = chances(one, worth, at)
            for name in one.holds:
                chance = odds[at[name]]
                slope[name] += chance - (at[name] == one.cause)
                bend[name] += chance * (1 - chance)
        for name, own in written.items():
            step = (slope[name] + 2 * RIDGE * (worth[name] - own)) / (bend[name] + 2 * RIDGE)
            worth[name] = kept(worth[name] - STEP * step, own)
    return worth


def chances(one: Known, worth: dict[Name, float], at: dict[Name, int]) -> list[float]:
    scores = list(one.base)
    for name in one.holds:
        scores[at[name]] += worth[name]
    best = max(scores)
    mass = [exp(score - best) for score in scores]
    whole = sum(mass)
    return [part / whole for part in mass]


def kept(worth: float, own: float) -> float:
    """On its own side of nothing."""
    return min(max(worth, 0.0), MOST) if own > 0 else max(min(worth, 0.0), -MOST)


def loss(seen: Iterable[Known], worth: dict[Name, float], at: dict[Name, int]) -> float:
    """Mean surprise over the cause that it was, in nats."""
    told_of = [-log(chances(one, worth, at)[one.cause] + 1e-12) for one in seen]
    return sum(told_of) / len(told_of)


def main() -> int:
    with Pool() as pool:
        seen = [one for part in pool.map(texts, range(FOLDS), chunksize=1) for one in part]
    written = {(lead.cause, lead.says): lead.weight for lead in own_leads()}
    ids = [cause.id for cause in knowledge.causes()]
    at = {name: ids.index(name[0]) for name in written}
    worth = fitted(seen, written)
    print(f"{len(seen)} texts, {len(worth)} leads: {loss(seen, written, at):.3f} nats as written, ", end="")
    print(f"{loss(seen, worth, at):.3f} as fitted")
    PLACE.write_text(dumped(worth))
    return 0


if __name__ == "__main__":
    sys.exit(main())
