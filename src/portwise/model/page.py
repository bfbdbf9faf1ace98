"""What `explain` answers: a page about one word, or the words that are near it."""

from __future__ import annotations

from portwise.model.record import NamedTuple


class Entry(NamedTuple):
    """One line of a section: a label on the left where there is one, else a bullet."""

    says: str
    label: str = ""
    command: tuple[str, ...] = ()  # argv; words in capitals are to be filled in
    also: tuple[str, ...] = ()  # shorter lines below it: how verified, how undone


class Section(NamedTuple):
    heading: str
    entries: tuple[Entry, ...]


class Page(NamedTuple):
    """Everything portwise has to say about one word."""

    word: str  # as the field writes it, whatever was typed
    kind: str  # cause, outcome, error, status, state, process state, port, term, list
    title: str
    prose: tuple[str, ...]  # paragraphs; one that holds line breaks keeps them
    sections: tuple[Section, ...]
    outcomes: tuple[str, ...] = ()  # the outcomes that the word may stand for, the likeliest first
    causes: tuple[str, ...] = ()  # ids of causes that explain it


class NoPage(NamedTuple):
    """A word that nobody taught portwise."""

    word: str
    near: tuple[str, ...]  # words that exist and look like it
