"""What in a text speaks for or against a cause."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from portwise.model.reading import Lines
from portwise.model.record import NamedTuple
from portwise.read.text import Text


class Lead(NamedTuple):
    """
    One sentence about a text, and what it is worth.

    *weight* is in log-odds, positive for what speaks for the cause: 1 a hint that several causes share, 2 typical,
    3 hardly anything else, 5 proof where it stands in the output of a tool.  *holds* gives the lines that show it.
    """

    cause: str  # id in the catalogue
    says: str  # a sentence for a person: "the server says that it listens on 127.0.0.1 only"
    weight: float
    holds: Callable[[Text], Lines]


def leads(says: str, holds: Callable[[Text], Lines], weights: Mapping[str, float]) -> tuple[Lead, ...]:
    """One sentence that speaks for some causes and against others."""
    return tuple(Lead(cause, says, weight, holds) for cause, weight in weights.items())


def beside(says: str, weights: Mapping[str, float], *groups: str) -> tuple[Lead, ...]:
    """The same of words: something of each group, a regular expression, stands in the text."""
    return leads(says, lambda text: text.together(*groups), weights)
