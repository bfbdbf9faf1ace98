"""
What programs print word for word, and which causes it speaks for.

Who has seen many reports knows a cause by a message alone; no table and no address has to stand beside it.  The files
of the folder ``said`` hold one message per line, its parts between bars: who prints it, what it means, its words, what
it is worth for which cause in log-odds (as of a lead), and beside what it has to stand, if beside anything.  Words are
the part of a line that is the same on every machine, in lower case; ``…`` is what is not, and ``;;`` parts its forms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from portwise.model.reading import Lines
from portwise.model.record import NamedTuple
from portwise.read import hints, scene
from portwise.read.lead import Lead, leads
from portwise.read.text import Text, both, either

FOLDER = "portwise.read.said"
GAP, WIDEST = "…", 200  # characters
VALUE = r"[^\S\n]{0,9}[^\s#;]"


class Where(NamedTuple):
    """Beside what a message has to stand to speak for a cause, and a line that shows such a place."""

    holds: Callable[[Text], Lines]
    example: str


ELSEWHERE = r"\b(?:from|on) (?:an?other|my other|the other|a different|a second|my phone|my laptop)\b|\bphone\b"
PLACES = {
    "container": Where(lambda text: either(scene.engine(text), scene.inside(text)), "$ docker logs web"),
    "cluster": Where(hints.says(r"\b(?:kubectl|kubernetes|k8s|k3s|helm|pods?)\b"), "$ kubectl get pods"),
    "browser": Where(hints.browser_fails, "Chrome: This site can't be reached, ERR_CONNECTION_REFUSED"),
    "macos": Where(lambda text: scene.on(text, "macos"), "macOS 15.1"),
    "windows": Where(lambda text: scene.on(text, "windows"), "Windows 11"),
    "wsl": Where(lambda text: scene.on(text, "wsl"), "WSL2, Ubuntu 22.04"),
    "elsewhere": Where(hints.says(ELSEWHERE), "I tried it from another computer"),
}


class Saying(NamedTuple):
    by: str
    means: str  # goes on from "says that"
    words: tuple[str, ...]  # one of these
    speaks: Mapping[str, float]
    where: Where | None = None

    def holds(self, text: Text) -> Lines:
        shown = text.find(*map(pattern, self.words))
        return both(shown, self.where.holds(text)) if self.where and shown else shown

    @property
    def leads(self) -> tuple[Lead, ...]:
        says = f"{self.by} says that {self.means}"
        return leads(says, self.holds, self.speaks)


@cache
def pattern(words: str) -> str:
    """The regular expression of a message; a setting without a value, as it is delivered, is none."""
    worded = f".{{0,{WIDEST}}}".join(re.escape(part.strip()) for part in words.split(GAP))
    return worded + VALUE if words.endswith("=") else worded


@cache
def sayings() -> tuple[Saying, ...]:
    """Those of every file; finding it is registering it."""
    tables = (file for file in files(FOLDER).iterdir() if file.name.endswith(".txt"))
    texts = (table.read_text(encoding="utf-8") for table in sorted(tables, key=lambda file: file.name))
    return tuple(saying for text in texts for saying in parsed(text))


def parsed(table: str) -> Iterator[Saying]:
    """ValueError where a line has not all its parts, KeyError where a place has no name here."""
    for line in table.splitlines():
        if line and not line.startswith("#"):
            by, means, words, speaks, *where = (part.strip() for part in line.split(" | "))
            forms = tuple(form.strip() for form in words.split(" ;; "))
            yield Saying(by, means, forms, dict(worths(speaks)), *(PLACES[name] for name in where))


def worths(speaks: str) -> Iterator[tuple[str, float]]:
    for part in speaks.split():
        cause, _, worth = part.partition("=")
        yield cause, float(worth)
