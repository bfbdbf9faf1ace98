"""
A text of unknown origin, cut into lines that can be cited.

Any bytes are taken.  Quoting, fences and escape sequences are taken off, repeated lines of a log are kept three times,
and of what is longer than `MOST` its beginning, its end and the lines with a word of failure stay: time is bounded by
the size that is kept, not by the size that came.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import islice, zip_longest
from typing import Any, TypeVar

from portwise.model.reading import NOWHERE, Line, Lines, Noted
from portwise.read.asides import asides, unmentioned
from portwise.read.needs import fits

S = TypeVar("S")

MOST = 64_000  # characters that are read closely
A_LINE = 20  # what a line costs beside its characters, in these
LONGEST = 1_000  # characters of a line
READ = 10_000_000  # bytes
LINES = 40_000  # that are looked at one by one
FAR_TOO_MANY = 1_000_000  # so many that they are short, and hardly written by anybody
SHORT = 8  # characters of a line that names no failure
ALIKE = 3  # times that a line is kept which differs by its numbers alone

ESCAPES = re.compile(
    r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x00-\x08\x0b-\x1f\x7f\u200b\ufeff]"
)
QUOTED = re.compile(r"^(?:\s*>\s?)+(?=\S)(?![A-Z]+ /)")  # mail and Markdown; not the requests of `curl -v`
FENCE = re.compile(r"^\s*(?:```|~~~)[`~]*\s*(?:\{.*\}|[^\s`~]*)\s*$")  # what stands beside one in its line is text
STRAIGHT = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\xa0": " "})
DIGITS = re.compile(r"\d+")
TROUBLE = re.compile(
    r"refus|timed? ?out|unreachable|reset|denied|fail|err(?:or|no)|econn|eaddr|eacces|not found|listen|panic|fatal"
)
WRAPPED = re.compile(r"[^.!?:;,|{}()\[\]<>=\s]$")  # a line of prose that goes on in the next
COMMANDS = (  # what begins with one of them is no end of a sentence
    r"(?:curl|wget|ssh|ping|docker|kubectl|npm|node|python3?|git|sudo|nc|telnet|ip|ss|netstat|lsof|dig|nslookup|"
    r"systemctl|journalctl|cat|error|fatal|warning|connect|listen|bind|dial|upstream) [-/.~\d\w:]"
)
GOES_ON = re.compile(rf"^(?!{COMMANDS})[a-z][a-z' -]+\b")


class Text:
    """Lines, the same as one folded string to search in, and the signs that readers found."""

    def __init__(self, lines: Iterable[Line], total: int) -> None:
        self.lines = tuple(lines)
        self.total = total
        self.every: tuple[Line, ...] = ()  # those too that repeat others; empty where lines were passed over
        self.sampled = self.cut = False  # whether lines were passed over, and whether its end was not read
        self.noted: tuple[Noted[Any], ...] = ()
        self.sought: dict[tuple[str, ...], Lines] = {}
        self.starts: list[int] = []
        parts: list[str] = []
        place = 0
        unsaid = frozenset(asides(self.lines))
        for line, after in zip_longest(self.lines, self.lines[1:]):
            self.starts.append(place)
            joint = " " if after is not None and goes_on(line, after) else "\n"
            parts.append(("" if line.number in unsaid else unmentioned(line.text).casefold()) + joint)
            place += len(parts[-1])
        self.folded = "".join(parts)

    @classmethod
    def of(cls, raw: bytes | str) -> Text:
        text = raw[:READ].decode("utf-8", "replace") if isinstance(raw, bytes) else raw[:READ]
        if text[:2] == "\ufffd\ufffd" and "\x00" in text[:200] and isinstance(raw, bytes):  # redirected by PowerShell
            text = raw[:READ].decode("utf-16", "replace")
        whole = text.splitlines()
        every = [line for line in cleaned(whole) if line.text]
        lines = list(thinned(every))
        found = cls(kept(lines), len(whole))
        found.sampled = len(whole) > LINES or sum(map(cost, lines)) > MOST
        found.every = tuple(every) if not found.sampled and sum(map(cost, every)) <= MOST else ()
        found.cut = len(raw) > READ
        return found

    def find(self, *patterns: str) -> Lines:
        """The lines in which one of these regular expressions matches; they are written for folded (lower) case."""
        if patterns not in self.sought:
            self.sought[patterns] = self.search(patterns)
        return self.sought[patterns]

    def together(self, *patterns: str) -> Lines:
        """The lines of all of these, or nothing; as soon as one stands nowhere the others are not looked for."""
        found: dict[int, None] = {}
        for pattern in patterns:
            if not (lines := self.find(pattern)):
                return NOWHERE
            found |= dict.fromkeys(lines)
        return tuple(found)

    def search(self, patterns: tuple[str, ...]) -> Lines:
        found: dict[int, None] = {}
        for pattern in patterns if self.lines else ():
            if not fits(pattern, self.folded):
                continue
            for match in compiled(pattern).finditer(self.folded):
                found[self.number(match.start())] = None
                if len(found) >= LINES_CITED:
                    return tuple(found)
        return tuple(found)

    def number(self, offset: int) -> int:
        """The number of the line that a place of `folded` belongs to."""
        return self.lines[bisect_right(self.starts, offset) - 1].number

    def signs(self, kind: type[S]) -> list[Noted[S]]:
        return [noted for noted in self.noted if isinstance(noted.sign, kind)]

    @cached_property
    def by_number(self) -> dict[int, str]:
        return {line.number: line.text for line in (*self.every, *self.lines)}


LINES_CITED = 6
MOST_PATTERNS = 1 << 14  # three times those that are written; who reads a text after another meets all of them in turn


@lru_cache(maxsize=MOST_PATTERNS)
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


def kept(lines: list[Line]) -> Iterator[Line]:
    """Cleaned lines, within bounds."""
    size = sum(map(cost, lines))
    if size <= MOST:
        yield from lines
        return
    chosen = ends(lines) | troubles(lines)
    yield from (line for n, line in enumerate(lines) if n in chosen)


def speaker(table: Iterable[tuple[str, re.Pattern[str]]], folded: str) -> str:
    """The first of a table of clients whose words stand there."""
    return next((name for name, pattern in table if pattern.search(folded)), "")


def cost(line: Line) -> int:
    return len(line.text) + A_LINE


def cleaned(whole: list[str]) -> Iterator[Line]:
    for number, raw in looked_at(whole):
        if not FENCE.match(raw):
            yield Line(number, QUOTED.sub("", ESCAPES.sub("", raw[:LONGEST]).translate(STRAIGHT)).rstrip())


def thinned(lines: Iterable[Line]) -> Iterator[Line]:
    """Of a log; the rows of a table may be as much alike, and whoever reads tables takes them all."""
    often: Counter[str] = Counter()
    for line in lines:
        alike = DIGITS.sub("0", line.text)
        often[alike] += 1
        if often[alike] <= ALIKE or len(alike) < 4:
            yield line


def looked_at(whole: list[str]) -> Iterator[tuple[int, str]]:
    """All lines with their numbers; of far too many both ends, and in between those with a word of failure."""
    if len(whole) <= LINES:
        yield from enumerate(whole, 1)
        return
    half = LINES // 2
    yield from enumerate(whole[:half], 1)
    between = (n for n in range(half, len(whole) - half) if len(whole[n]) > SHORT) if len(whole) <= FAR_TOO_MANY else ()
    told = (n for n in between if TROUBLE.search(whole[n][:LONGEST].casefold()))
    yield from ((n + 1, whole[n]) for n in islice(told, half))
    yield from enumerate(whole[-half:], len(whole) - half + 1)


def ends(lines: list[Line]) -> set[int]:
    """A part of the beginning, where people say what they want, and of the end, where logs break off."""
    chosen: set[int] = set()
    for order in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        room = MOST * 3 // 8
        for n in order:
            room -= cost(lines[n])
            if room < 0:
                break
            chosen.add(n)
    return chosen


def troubles(lines: list[Line]) -> set[int]:
    room = MOST // 4
    chosen: set[int] = set()
    for n, line in enumerate(lines):
        if TROUBLE.search(line.text.casefold()):
            room -= cost(line)
            if room < 0:
                break
            chosen.add(n)
    return chosen


def goes_on(line: Line, after: Line) -> bool:
    """Whether a sentence was wrapped there."""
    return (
        after.number == line.number + 1
        and len(line.text) > 40
        and bool(WRAPPED.search(line.text))
        and bool(GOES_ON.match(after.text))
    )


def both(*parts: Lines) -> Lines:
    """All of them, or nothing."""
    return tuple(dict.fromkeys(n for part in parts for n in part)) if all(parts) else NOWHERE


def either(*parts: Lines) -> Lines:
    return tuple(dict.fromkeys(n for part in parts for n in part))


def unless(part: Lines, *others: Lines) -> Lines:
    """The first, where none of the others is so."""
    return NOWHERE if any(others) else part
