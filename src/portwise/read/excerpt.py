"""
The lines of a text that are read closely.

Quoting, fences and escape sequences are taken off, repeated lines of a log are kept three times, and of what is longer
than `MOST` its beginning, its end and the lines with a word of failure stay.  Lines that nobody will read are not
touched: time is bounded by the size that is kept, not by the size that came.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from portwise.model.reading import Line
from portwise.model.record import NamedTuple

MOST = 64_000  # characters that are read closely
A_LINE = 20  # what a line costs beside its characters, in these
LONGEST = 1_000  # characters of a line
LINES = 40_000  # that are looked at one by one
AN_END = MOST * 3 // 8  # of the beginning, where people say what they want, and of the end, where logs break off
MIDDLE = MOST // 4
ALIKE = 3  # times that a line is kept which differs by its numbers alone

ESCAPES = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x00-\x08\x0b-\x1f\x7f\u200b\ufeff]"
)
QUOTED = re.compile(r"^(?:\s*>\s?)+(?=\S)(?![A-Z]+ /)")  # mail and Markdown; not the requests of `curl -v`
FENCE = re.compile(r"^\s*(?:```|~~~)[`~]*\s*(?:\{.*\}|[^\s`~]*)\s*$")  # what stands beside one in its line is text
STRAIGHT = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\xa0": " "})
DIGITS = re.compile(r"\d+")
FAILURES = (  # in folded (lower) case
    *("refus", "timed out", "timedout", "time out", "timeout", "unreachable", "reset", "denied", "fail", "error"),
    *("errno", "econn", "eaddr", "eacces", "not found", "listen", "panic", "fatal"),
)
TROUBLE = re.compile("|".join(FAILURES))


class Excerpt(NamedTuple):
    lines: tuple[Line, ...]
    every: tuple[Line, ...]  # those too that repeat others; empty where they are too many
    sampled: bool  # whether lines were passed over


def excerpt(whole: Sequence[str]) -> Excerpt:
    """Of all lines of a text."""
    if len(whole) <= LINES:
        every = fitting(cleaned(whole, range(len(whole))))
        lines = fitting(thinned(every or cleaned(whole, range(len(whole))), Counter()))
        if lines is not None:
            return Excerpt(lines, every or (), sampled=False)
    return Excerpt(tuple(sampled(whole)), (), sampled=True)


def fitting(lines: Iterable[Line]) -> tuple[Line, ...] | None:
    """All of them, if there is room for all."""
    room, found = MOST, []
    for line in lines:
        room -= cost(line)
        if room < 0:
            return None
        found.append(line)
    return tuple(found)


def sampled(whole: Sequence[str]) -> Iterator[Line]:
    """Both ends, and in between what speaks of failure."""
    often: Counter[str] = Counter()
    order = range(len(whole))
    first = list(within(thinned(cleaned(whole, order[: LINES // 2]), often), AN_END))
    last = list(within(thinned(cleaned(whole, order[: -LINES // 2 - 1 : -1]), often), AN_END))
    yield from first
    begins, ends = (first[-1].number if first else 0), (last[-1].number - 1 if last else len(whole))
    told = (begins + n for n in islice(troubled(whole[begins:ends]), LINES // 2))
    yield from within(thinned(filter(troubles, cleaned(whole, told)), often), MIDDLE)
    yield from reversed(last)


def within(lines: Iterable[Line], room: int) -> Iterator[Line]:
    """As many as there is room for."""
    for line in lines:
        room -= cost(line)
        if room < 0:
            return
        yield line


def cost(line: Line) -> int:
    return len(line.text) + A_LINE


def cleaned(whole: Sequence[str], indices: Iterable[int]) -> Iterator[Line]:
    """Those that are not empty, with their numbers."""
    for n in indices:
        if not FENCE.match(whole[n]):
            text = QUOTED.sub("", ESCAPES.sub("", whole[n][:LONGEST]).translate(STRAIGHT)).rstrip()
            if text:
                yield Line(n + 1, text)


def thinned(lines: Iterable[Line], often: Counter[str]) -> Iterator[Line]:
    """Of a log; the rows of a table may be as much alike, and whoever reads tables takes them all."""
    for line in lines:
        alike = DIGITS.sub("0", line.text)
        often[alike] += 1
        if often[alike] <= ALIKE or len(alike) < 4:
            yield line


def troubles(line: Line) -> bool:
    return TROUBLE.search(line.text.casefold()) is not None


def troubled(whole: Sequence[str]) -> Iterator[int]:
    """The indices of the lines with a word of failure; the whole is searched at once, by one word after the other."""
    told = "\n".join(whole).casefold()
    places = {word: place for word in FAILURES if (place := told.find(word)) >= 0}
    index = end = 0
    while places:
        at = min(places.values())
        index += told.count("\n", end, at)
        yield index
        end = told.find("\n", at)
        if end < 0:
            return
        places = {
            word: later
            for word, place in places.items()
            if (later := place if place > end else told.find(word, end)) >= 0
        }
