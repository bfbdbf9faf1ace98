"""From what somebody typed or pasted to what it can mean, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from portwise.model.record import NamedTuple
from portwise.words import digits
from portwise.words.entry import Term
from portwise.words.errors import WORDINGS, saying
from portwise.words.gateways import LINES, GatewayLine
from portwise.words.meaning import Meaning, of_line, of_message, of_outcome, of_rows, of_term
from portwise.words.numbers import ERRNOS, SAFARI, WINSOCK_NAMES
from portwise.words.orders import MESSAGES, Message
from portwise.words.outcomes import SYMPTOMS
from portwise.words.states import PROCESS_STATES, TCP_STATES, process_state
from portwise.words.statuses import STATUSES
from portwise.words.terms import TERMS
from portwise.words.wording import COLUMNS, Wording, said

SHORTEST_SCANNED = 4  # letters; a shorter word inside a pasted text is rarely meant


class Token(NamedTuple):
    """What a client says, as it spells it, and the events of which it says so."""

    spelled: str
    rows: tuple[Wording, ...]


def plain(text: str) -> str:
    """Spelling that does not count: case, punctuation, ``net::``."""
    return " ".join(re.split(r"[^a-z0-9]+", text.casefold().replace("net::", " "))).strip()


def meanings(text: str) -> tuple[Meaning, ...]:
    """Everything that *text* can mean; empty when nobody has taught us the word."""
    typed = text.strip().strip("'\"`")
    for attempt in (as_state, digits.as_number, as_name, as_gateway, digits.as_code, as_text):
        if found := tuple(dict.fromkeys(attempt(typed))):
            return narrowed(found, typed)
    return ()


def narrowed(found: tuple[Meaning, ...], typed: str) -> tuple[Meaning, ...]:
    """``curl: (7) ... Connection refused``: the number says nine things, the words beside it say one."""
    first = found[0]
    rows = within(first.rows, typed)
    if not 0 < len(rows) < len(first.rows):
        return found
    return (of_rows(first.word, rows), *found[1:])


def within(rows: tuple[Wording, ...], text: str) -> tuple[Wording, ...]:
    """Those of the rows that every word of *text* agrees with."""
    for token in scan(text):
        rows = tuple(row for row in rows if row in token.rows) or rows
    return rows


def as_state(typed: str) -> Iterator[Meaning]:
    """A letter of ps(1); the only words whose case counts."""
    state = process_state(typed)
    if state:
        yield of_term("process state", state)


def as_name(typed: str) -> Iterator[Meaning]:
    """An outcome, a state, a term, or exactly what some client says."""
    key = plain(typed)
    yield from named().get(typed.casefold(), ())
    yield from named().get(key, ())
    if key in tokens():
        yield of_rows(*tokens()[key])


def as_gateway(typed: str) -> Iterator[Meaning]:
    """A line of a proxy or of a command: it names another errno than the client's, so it is read first."""
    if lines := held(typed, gateways):
        yield of_line(gateways()[max(lines, key=len)])
    elif said := held(typed, orders):
        yield of_message(orders()[max(said, key=len)])


def as_text(typed: str) -> Iterator[Meaning]:
    """A pasted message: the longest known words in it decide."""
    if hits := scan(typed):
        yield of_rows(hits[0].spelled, within(hits[0].rows, typed))
    else:
        yield from longest_name(typed)


@cache
def gateways() -> dict[str, GatewayLine]:
    """Lines of proxies, by their plain spelling."""
    return {plain(line.text): line for line in reversed(LINES)}


@cache
def orders() -> dict[str, Message]:
    """Lines of commands, likewise."""
    return {plain(message.text): message for message in reversed(MESSAGES)}


def longest_name(typed: str) -> tuple[Meaning, ...]:
    keys = held(typed, named)
    return tuple(named()[max(keys, key=len)]) if keys else ()


def scan(text: str) -> list[Token]:
    """The words of clients that stand in a text, the longest first."""
    return [tokens()[key] for key in sorted(held(text, tokens), key=len, reverse=True)]


def held(text: str, book: Callable[[], Mapping[str, object]]) -> list[str]:
    """Those keys of a book that stand in a text, in its order; a shorter one is rarely meant."""
    spelled = f" {plain(text)} "
    begun = (key for word in set(spelled.split()) for key in by_first_word(book).get(word, ()))
    return [key for _, key in sorted((n, key) for n, key in begun if f" {key} " in spelled)]


@cache
def by_first_word(book: Callable[[], Mapping[str, object]]) -> dict[str, list[tuple[int, str]]]:
    """The keys of a book that are long enough, each with its place there."""
    found: dict[str, list[tuple[int, str]]] = {}
    for n, key in enumerate(book()):
        if len(key) >= SHORTEST_SCANNED:
            found.setdefault(key.split(" ")[0], []).append((n, key))
    return found


def holds(text: str, key: str) -> bool:
    return f" {key} " in f" {plain(text)} "


@cache
def named() -> dict[str, tuple[Meaning, ...]]:
    """Outcomes, states, terms, statuses and gateway messages, by every name that they have."""
    book: dict[str, list[Meaning]] = {}
    for symptom in SYMPTOMS:
        learn(book, (symptom.outcome, *symptom.names), of_outcome(symptom))
    for kind, terms in entries():
        for term in terms:
            names = term.names[1:] if kind in ("process state", "status") else term.names
            learn(book, names, of_term(kind, term))
    for line in LINES:
        learn(book, (line.text,), of_line(line))
    for message in MESSAGES:
        learn(book, (message.text,), of_message(message))
    return {key: tuple(found) for key, found in book.items()}


def entries() -> tuple[tuple[str, Iterable[Term]], ...]:
    # the number of a status is digits.py's, the letter of a process state is as_state's
    return (
        ("state", TCP_STATES),
        ("process state", PROCESS_STATES),
        ("term", TERMS),
        ("status", STATUSES.values()),
    )


def learn(book: dict[str, list[Meaning]], names: Iterable[str], meaning: Meaning) -> None:
    for key in {key for name in names for key in (name.casefold(), plain(name)) if key and not key.isdigit()}:
        book.setdefault(key, []).append(meaning)


@cache
def tokens() -> dict[str, Token]:
    """Every client's words, by their plain spelling."""
    book: dict[str, Token] = {}
    for row in WORDINGS:
        for word in dict.fromkeys(word for column in COLUMNS for word in said(row, column)):
            add(book, word, (row,))
    for e in ERRNOS:
        if e.windows:
            add(book, WINSOCK_NAMES.get(e.windows, f"WSA{e.name}"), saying(e.name, "errno"))
    for number, name in SAFARI.items():
        add(book, name, saying(str(number), "safari"))
    return book


def add(book: dict[str, Token], word: str, rows: tuple[Wording, ...]) -> None:
    key = plain(word)
    if not key.isdigit():
        known = book.get(key, Token(word, ()))
        book[key] = known._replace(rows=tuple(dict.fromkeys((*known.rows, *rows))))


def words() -> tuple[str, ...]:
    """Every word that has a page, for suggestions."""
    names = [name for _, terms in entries() for term in terms for name in term.names]
    return (*(s.outcome for s in SYMPTOMS), *names, *(t.spelled for t in tokens().values()))


def near(text: str, more: Iterable[str] = ()) -> tuple[str, ...]:
    """Words that look like *text*, the likest first."""
    from difflib import get_close_matches

    known = {plain(word): word for word in (*words(), *more)}
    return tuple(known[key] for key in get_close_matches(plain(text), known, n=4, cutoff=0.6))
