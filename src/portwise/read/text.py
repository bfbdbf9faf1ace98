"""A text of unknown origin, cut into lines that can be cited.  Any bytes are taken."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, cached_property, lru_cache
from itertools import groupby, islice, zip_longest
from typing import Any, TypeVar

from portwise.model.reading import NOWHERE, Line, Lines, Noted
from portwise.read.asides import asides, unmentioned
from portwise.read.excerpt import excerpt
from portwise.read.needs import fitting

S = TypeVar("S")

READ = 10_000_000  # bytes
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
        self.kinds: dict[type[Any], list[Noted[Any]]] = {}
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
        self.has = cache(self.folded.__contains__)  # thousands of expressions need the same words

    @classmethod
    def of(cls, raw: bytes | str) -> Text:
        text = raw[:READ].decode("utf-8", "replace") if isinstance(raw, bytes) else raw[:READ]
        if text[:2] == "\ufffd\ufffd" and "\x00" in text[:200] and isinstance(raw, bytes):  # redirected by PowerShell
            text = raw[:READ].decode("utf-16", "replace")
        whole = text.splitlines()
        part = excerpt(whole)
        found = cls(part.lines, len(whole))
        found.every, found.sampled, found.cut = part.every, part.sampled, len(raw) > READ
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
            found |= dict.fromkeys(sorted({n for part in fitting(pattern, self.has) for n in self.met(part)}))
            if len(found) >= LINES_CITED:
                break
        return tuple(found)[:LINES_CITED]

    def met(self, pattern: str) -> Iterator[int]:
        """The first lines in which it matches."""
        lines = (self.number(match.start()) for match in compiled(pattern).finditer(self.folded))
        return islice((n for n, _ in groupby(lines)), LINES_CITED)

    def number(self, offset: int) -> int:
        """The number of the line that a place of `folded` belongs to."""
        return self.lines[bisect_right(self.starts, offset) - 1].number

    def note(self, noted: Iterable[Noted[Any]]) -> None:
        """The signs that it has from now on."""
        self.noted = tuple(noted)
        self.kinds.clear()

    def signs(self, kind: type[S]) -> list[Noted[S]]:
        if kind not in self.kinds:
            self.kinds[kind] = [noted for noted in self.noted if isinstance(noted.sign, kind)]
        return self.kinds[kind]

    @cached_property
    def by_number(self) -> dict[int, str]:
        return {line.number: line.text for line in (*self.every, *self.lines)}


LINES_CITED = 6
MOST_PATTERNS = 1 << 15  # twice the parts that are written; who reads a text after another meets all of them in turn


@lru_cache(maxsize=MOST_PATTERNS)
def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.MULTILINE)


def speaker(table: Iterable[tuple[str, re.Pattern[str]]], folded: str) -> str:
    """The first of a table of clients whose words stand there."""
    return next((name for name, pattern in table if pattern.search(folded)), "")


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
