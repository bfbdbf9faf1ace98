"""
How much a text sounds like others that were settled: the cosine of tf-idf vectors, as search engines rank pages.

Each cause has one profile, made of its own page and of reports that were settled with it (tools/likeness.py writes
them into likeness.tsv).  A profile proves nothing; it orders what the facts and the leads of a text leave open.
Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from math import log, sqrt
from pkgutil import get_data
from typing import NamedTuple

from portwise.model.reading import Lines
from portwise.read.text import TROUBLE, Text

FILE = "likeness.tsv"
# Of somebody's network, or a version
ADDRESS = re.compile(r"(?<![\d.])(?!127\.0\.0\.1\b|0\.0\.0\.0\b)\d+(?:\.\d+){2,}\b")
WORD = re.compile(r"127\.0\.0\.1|0\.0\.0\.0|::1?|[a-z][a-z0-9_+-]*[a-z0-9]|\d{3,5}")
RARE = 2  # documents in which a word must stand to count
GRAIN = 1000  # weights are written as whole thousandths
MOST_WORDS = 4  # that are named as a reason
CITED = 3  # lines
ENOUGH = 20  # different words; by fewer a text sounds like whatever was written briefly
NEAR = 24  # causes that are looked at
LEAST = 0.15  # cosine; what any two texts in English share
TELLING = 2  # words that two texts have to share, beside those that every text has
SHORT = 3  # letters of a word that tells something
HINT = 0.4  # less than a cause is named for
GARBLED = 0.05  # of the characters of what is no text
USUAL = frozenset(  # words that tell nothing, however rare they are in reports
    re.findall(
        r"\w+",
        """
    about after again all alone also although always and another any anything are asked asks at away back be
    because been before behind between both but can could did didn do does doesn don each else even every
    everything few find first for from get gets give gives go goes going good had has have here how if in
    instead into is isn it its itself just keep keeps last let like likes long look looks made make many may me
    more most much my need needs never new next no nobody none not nothing now of off often old on once one only
    or other our out over own perhaps place put quite read reads same say says second see sees set she should
    show shows since so some somebody something such take takes tell than that the their them then there these
    they thing things this those through to told too true try trying two under until up us use used uses very
    want was way we well were what when where whether which while who whoever whose why will with without won
    work would you your event events name names version line lines null false type
    """,
    )
)
WORTH = 32.0  # log-odds of a whole likeness; bench/read.py says what comes of it
Profile = Mapping[str, float]


class Likeness(NamedTuple):
    """What is known of words: how rare each is, and how typical of each cause."""

    rarity: Mapping[str, float]  # inverse document frequency, natural logarithm
    profiles: Mapping[str, Profile]  # by cause; vectors of length 1


class Like(NamedTuple):
    cause: str
    likeness: float  # cosine, 0 to 1
    words: tuple[str, ...]  # those that say most
    lines: Lines

    def shown_in(self, _: Text) -> Lines:
        return self.lines


def words(text: str) -> Counter[str]:
    return Counter(WORD.findall(ADDRESS.sub(" ", text.casefold())))


def built(documents: Iterable[tuple[str, str]]) -> Likeness:
    """From pairs of a cause and a text."""
    told = [(cause, words(text)) for cause, text in documents]
    often = Counter(word for _, counted in told for word in counted)
    rarity = {word: log((len(told) + 1) / (n + 0.5)) for word, n in often.items() if n >= RARE}
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for cause, counted in told:
        for word, weight in vector(counted, rarity).items():
            sums[cause][word] += weight  # type: ignore[assignment]
    return Likeness(rarity, {cause: unit(total) for cause, total in sums.items()})


def vector(counted: Mapping[str, int], rarity: Mapping[str, float]) -> Profile:
    return unit({word: (1 + log(n)) * rarity[word] for word, n in counted.items() if word in rarity})


def unit(weights: Mapping[str, float]) -> Profile:
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {word: weight / length for word, weight in weights.items()}


def ranked(text: Text, known: Likeness) -> list[Like]:
    """Every cause that shares a word with the text, the likest first."""
    mine = vector(words(text.folded), known.rarity)
    found: list[Like] = []
    for cause, profile in known.profiles.items():
        shares = {word: weight * profile[word] for word, weight in mine.items() if word in profile}
        best = sorted(filter(telling, shares), key=lambda word: (-shares[word], word))[:MOST_WORDS]
        if shares:
            found.append(Like(cause, sum(shares.values()), tuple(best), ()))
    return sorted(found, key=lambda one: (-one.likeness, one.cause))


def telling(word: str) -> bool:
    """Of networks, programs or systems, rather than of any text."""
    return word not in USUAL and (len(word) >= SHORT or not word.isalpha())


def near(text: Text, known: Likeness) -> Iterator[tuple[Like, float]]:
    """The likest, and what each is worth in log-odds beyond what any cause would be.

    Nothing is like what is no text, nor a file of settings in which nothing fails; one word makes no likeness.
    """
    if garbled(text) or (text.folded.lstrip().startswith("{") and not TROUBLE.search(text.folded)):
        return
    likest = ranked(text, known)
    usual = likest[NEAR].likeness if len(likest) > NEAR else 0.0
    enough = min(1.0, len(known.rarity.keys() & words(text.folded)) / ENOUGH)
    for one in likest[:NEAR]:
        worth = WORTH * enough * (one.likeness - usual)
        if one.likeness < LEAST or len(one.words) < TELLING:
            worth = min(worth, HINT)
        if one.words:
            yield shown(text, one), worth


def garbled(text: Text) -> bool:
    """Bytes that are no characters."""
    return text.folded.count("\ufffd") > GARBLED * len(text.folded)


def shown(text: Text, one: Like) -> Like:
    """With the lines in which its words stand."""
    lines = dict.fromkeys(
        n for word in one.words for n in text.find(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])")[:1]
    )
    return one._replace(lines=tuple(lines)[:CITED])


def dumped(known: Likeness) -> str:
    """One line per word: how rare it is, and its weight for every cause."""
    causes = sorted(known.profiles)
    rows = ["\t".join(("", "", *causes))]
    for word in sorted(known.rarity):
        weights = ((n, round(known.profiles[cause].get(word, 0) * GRAIN)) for n, cause in enumerate(causes))
        told = " ".join(f"{n}:{weight}" for n, weight in weights if weight)
        if told:
            rows.append(f"{word}\t{round(known.rarity[word] * GRAIN)}\t{told}")
    return "\n".join(rows) + "\n"


def loaded(text: str) -> Likeness:
    head, *rows = text.splitlines()
    causes = head.split("\t")[2:]
    rarity: dict[str, float] = {}
    profiles: dict[str, dict[str, float]] = {cause: {} for cause in causes}
    for word, rare, told in (row.split("\t") for row in rows):
        rarity[word] = int(rare) / GRAIN
        for cause, weight in pairs(told):
            profiles[causes[cause]][word] = weight / GRAIN
    return Likeness(rarity, profiles)


def pairs(told: str) -> Iterator[tuple[int, int]]:
    for pair in told.split(" "):
        cause, _, weight = pair.partition(":")
        yield int(cause), int(weight)


@cache
def shipped() -> Likeness:
    """As it comes with portwise."""
    return loaded((get_data("portwise.read", FILE) or b"").decode())
