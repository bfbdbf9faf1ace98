"""A page of `explain` for a terminal of any width, or as one JSON object."""

from __future__ import annotations

import json
import shlex
import textwrap
from collections.abc import Iterator

from portwise.model.page import Entry, NoPage, Page, Section
from portwise.render.text import printable

SCHEMA = "portwise.page/1"
WIDEST = 100  # columns; longer lines are hard to read
NARROWEST = 30
BESIDE = 36  # columns that the text beside a label needs, else it goes below
MARGIN = "  "
ASCII = str.maketrans({"\u2014": "-", "\u2013": "-", "\u2192": "->", "\u2026": "...", "\u2019": "'", "\u00b7": "-"})
BOLD, NORMAL = "\x1b[1m", "\x1b[0m"


def render(page: Page, width: int = 80, plain: bool = False, bold: bool = False) -> str:
    """Text of at most *width* columns; with *plain* of ASCII only; with *bold* headings stand out."""
    columns = max(NARROWEST, min(width, WIDEST))
    text = "\n".join(lines(page, columns, bold)) + "\n"
    return text.translate(ASCII).encode("ascii", "replace").decode() if plain else text


def lines(page: Page, columns: int, bold: bool) -> Iterator[str]:
    head = f"{page.word} — {page.title}" if page.word else page.title
    yield from (heading(line, bold) for line in wrap(head, columns))
    for paragraph in page.prose:
        yield ""
        yield from wrap(paragraph, columns, MARGIN)
    for section in page.sections:
        yield ""
        yield from (heading(line, bold) for line in wrap(section.heading, columns))
        yield from entries(section, columns)


def heading(line: str, bold: bool) -> str:
    return f"{BOLD}{line}{NORMAL}" if bold else line


def entries(section: Section, columns: int) -> Iterator[str]:
    longest = max((len(entry.label) for entry in section.entries), default=0)
    column = len(MARGIN) * 2 + longest
    beside = column if columns - column >= BESIDE else 0
    for entry in section.entries:
        yield from labelled(entry, columns, beside) if entry.label else bullet(entry, columns)
        if entry.command:
            yield from wrap(shlex.join(entry.command), columns, MARGIN * 3)
        for line in entry.also:
            yield from wrap(line, columns, MARGIN * 2)


def labelled(entry: Entry, columns: int, beside: int) -> Iterator[str]:
    """The label, and the text beside it from column *beside* on; below it where that is 0."""
    if not beside:
        yield from wrap(entry.label, columns, MARGIN)
        yield from wrap(entry.says, columns, MARGIN * 2)
    else:
        first = f"{MARGIN}{entry.label}".ljust(beside)
        yield from wrap(entry.says, columns, " " * beside, first) or [first.rstrip()]


def bullet(entry: Entry, columns: int) -> list[str]:
    return wrap(entry.says, columns, MARGIN * 2, f"{MARGIN}- ")


def wrap(text: str, columns: int, margin: str = "", first: str | None = None) -> list[str]:
    """Broken between words only: a command or an address that is too long is left in one piece."""
    start = margin if first is None else first
    if "\n" in text:
        return [margin + printable(line) for line in text.split("\n")]
    return textwrap.wrap(
        printable(text),
        columns,
        initial_indent=start,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


def missing(answer: NoPage) -> str:
    """One line for stderr."""
    hint = f"; near it: {', '.join(answer.near)}" if answer.near else "; `portwise explain` lists the causes"
    return printable(f"portwise: no page about {answer.word!r}{hint}")


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
