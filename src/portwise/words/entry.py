"""A word that is explained by a few sentences of its own."""

from __future__ import annotations

from portwise.model.record import NamedTuple


class Term(NamedTuple):
    names: tuple[str, ...]  # the first is how the field writes it
    title: str
    says: tuple[str, ...]  # paragraphs
    outcomes: tuple[str, ...] = ()  # what it may lead to, the likeliest first
    causes: tuple[str, ...] = ()  # ids of causes that it belongs to
    see: tuple[str, ...] = ()
