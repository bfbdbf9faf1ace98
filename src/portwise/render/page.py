"""A page of `explain` for a terminal of any width, or as one JSON object."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator

from portwise.model.page import Entry, NoPage, Page, Section
from portwise.render.escape import printable
from portwise.render.layout import BOLD, Look, cells, command, hanging, paragraph

SCHEMA = "portwise.page/1"
WIDEST = 100  # columns; prose in longer lines is hard to read
MARGIN = 2
BESIDE = 36  # columns that the text beside a label needs, else it goes below
LONGEST_WORD = 40
AS_USUAL = Look()


def render(page: Page, look: Look = AS_USUAL) -> str:
    narrow = look._replace(width=min(look.width, WIDEST))
    return "\n".join(line.rstrip() for line in lines(page, narrow)) + "\n"


def lines(page: Page, look: Look) -> Iterator[str]:
    yield from paragraph(look, f"{page.word} — {page.title}" if page.word else page.title, 0, BOLD)
    for prose in page.prose:
        yield ""
        yield from paragraph(look, prose, MARGIN) if "\n" not in prose else listing(prose, look)
    for section in page.sections:
        yield ""
        yield from paragraph(look, section.heading, 0, BOLD)
        yield from entries(section, look)


def listing(prose: str, look: Look) -> Iterator[str]:
    """A table or an example: its lines are not ours to break."""
    for line in prose.split("\n"):
        yield " " * MARGIN + look.clean(line)


def entries(section: Section, look: Look) -> Iterator[str]:
    column = 2 * MARGIN + max((cells(entry.label) for entry in section.entries), default=0)
    beside = column if look.columns - column >= BESIDE else 0
    for entry in section.entries:
        yield from labelled(entry, look, beside) if entry.label else hanging(look, "  - ", entry.says)
        if entry.command:
            yield from command(look, [look.clean(shlex.quote(word)) for word in entry.command], 3 * MARGIN)
        for line in entry.also:
            yield from paragraph(look, line, 2 * MARGIN)


def labelled(entry: Entry, look: Look, beside: int) -> Iterator[str]:
    """The label, and the text beside it from column *beside* on; below it where that is 0."""
    if beside:
        yield from hanging(look, f"  {entry.label}", entry.says, under=beside)
    else:
        yield from paragraph(look, entry.label, MARGIN)
        yield from paragraph(look, entry.says, 2 * MARGIN)


def missing(answer: NoPage) -> str:
    """One line for stderr.  A long text, or one with a login in it, is not repeated: it may hold a secret."""
    shown = f"{answer.word!r}" if len(answer.word) <= LONGEST_WORD and "@" not in answer.word else "that text"
    hint = f"; near it: {', '.join(answer.near)}" if answer.near else "; `portwise explain` lists the causes"
    return printable(f"portwise: no page about {shown}{hint}")


def document(page: Page) -> dict[str, object]:
    """The page as plain values; commands are argv lists."""
    return {
        "schema": SCHEMA,
        "word": page.word,
        "kind": page.kind,
        "title": page.title,
        "prose": list(page.prose),
        "sections": [
            {"heading": section.heading, "entries": [item(entry) for entry in section.entries]}
            for section in page.sections
        ],
        "outcomes": list(page.outcomes),
        "causes": list(page.causes),
    }


def item(entry: Entry) -> dict[str, object]:
    return {"label": entry.label, "says": entry.says, "command": list(entry.command), "also": list(entry.also)}


def as_json(page: Page) -> str:
    return json.dumps(document(page), indent=2)
