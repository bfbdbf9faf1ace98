"""The page of one cause, made of nothing but its own file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from portwise.model.cause import WHOLE, Cause, Remedy
from portwise.model.client import Client
from portwise.model.page import Entry, Page, Section
from portwise.words.errors import meeting
from portwise.words.wording import Wording

SLOT = re.compile(r"\{(\w+)\}")
SYSTEMS = {"linux": "Linux", "macos": "macOS", "windows": "Windows", "any": "every system"}
KINDS = {
    Client.BROWSER: "browsers, mostly",
    Client.CURL: "curl, mostly",
    Client.NODE: "Node.js, mostly",
    Client.PYTHON: "Python, mostly",
    Client.GO: "Go, mostly",
    Client.JAVA: "Java, mostly",
    Client.DOTNET: ".NET, mostly",
    Client.OTHER: "clients elsewhere",
}
NOTHING_TO_UNDO = Remedy._field_defaults["undo"]


def cause_page(cause: Cause[Any], prose: str, causes: Sequence[Cause[Any]]) -> Page:
    """Mechanism, evidence, repair and prevention of *cause*; *causes* are needed for the titles of others."""
    titles = {other.id: other.plain for other in causes}
    found = () if cause.about is WHOLE else (cause.about.says,)
    sections = (
        Section("What clients see", tuple(seen(cause))),
        Section("Who notices nothing of it", bullets(KINDS[kind] for kind in Client if kind in cause.spares)),
        Section("Blamed when", bullets((*found, *(clause.says for clause in cause.needs)))),
        Section("Ruled out when", bullets(clause.says for clause in cause.excludes)),
        Section("More likely when", bullets(hint.says for hint in cause.hints if hint.weight > 0)),
        Section("Less likely when", bullets(hint.says for hint in cause.hints if hint.weight < 0)),
        Section("Gives way to", tuple(Entry(titles.get(other, ""), other) for other in cause.yields_to)),
        *fixing(cause.remedies),
        Section("How to verify", bullets(dict.fromkeys(spelled(remedy.verify) for remedy in cause.remedies))),
        Section("So that it does not come back", tuple(preventing(cause))),
        Section("References", bullets(cause.see)),
    )
    return Page(
        cause.id,
        "cause",
        cause.plain,
        paragraphs(prose),
        tuple(section for section in sections if section.entries),
        tuple(sorted(outcome.value for outcome in cause.explains)),
        (cause.id,),
    )


def preventing(cause: Cause[Any]) -> Iterator[Entry]:
    """Each sentence, and with the first one the command that sets it up."""
    for n, says in enumerate(cause.prevention):
        yield Entry(says, command=() if n else tuple(map(spelled, cause.keeping)))


def bullets(sentences: Iterable[str]) -> tuple[Entry, ...]:
    return tuple(Entry(sentence) for sentence in sentences)


def seen(cause: Cause[Any]) -> Iterable[Entry]:
    """The outcomes that it explains, each in the commonest words."""
    for outcome in sorted(outcome.value for outcome in cause.explains):
        rows = meeting(outcome)
        yield Entry(", ".join(commonest(rows[0])) if rows else "", outcome)


def commonest(row: Wording) -> Iterable[str]:
    yield from row.errno[:1]
    yield from row.chrome[:1]
    yield from (f"curl exit {word}" for word in row.curl[:1])


def fixing(remedies: Sequence[Remedy]) -> Iterable[Section]:
    """One section for each system, in the order in which the cause names them."""
    for platform in dict.fromkeys(remedy.platform for remedy in remedies):
        steps = tuple(step(remedy) for remedy in remedies if remedy.platform == platform)
        yield Section(f"What to do on {SYSTEMS.get(platform, platform)}", steps)


def step(remedy: Remedy) -> Entry:
    root = ", needs root" if remedy.needs_root else ""
    also = () if remedy.undo == NOTHING_TO_UNDO else (f"to undo it: {spelled(remedy.undo)}",)
    return Entry(
        f"{spelled(remedy.plain or remedy.does)} ({remedy.safety.value}{root})",
        "",
        tuple(map(spelled, remedy.argv)),
        also,
    )


def spelled(template: str) -> str:
    """``{pid}`` becomes PID: a page fills in nothing."""
    return SLOT.sub(lambda slot: slot[1].upper(), template)


def paragraphs(prose: str) -> tuple[str, ...]:
    """Lines are joined, but those of an indented paragraph are a table or a listing."""
    pieces = (piece for piece in re.split(r"\n\s*\n", prose.replace("``", "`")) if piece.strip())
    return tuple(piece if re.search(r"^ ", piece, re.MULTILINE) else " ".join(piece.split()) for piece in pieces)
