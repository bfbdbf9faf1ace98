"""From ``chrome=ERR_CONNECTION_REFUSED`` to what Chrome met."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portwise.model.client import Client
from portwise.model.testimony import Saw
from portwise.words import lookup
from portwise.words.errors import WORDINGS, saying
from portwise.words.meaning import Meaning
from portwise.words.numbers import CHROME, ERRNOS, numbered
from portwise.words.wording import Wording, said

# Each name with its kind, and the column of its words.  Edge and the others are built on Chromium.
CLIENTS: dict[str, tuple[Client, str]] = {
    **dict.fromkeys(("chrome", "chromium", "edge", "brave", "opera", "vivaldi"), (Client.BROWSER, "chrome")),
    "browser": (Client.BROWSER, ""),
    "firefox": (Client.BROWSER, "firefox"),
    "safari": (Client.BROWSER, "safari"),
    "curl": (Client.CURL, "curl"),
    "wget": (Client.CURL, "wget"),
    **dict.fromkeys(("node", "deno", "bun", "npm"), (Client.NODE, "node")),
    **dict.fromkeys(("python", "pip"), (Client.PYTHON, "python")),
    "go": (Client.GO, "go"),
    "java": (Client.JAVA, "java"),
    "dotnet": (Client.DOTNET, "dotnet"),
    **dict.fromkeys(("app", "phone", "container", "other"), (Client.OTHER, "")),
}
WELL = ("ok", "works", "connected", "fine", "yes")
FORM = "--saw takes CLIENT=WORD, like curl=ok, chrome=ERR_CONNECTION_REFUSED, node=ECONNREFUSED or curl=502"
STATUS = re.compile(r"(?:http\s*)?([1-5]\d\d)")
SPOKEN_STATUS = re.compile(r"\b(?:http (?:error|response code|status)|error|status)(?: code)?:? ([45]\d\d)\b(?![.\d])")
NUMBER = re.compile(r"-?\d{1,5}")
SAFARI = re.compile(r"(?:nsurlerrordomain\s*)?(-?\d{3,4})")
EXITS = ("curl", "wget")  # whose numbers are exit codes
ONE_WORD = {  # of a vocabulary in which several clients have no word of their own
    "http-3xx": "connected",
}
LONGEST = 400  # characters of a message that somebody pasted


class NotTestimony(ValueError):
    """What was said cannot be understood; says in one line what can be said."""


def saw(text: str, binding: bool = False) -> Saw:
    """Read ``CLIENT=WORD``.  Raises `NotTestimony`; the word is not repeated, for it may be anything."""
    name, equals, word = text.partition("=")
    name = name.strip().casefold()
    if not equals or not word.strip():
        raise NotTestimony(FORM)
    if name not in CLIENTS:
        raise NotTestimony(f"--saw knows the clients {', '.join(CLIENTS)}; another one is `other`")
    return met(name, word.strip()[:LONGEST], binding)


def met(name: str, word: str, binding: bool = False) -> Saw:
    """What the client *name* met when it said *word*."""
    kind, column = CLIENTS[name]
    plain = word.casefold()
    if plain in WELL:
        return Saw(name, kind, "ok", ("connected",))
    if found := STATUS.fullmatch(plain):
        if number := as_number(found[1], column):
            return of_rows(name, *number, binding)
        return Saw(name, kind, found[1], (of_status(int(found[1])),))
    if found := SPOKEN_STATUS.search(plain):
        return Saw(name, kind, found[1], (of_status(int(found[1])),))
    spelled, rows = understood(word, column)
    if rows:
        return of_rows(name, spelled, rows, binding)
    outcomes = tuple(dict.fromkeys(o for meaning in known(word) for o in meaning.outcomes))
    if not outcomes:
        raise NotTestimony(unknown(name, word, column))
    spelled = next(meaning.word for meaning in known(word) if meaning.outcomes)
    return Saw(name, kind, spelled, tuple(dict.fromkeys(ONE_WORD.get(o, o) for o in fitting(outcomes, binding))))


def of_rows(name: str, spelled: str, rows: tuple[Wording, ...], binding: bool) -> Saw:
    outcomes = tuple(dict.fromkeys(row.outcome for row in rows))
    fit = fitting(outcomes, binding)
    rows = tuple(row for row in rows if row.outcome in fit)
    causes = rows[0].causes if len({row.causes for row in rows}) == 1 else ()
    return Saw(name, CLIENTS[name][0], spelled, fit, causes)


def fitting(outcomes: tuple[str, ...], binding: bool) -> tuple[str, ...]:
    """A client that connects never binds, and the other way round, unless the word can mean nothing else."""
    return tuple(o for o in outcomes if o.startswith("bind-") is binding) or outcomes


def as_number(digits: str, column: str) -> tuple[str, tuple[Wording, ...]] | None:
    """111 of Node.js is an errno and 306 of Safari its own, where 404 is a status; an exit code has two digits."""
    if column == "safari" and (rows := saying(digits, column)):
        return digits, rows
    number = int(digits)
    names = [e.name for e in numbered(number) if number in (e.linux, e.macos)] if column not in EXITS else []
    return (names[0], saying(names[0], "errno")) if names else None


def of_status(number: int) -> str:
    return f"http-{number // 100}xx" if number >= 400 else "connected"


def understood(word: str, column: str) -> tuple[str, tuple[Wording, ...]]:
    """A word or a number of that client, else an errno, else anybody's."""
    for spelled, rows in readings(word, column):
        if rows:
            return spelled, rows
    return "", ()


def readings(word: str, column: str) -> Iterator[tuple[str, tuple[Wording, ...]]]:
    number = int(word) if NUMBER.fullmatch(word) else None
    if number is not None:
        yield from numbers(number, column)
        return
    if column == "safari" and (found := SAFARI.fullmatch(word.casefold())):
        yield found[1], saying(found[1], "safari")
    token = lookup.tokens().get(lookup.plain(word))
    if token:
        yield token.spelled, in_column(token.rows, token.spelled, column)
        yield token.spelled, token.rows
    # its own words first: "dial tcp: lookup x on 10.0.0.2:53: read: connection refused" tells of a name
    for hit in sorted(lookup.scan(word), key=lambda hit: not in_column(hit.rows, hit.spelled, column)):
        yield hit.spelled, lookup.within(in_column(hit.rows, hit.spelled, column) or hit.rows, word)
    last = lookup.tokens().get(lookup.plain(word.rpartition(": ")[2]))  # Go: what went wrong comes last, often as EOF
    if last:
        yield last.spelled, in_column(last.rows, last.spelled, column)


def in_column(rows: Iterable[Wording], spelled: str, column: str) -> tuple[Wording, ...]:
    """Of the events that somebody tells in this word, those that this client tells so."""
    key = lookup.plain(spelled)
    return tuple(row for row in rows if column and key in map(lookup.plain, said(row, column)))


def numbers(number: int, column: str) -> Iterator[tuple[str, tuple[Wording, ...]]]:
    """By who counts: an exit code of curl or wget, an error of Chromium or of Safari, an errno."""
    if column in EXITS:
        yield f"exit code {number}", saying(str(number), column)
        return
    if column == "chrome" and number in CHROME:
        yield CHROME[number], saying(CHROME[number], "chrome")
    if column == "safari":
        yield str(number), saying(str(number), "safari")
    for e in ERRNOS:
        if abs(number) in (e.linux, e.macos, e.windows) and not e.name.startswith("EAI_"):
            yield e.name, saying(e.name, "errno")


def known(word: str) -> list[Meaning]:
    """Outcomes and lines of gateways; a state or a port is nothing that a client meets, nor any number left here."""
    kinds = () if NUMBER.fullmatch(word) else ("outcome", "error", "log line", "status")
    return [m for m in lookup.meanings(word) if m.kind in kinds]


def unknown(name: str, word: str, column: str) -> str:
    likely = [other for other in lookup.near(word) if known(other)][:2]
    own = examples(column) if column else ("refused", "timeout")
    meant = f"; did you mean {' or '.join(likely)}?" if likely else ""
    return f"--saw {name}=WORD takes ok, an HTTP status or what {name} says, like {' or '.join(own)}{meant}"


def examples(column: str) -> tuple[str, ...]:
    """How that client says refused and timeout."""
    rows = [row for row in WORDINGS if row.outcome in ("refused", "timeout") and said(row, column)]
    words = [said(row, column) for row in rows[:2]]
    return tuple(row[-1] if column == "wget" else row[0] for row in words)  # most of its failures have one number
