"""A row of the tables of words by which people name causes."""

from __future__ import annotations

from portwise.model.record import NamedTuple


class Subject(NamedTuple):
    """What it is called, a pattern for folded text, and the ids of all causes that are meant by it."""

    called: str
    pattern: str
    causes: tuple[str, ...]
