"""What portwise knows of a word: a cause, or whatever else people type in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portwise import knowledge
from portwise.app.cause_page import cause_page
from portwise.model.cause import Cause, Hop
from portwise.model.page import Entry, NoPage, Page, Section
from portwise.model.record import NamedTuple
from portwise.words.lookup import meanings, near, plain
from portwise.words.meaning import Meaning
from portwise.words.numbers import CHROME, told
from portwise.words.wording import CLIENTS, Wording, said

CONNECT = Entry("what answers, and which of the causes it is", "", ("portwise", "why", "URL"))
BIND = Entry("who holds the port, and whether it can be bound", "", ("portwise", "why", "--bind", ":PORT"))
ACRONYMS = (Hop.TLS, Hop.HTTP)


class Entries(NamedTuple):
    """The causes of this version, and the prose of each."""

    causes: tuple[Cause[Any], ...]
    prose: dict[str, str]


def entries() -> Entries:
    modules = tuple(knowledge.modules())
    prose = {module.CAUSE.id: (module.__doc__ or "").strip() for module in modules}
    return Entries(tuple(module.CAUSE for module in modules), prose)


def explain(word: str) -> Page | NoPage:
    """The page about *word*, or the words that look like it."""
    known = entries()
    for cause in known.causes:
        if plain(cause.id) == plain(word):
            return cause_page(cause, known.prose[cause.id], known.causes)
    found = meanings(word)
    if not found:
        return NoPage(word, near(word, (cause.id for cause in known.causes)))
    return word_page(found[0], found[1:], known.causes)


def contents() -> Page:
    """Every cause, in the order of the way from client to application."""
    causes = entries().causes
    sections = (
        Section(
            hop.name if hop in ACRONYMS else hop.name.capitalize(),
            tuple(Entry(c.plain, c.id) for c in causes if c.hop is hop),
        )
        for hop in Hop
        if any(c.hop is hop for c in causes)
    )
    prose = (
        (
            f"{len(causes)} causes, in the order of the way from client to application. `portwise explain` takes each "
            f"of "
            f"them, and "
            "what clients say (ECONNREFUSED, curl 52, ERR_EMPTY_RESPONSE, 502), states (TIME_WAIT), ports (5432), "
            "terms (backlog)."
        ),
    )
    return Page("", "list", "What can go wrong", prose, tuple(sections), causes=tuple(c.id for c in causes))


def word_page(first: Meaning, others: Sequence[Meaning], causes: Sequence[Cause[Any]]) -> Page:
    fitting = explaining(first, causes)
    sections = (
        Section("Its number", counted(first)),
        Section("It can be", events(first)),
        Section(
            f"{'The first of these, in' if len(first.rows) > 1 else 'In'} each client's words",
            clients(first.rows[0]) if first.rows and len(first.outcomes) == 1 else (),
        ),
        Section("Causes that explain it", tuple(Entry(c.plain, c.id) for c in fitting)),
        Section("Ask this machine", asking(first)),
        Section("It can also mean", tuple(Entry(m.title, m.word) for m in others)),
        Section("References", tuple(Entry(reference) for reference in first.see)),
    )
    return Page(
        first.word,
        first.kind,
        first.title,
        first.says,
        tuple(section for section in sections if section.entries),
        first.outcomes,
        tuple(c.id for c in fitting),
    )


def explaining(meaning: Meaning, causes: Sequence[Cause[Any]]) -> tuple[Cause[Any], ...]:
    """
    The causes of this version that account for the word.

    An event that names its causes has no others: not everything that ends in a
    TLS error explains an expired certificate.  Any other event has those of its outcome.
    """
    wanted = set(meaning.causes)
    ends = set(meaning.outcomes) if meaning.kind == "outcome" else set()
    for row in meaning.rows if meaning.kind == "error" else ():
        wanted |= set(row.causes)
        ends |= set() if row.causes else {row.outcome}
    return tuple(c for c in causes if c.id in wanted or {outcome.value for outcome in c.explains} & ends)


def events(meaning: Meaning) -> tuple[Entry, ...]:
    """What may have happened, where the word leaves that open."""
    if len(meaning.rows) == 1:
        return ()
    label = len(meaning.outcomes) > 1
    shared = set.intersection(*(set(signs(row)) for row in meaning.rows)) if meaning.rows else set()
    return tuple(Entry(told_apart(row, shared), row.outcome if label else "") for row in meaning.rows)


def signs(row: Wording) -> tuple[str, ...]:
    """The word or two by which to know an event."""
    return (*row.errno, *row.chrome[:1])


def told_apart(row: Wording, shared: set[str]) -> str:
    own = [sign for sign in signs(row) if sign not in shared]
    return f"{row.happens} ({', '.join(own)})" if own else row.happens


def counted(meaning: Meaning) -> tuple[Entry, ...]:
    """The numbers of an errno, where no table of clients shows them."""
    return (Entry(told(meaning.word)),) if told(meaning.word) and len(meaning.outcomes) > 1 else ()


def clients(row: Wording) -> tuple[Entry, ...]:
    """What every client says of one event, and the numbers of each system."""
    return tuple(Entry(told(name), name) for name in row.errno) + tuple(
        Entry(", ".join(spell(column, word) for word in said(row, column)), client)
        for column, client in CLIENTS
        if said(row, column)
    )


def spell(column: str, word: str) -> str:
    if column == "chrome":
        number = next((number for number, name in CHROME.items() if name == word), None)
        return f"{word} ({number})" if number else word
    return f"exit {word}" if column in ("curl", "wget") and word.isdigit() else word


def asking(meaning: Meaning) -> tuple[Entry, ...]:
    """What to type next, for words that say how an attempt ended."""
    if meaning.kind in ("port", "state", "process state") or not meaning.outcomes:
        return ()
    binds = {outcome.startswith("bind-") for outcome in meaning.outcomes}
    return (CONNECT,) * (False in binds) + (BIND,) * (True in binds)
