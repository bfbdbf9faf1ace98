"""
``python -m tools.coverage`` writes docs/coverage.md: what five documents ask of somebody whose connection fails, and
what of portwise answers it.

The rows are in tools/coverage.txt.  What they name must exist in the product, and the page must be what this prints;
tests/tools/test_coverage.py holds both, so that neither goes stale.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from portwise import knowledge
from portwise.app.explain import explain
from portwise.checklist.guide import GUIDE
from portwise.checklist.matrix import MATRIX
from portwise.checklist.steps import STEPS
from portwise.model import facts
from portwise.model.facts import Fact
from portwise.model.page import Page
from portwise.ui.cli._group import load

ROOT = Path(__file__).parents[1]
ROWS, PAGE = ROOT / "tools" / "coverage.txt", ROOT / "docs" / "coverage.md"
KINDS = {
    "cause": "Causes",
    "command": "Commands",
    "check": "Checks",
    "table": "Rows of tables",
    "scenario": "Scenarios",
    "practice": "Practices and repairs",
}
DIAGNOSIS = ("cause", "command", "check", "table", "scenario")  # of these none may be open
HEAD = """# Coverage

What five documents, written for people whose connection to localhost fails, say, do and ask; and what of portwise
answers it. Made by `python -m tools.coverage` from `tools/coverage.txt`; a test holds that every cause, fact, check,
word and verb named here exists, and that this page is what the tool writes.

A cause is written by its id (`portwise explain ID`); *fact* is an observation that a cause can ask for
(`portwise why --explain-access`), *check* a row of `portwise why --checklist`, *word* a page of `portwise explain`.
*Open* is what is not built yet.
"""


class Row(NamedTuple):
    document: str  # "A"
    kind: str
    item: str
    refs: tuple[str, ...]

    @property
    def open(self) -> tuple[str, ...]:
        return tuple(ref.removeprefix("open:").strip() for ref in self.refs if ref.startswith("open:"))


class Document(NamedTuple):
    letter: str
    title: str
    rows: tuple[Row, ...]


def documents(text: str) -> tuple[Document, ...]:
    """Raises ValueError for a line that is no row."""
    found: list[Document] = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("=="):
            letter, title = line.strip("= ").split(" | ", 1)
            found.append(Document(letter, title, ()))
            continue
        kind, item, refs = line.split(" | ")
        row = Row(found[-1].letter, kind, item, tuple(ref.strip() for ref in refs.split(", ")))
        found[-1] = found[-1]._replace(rows=(*found[-1].rows, row))
    return tuple(found)


# What there is


def missing(ref: str) -> bool:
    """Whether the product has no such thing."""
    kind, colon, name = ref.partition(":")
    if not colon:
        return ref not in causes()
    known: dict[str, Callable[[str], bool]] = {
        "fact": has_fact,
        "check": has_check,
        "word": has_word,
        "run": has_verb,
        "open": bool,
    }
    return kind not in known or not known[kind](name.strip())


@cache
def causes() -> frozenset[str]:
    return frozenset(cause.id for cause in knowledge.causes())


def has_fact(name: str) -> bool:
    return any(isinstance(one, Fact) and one.name == name for one in vars(facts).values())


def has_check(name: str) -> bool:
    return any(row.id == name for row in (*STEPS, *GUIDE, *MATRIX))


@cache
def has_word(word: str) -> bool:
    return isinstance(explain(word), Page)


def has_verb(words: str) -> bool:
    """``why --repeat``: a verb, and an option of it."""
    verb, *options = words.split()
    found = load(verb)
    return found is not None and all(any(option in one.opts for one in found.params) for option in options)


# The page


def page(found: tuple[Document, ...]) -> str:
    return "\n".join((HEAD, *summary(found), *(line for one in found for line in lines(one)), *beyond(found))) + "\n"


def summary(found: tuple[Document, ...]) -> Iterator[str]:
    yield "| document | " + " | ".join(heading.lower() for heading in KINDS.values()) + " | of these open |"
    yield "| --- | " + "--- | " * (len(KINDS) + 1)
    for one in found:
        counts = [sum(row.kind == kind for row in one.rows) for kind in KINDS]
        opened = sum(bool(row.open) for row in one.rows)
        yield f"| {one.letter} | " + " | ".join(map(str, counts)) + f" | {opened} |"
    yield ""


def lines(one: Document) -> Iterator[str]:
    yield f"## {one.letter}. {one.title}"
    yield ""
    for kind, heading in KINDS.items():
        rows = [row for row in one.rows if row.kind == kind]
        if rows:
            yield from (f"### {heading}", "", "| what they say | what answers it |", "| --- | --- |")
            yield from (f"| {row.item} | {', '.join(map(written, row.refs))} |" for row in rows)
            yield ""


def written(ref: str) -> str:
    kind, colon, name = ref.partition(":")
    if not colon:
        return f"`{ref}`"
    if kind == "open":
        return f"**open**: {name.strip()}"
    return f"`portwise {name}`" if kind == "run" else f"{kind} `{name}`"


def beyond(found: tuple[Document, ...]) -> Iterator[str]:
    """Causes that none of the documents speaks of."""
    named = {ref for one in found for row in one.rows for ref in row.refs}
    rest = sorted(causes() - named)
    yield "## Beyond them"
    yield ""
    if rest:
        yield f"Of {len(causes())} causes none of the five asks for {', '.join(f'`{cause}`' for cause in rest)}."
    else:
        yield f"Each of the {len(causes())} causes stands in a row above."


def main() -> int:
    found = documents(ROWS.read_text())
    if lost := [
        f"{row.document}: {row.item}: {ref}" for one in found for row in one.rows for ref in row.refs if missing(ref)
    ]:
        print("\n".join(("there is no such thing:", *lost)), file=sys.stderr)
        return 1
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(found))
    print(f"{sum(len(one.rows) for one in found)} rows in {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
