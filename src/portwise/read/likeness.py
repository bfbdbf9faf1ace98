"""
How much a text sounds like others that were settled: a linear model of its words, of words that stand together, and of
four characters in a row: "refused" has some in common with ``ECONNREFUSED`` and "refuses".

tools/likeness.py fits it (multinomial logistic regression) to reports that were settled, to made-up ones and to the
causes' own pages, and writes likeness.tsv: one row for each word, with what it says of each cause.  Words prove
nothing; they order what the facts and the leads of a text leave open.
Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning", 2009, sections 4.4 and 18.4.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import chain, islice, pairwise
from math import log, sqrt

from portwise.model.reading import Lines
from portwise.model.record import NamedTuple
from portwise.read.excerpt import TROUBLE
from portwise.read.packaged import packaged
from portwise.read.rows import Rows
from portwise.read.text import Text

FILE = "likeness.tsv"
# Of somebody's network, or a version
ADDRESS = re.compile(r"(?<![\d.])(?!127\.0\.0\.1\b|0\.0\.0\.0\b)\d+(?:\.\d+){2,}\b")
WORD = re.compile(r"127\.0\.0\.1|0\.0\.0\.0|::1?|[a-z][a-z0-9_+-]*[a-z0-9]|\d{3,5}")
APART = r"[^a-z0-9]+(?:[a-z0-9]{1,2}[^a-z0-9]+)?"  # what stands between the two of a pair: at most what is no word
SHARES = (1.0, 0.7, 1.0)  # of words, of two that stand together, and of pieces, in the length of a text
PIECE, MARK = 4, "~"  # characters of a piece; what it begins with, as no word does
MOST_CUT = 1 << 16  # characters of a text that are cut into pieces
GRAIN = 100  # weights are written as whole hundredths
MOST_WORDS = 4  # that are named as a reason
CITED = 3  # lines
ENOUGH = 40  # different words; by fewer a text sounds like whatever was written briefly
NEAR = 24  # causes that are looked at
TELLING = 2  # words that have to speak for a cause, beside those that every text has
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
) | set(map(str, range(2000, 2040)))  # nor do years
# What settled texts show of a cause beside its leads, which were written for some of them: measured on reports that
# neither had seen; bench/read.py says what comes of it.
WORTH = 2.5
Vector = Mapping[str, float]


class Likeness(NamedTuple):
    """What is known of words.  A row is read when a text has its word: most are never asked for."""

    causes: tuple[str, ...]
    usual: tuple[float, ...]  # log-odds of each cause, before anything is read
    rows: Mapping[str, str]  # by word, by two that stand together, by piece: its rarity, a tab, and what it says

    def of(self, told: Iterable[Iterable[str]]) -> Likeness:
        """What is known of these words."""
        read = ((word, self.rows.get(word)) for of_one in told for word in of_one)
        return self._replace(rows={word: row for word, row in read if row is not None})

    @property
    def rarity(self) -> Vector:
        """Inverse document frequency, natural logarithm, of each word that is known."""
        return {word: int(row.partition("\t")[0]) / GRAIN for word, row in self.rows.items()}

    def says(self, word: str) -> Iterator[tuple[int, float]]:
        """Of which cause, by its number, and how much."""
        return pairs(self.rows[word].partition("\t")[2])


class Like(NamedTuple):
    cause: str
    likeness: float  # log-odds
    words: tuple[str, ...]  # those that say most
    lines: Lines

    def shown_in(self, _: Text) -> Lines:
        return self.lines


def words(text: str) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """How often each stands there, each two together, and each piece."""
    told = text.casefold()
    found = WORD.findall(ADDRESS.sub(" ", told))
    return Counter(found), Counter(f"{one} {other}" for one, other in pairwise(found)), Counter(pieces(told[:MOST_CUT]))


def pieces(text: str) -> Iterator[str]:
    """With a space for where a word begins and ends."""
    for word in text.split():
        for n in range(max(len(word) + 3 - PIECE, 1)):
            yield MARK + f" {word} "[n : n + PIECE]


def vector(told: tuple[Counter[str], ...], rarity: Mapping[str, float]) -> Vector:
    """Words, pairs and pieces, each with the length that is their share, however long the text is."""
    found: dict[str, float] = {}
    for share, counted in zip(SHARES, told, strict=True):
        weights = {word: (1 + log(n)) * rarity[word] for word, n in counted.items() if word in rarity}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        found |= {word: share * weight / length for word, weight in weights.items()}
    return found


def ranked(text: Text, known: Likeness) -> list[Like]:
    """Every cause, the likest first, with the words that say most."""
    told = words(text.folded)
    return likened(told, known.of(told))


def likened(told: tuple[Counter[str], ...], known: Likeness) -> list[Like]:
    """By what is known *of* these words, and no more than that."""
    scores = list(known.usual)
    shares: defaultdict[int, dict[str, float]] = defaultdict(dict)
    for word, weight in vector(told, known.rarity).items():
        for cause, part in known.says(word):
            scores[cause] += weight * part
            if part > 0 and telling(word):
                shares[cause][word] = weight * part
    order = sorted(range(len(scores)), key=lambda cause: (-scores[cause], known.causes[cause]))
    return [Like(known.causes[n], scores[n], best(shares[n]), ()) for n in order]


def best(shares: Vector) -> tuple[str, ...]:
    return tuple(sorted(shares, key=lambda word: (-shares[word], word))[:MOST_WORDS])


def telling(told: str) -> bool:
    """Of networks, programs or systems, rather than of any text; a piece is no word."""
    return told[0] != MARK and all(
        word not in USUAL and (len(word) >= SHORT or not word.isalpha()) for word in told.split(" ")
    )


def near(text: Text, known: Likeness) -> Iterator[tuple[Like, float]]:
    """The likest, and what each is worth in log-odds beyond what any cause would be.

    Nothing is like what is no text, nor a file of settings in which nothing fails; one word makes no likeness.
    """
    if garbled(text) or (text.folded.lstrip().startswith("{") and not TROUBLE.search(text.folded)):
        return
    told = words(text.folded)
    known = known.of(told)
    likest = likened(told, known)
    usual = likest[NEAR].likeness if len(likest) > NEAR else 0.0
    enough = min(1.0, sum(word in known.rows for word in told[0]) / ENOUGH)
    for one in likest[:NEAR]:
        worth = WORTH * enough * (one.likeness - usual)
        if len(one.words) < TELLING:
            worth = min(worth, HINT)
        if one.words:
            yield one, worth


def garbled(text: Text) -> bool:
    """Bytes that are no characters."""
    return text.folded.count("\ufffd") > GARBLED * len(text.folded)


def shown(text: Text, one: Like) -> Like:
    """With the lines in which its words stand."""
    patterns = (APART.join(map(re.escape, word.split(" "))) for word in one.words)
    first = (islice(text.met(rf"(?<![a-z0-9]){told}(?![a-z0-9])"), 1) for told in patterns)
    lines = dict.fromkeys(chain.from_iterable(first))
    return one._replace(lines=tuple(lines)[:CITED])


def loaded(text: str) -> Likeness:
    """The causes, what each is worth unread, and a row for each word; what stands before the causes is the tool's."""
    head, unread, _ = text.split("\n", 2)
    causes = tuple(head.split("\t")[2:])
    usual = dict(pairs(unread.split("\t")[2]))
    rows = Rows(text, len(head) + len(unread) + 2)
    return Likeness(causes, tuple(usual.get(n, 0.0) for n in range(len(causes))), rows)


def pairs(told: str) -> Iterator[tuple[int, float]]:
    for pair in told.split():
        cause, _, weight = pair.partition(":")
        yield int(cause), int(weight) / GRAIN


@cache
def shipped() -> Likeness:
    """As it comes with portwise."""
    return loaded(packaged(FILE))
