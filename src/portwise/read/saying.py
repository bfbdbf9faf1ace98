"""
What programs print word for word, and which causes it speaks for.

A message is the part of a line that is the same on every machine, in lower case; ``…`` stands for what is not, within
one line.  Who has seen many reports knows a cause by such words alone; no table and no address has to be beside them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import NamedTuple

from portwise.model.reading import Lines
from portwise.read import hints, scene
from portwise.read.lead import Lead
from portwise.read.text import Text, both, either

GAP, WIDEST = "…", 200  # characters


class Where(NamedTuple):
    """Beside what a message has to stand to speak for a cause, and a line that shows such a place."""

    holds: Callable[[Text], Lines]
    example: str


IN_CONTAINER = Where(lambda text: either(scene.engine(text), scene.inside(text)), "$ docker logs web")
IN_CLUSTER = Where(hints.says(r"\bkubectl\b|\bkubernetes\b|\bk8s\b|\bk3s\b|\bhelm\b|\bpods?\b"), "$ kubectl get pods")
IN_BROWSER = Where(hints.browser_fails, "Chrome: This site can't be reached, ERR_CONNECTION_REFUSED")
ON_MACOS = Where(lambda text: scene.on(text, "macos"), "macOS 15.1")
ON_WINDOWS = Where(lambda text: scene.on(text, "windows"), "Windows 11")
ON_WSL = Where(lambda text: scene.on(text, "wsl"), "WSL2, Ubuntu 22.04")
FROM_ELSEWHERE = Where(
    hints.says(r"\b(?:from|on) (?:an?other|my other|the other|a different|a second|my phone|my laptop)\b|\bphone\b"),
    "I tried it from another computer",
)


class Saying(NamedTuple):
    """One message: who prints it, what it means, the forms that it has, and what it is worth for which cause."""

    by: str
    means: str  # goes on from "says that"
    words: tuple[str, ...]  # one of these
    speaks: Mapping[str, float]  # log-odds by cause, as of a lead
    where: Where | None = None

    def holds(self, text: Text) -> Lines:
        shown = text.find(*map(pattern, self.words))
        return both(shown, self.where.holds(text)) if self.where and shown else shown

    @property
    def leads(self) -> tuple[Lead, ...]:
        says = f"{self.by} says that {self.means}"
        return tuple(Lead(cause, says, weight, self.holds) for cause, weight in self.speaks.items())


def leads(sayings: Iterable[Saying]) -> tuple[Lead, ...]:
    return tuple(lead for saying in sayings for lead in saying.leads)


@cache
def pattern(words: str) -> str:
    """The regular expression of a message."""
    return f".{{0,{WIDEST}}}".join(re.escape(part.strip()) for part in words.split(GAP))
