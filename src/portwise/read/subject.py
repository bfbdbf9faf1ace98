"""A row of the tables of words by which people name causes."""

from typing import NamedTuple


class Subject(NamedTuple):
    """What it is called, a pattern for folded text, and the ids of all causes that are meant by it."""

    called: str
    pattern: str
    causes: tuple[str, ...]
