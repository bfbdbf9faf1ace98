"""
The words of ``portwise read``: ``python -m tools.likeness`` writes src/portwise/read/likeness.tsv anew.

They are learnt from the causes' own pages, from the reports of others in tests/read/reports and tests/read/heard and
from what was made up in tests/read/told.  What each report would sound like, had nothing been learnt from it, is
written beside, to tests/read/unlearnt.tsv: by that it is judged.  It takes some minutes.  Both files begin with a
digest of the reports and of what was made up, and a test holds that these are there; a page that says the same in other
words changes little.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from math import log
from multiprocessing import Pool
from pathlib import Path

from portwise import knowledge
from portwise.read.likeness import FILE, GRAIN, NEAR, Likeness, loaded, pairs, ranked, shipped, vector, words
from portwise.read.records import spelled
from portwise.read.text import Text
from tests.read.settled import Settled, heard, reports, told

FOLDS = 5
RARE = (2, 3, 4)  # texts in which a word must stand to count, two that stand together, and a piece
SLIGHT = 0.14  # log-odds that are not worth their place in the file
ROOT = Path(__file__).parents[1]
PLACE = ROOT / "src" / "portwise" / "read" / FILE
UNLEARNT = ROOT / "tests" / "read" / "unlearnt.tsv"
Document = tuple[str, str]  # a cause and a text


def pages() -> Iterator[Document]:
    """What every cause says of itself."""
    for module in knowledge.modules():
        cause = module.CAUSE
        steps = (word for remedy in cause.remedies for word in (remedy.does, *remedy.argv))
        yield cause.id, " ".join((module.__doc__ or "", cause.title, cause.plain, *steps, *cause.prevention))


def documents(left_out: int | None = None) -> list[Document]:
    """All texts, or all but every `FOLDS`th: what is judged must not have been learnt from."""
    settled = ((one.cause, one.text) for n, one in enumerate(others()) if n % FOLDS != left_out)
    made_up = (one for n, one in enumerate(told()) if n % FOLDS != left_out)
    return [*pages(), *made_up, *settled]


@cache
def others() -> tuple[Settled, ...]:
    """All that somebody had."""
    return (*reports(), *heard())


def digest() -> str:
    """Of all texts but the pages."""
    texts = (*told(), *((one.cause, one.text) for one in others()))
    return sha256("\0".join(part for document in texts for part in document).encode()).hexdigest()


def plainly(raw: str) -> Text:
    """As it is read, without what readers make of it."""
    return Text.of(spelled(raw))


def learnt(texts: list[Document]) -> str:
    """A file of weights, by texts whose cause is known."""
    from tools.regression import fitted

    counted = [words(plainly(text).folded) for _, text in texts]
    rarity: dict[str, float] = {}
    for least, kind in zip(RARE, zip(*counted, strict=True), strict=True):
        often = Counter(word for one in kind for word in one)
        rarity |= {word: round(log((len(texts) + 1) / (n + 0.5)), 2) for word, n in often.items() if n >= least}
    causes, names = sorted({cause for cause, _ in texts}), sorted(rarity)
    classes = [causes.index(cause) for cause, _ in texts]
    weights = fitted([vector(one, rarity) for one in counted], classes, names, len(causes))
    rows = ["\t".join((digest(), "", *causes)), f"\t\t{row(dict(enumerate(weights.usual)), 0)}"]
    for word, of in zip(names, weights.words, strict=True):
        if kept := row(dict(enumerate(of)), SLIGHT):
            rows.append(f"{word}\t{round(rarity[word] * GRAIN)}\t{kept}")
    return "\n".join(rows) + "\n"


def row(weights: Mapping[int, float], least: float) -> str:
    return " ".join(f"{n}:{round(weight * GRAIN)}" for n, weight in weights.items() if abs(weight) > least)


def fold(number: int) -> Likeness:
    return loaded(learnt(documents(number)))


def unlearnt_rows(number: int) -> list[str]:
    """The likest causes of each report of a fold, by all texts of the others."""
    known = fold(number)
    rows = []
    for one in others()[number::FOLDS]:
        likest = {
            known.causes.index(like.cause): like.likeness for like in ranked(plainly(one.text), known)[: NEAR + 1]
        }
        rows.append(f"{one.name}\t{row(likest, -1)}")
    return rows


@cache
def held() -> dict[str, dict[str, float]]:
    """For each report the log-odds of its likest causes, by words that were not learnt from it."""
    head, *rows = UNLEARNT.read_text().splitlines()
    causes = head.split("\t")[1:]
    return {name: {causes[n]: odds for n, odds in pairs(likest)} for name, likest in (row.split("\t") for row in rows)}


def unlearnt(report: Settled) -> Likeness:
    """What comes with portwise, put right for this one text, so that nothing was learnt from it."""
    known = shipped()
    if report not in others():
        return known
    odds = held()[report.name]
    now = {like.cause: like.likeness for like in ranked(plainly(report.text), known)}
    least = min(odds.values())
    before = dict(zip(known.causes, known.usual, strict=True))
    return known._replace(usual=tuple(before[id_] + odds.get(id_, least) - now[id_] for id_ in known.causes))


def main() -> int:
    PLACE.write_text(learnt(documents()))
    with Pool() as pool:
        rows = sorted(row for rows in pool.map(unlearnt_rows, range(FOLDS), chunksize=1) for row in rows)
    head = "\t".join((digest(), *sorted(cause.id for cause in knowledge.causes())))
    UNLEARNT.write_text("\n".join((head, *rows)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
