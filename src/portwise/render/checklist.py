"""The checks as a person reads them, and as a program does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice, zip_longest

from portwise.model.cause import Safety
from portwise.model.checklist import Item, Mark, Table
from portwise.model.report import Report, Step
from portwise.render import headline, text, words
from portwise.render.json import document, plain
from portwise.render.layout import BOLD, DIM, GREEN, RED, YELLOW, Look, command, hanging, pad, wrap

MARKS = {Mark.FINE: ("✓", GREEN), Mark.WRONG: ("✗", RED), Mark.OPEN: ("?", YELLOW), Mark.BESIDE: ("n/a", DIM)}
HEADINGS = {
    Table.CHECKLIST: "Checklist, from the application outwards",
    Table.GUIDE: "Guide, from the outside inwards",
    Table.MATRIX: "What it is like: ✗ is so here, ✓ is not, and where to look first",
}
BEFORE = 10  # columns of mark and number
BESIDE, LEFT = 100, 40  # with so many columns the answer stands beside the question, which takes so many then
Above = Mapping[str, int]  # causes, and the steps of the checklist that told them
LABEL = 9  # columns of "by hand  "


def as_json(report: Report, items: Iterable[Item]) -> str:
    return json.dumps(document(report) | {"checklist": [entry(item, report) for item in items]}, indent=2)


def entry(item: Item, report: Report) -> dict[str, object]:
    sources = {o.id: o.source for o in report.observations}
    return {
        "table": item.table.value,
        "number": item.number,
        "id": item.id,
        "asks": item.asks,
        "state": item.state.value,
        "observed": item.observed,
        "cites": list(item.cites),
        "source": "; ".join(dict.fromkeys(sources[i] for i in item.cites)),
        "commands": plain(item.commands),
        "expected": item.expected,
        "advice": item.advice,
        "to_know": item.to_know,
        "causes": list(item.causes),
        "steps": plain(item.steps),
    }


def render(report: Report, items: tuple[Item, ...], look: Look) -> str:
    seen = report.evidence
    above = {cause: item.number for item in items if item.table is Table.CHECKLIST for cause in item.causes}
    tables = (shown(table, [item for item in items if item.table is table], above, look) for table in Table)
    parts = chain(headline.lines(report, look), text.rows(report, seen, look), *tables)
    return "\n".join(line.rstrip() for line in parts) + "\n"


def shown(table: Table, items: list[Item], above: Above, look: Look) -> Iterator[str]:
    yield ""
    yield from hanging(look, "", f"{HEADINGS[table]} ({tally(items)})", BOLD)
    for item in items:
        yield from row(item, above, look)


def tally(items: list[Item]) -> str:
    counts = {MARKS[mark][0]: sum(item.state is mark for item in items) for mark in Mark}
    return ", ".join(f"{count} {mark}" for mark, count in counts.items() if count)


def row(item: Item, above: Above, look: Look) -> Iterator[str]:
    """The answer beside the question, or below it where there is no room."""
    mark, colour = MARKS[item.state]
    start = f"  {look.paint(pad(look.clean(mark), 3), colour)} {item.number:>2}  "
    if look.columns < BESIDE:
        yield from indented(wrap(look.clean(item.asks), look.columns - BEFORE), BEFORE, start)
        yield from indented(answer(item, above, look._replace(width=look.columns - BEFORE)), BEFORE)
        return
    asked = wrap(look.clean(item.asks), LEFT - 2)
    told = answer(item, above, look._replace(width=look.columns - BEFORE - LEFT))
    both = (f"{pad(left, LEFT)}{right}" for left, right in zip_longest(asked, told, fillvalue=""))
    yield from indented(both, BEFORE, start)


def indented(lines: Iterable[str], margin: int, first: str = "") -> Iterator[str]:
    for n, line in enumerate(lines):
        yield (first if first and not n else " " * margin) + line


def answer(item: Item, above: Above, look: Look) -> Iterator[str]:
    """What was seen; the same by hand and what is to be seen then; what to do."""
    yield from hanging(look, "", item.observed, *([DIM] if item.state is Mark.BESIDE else []))
    if item.state is Mark.BESIDE:
        return
    typed = {command.platform: command.argv for command in item.commands}
    if argv := typed.get(look.platform, typed.get("any")):
        yield from by_hand(argv, look)
    yield from labelled("expect", item.expected, look, DIM)
    if item.state is Mark.WRONG:
        yield from mended(item, above, look)
    elif item.to_know:
        yield from labelled("to know", item.to_know, look)


def by_hand(argv: tuple[str, ...], look: Look) -> Iterator[str]:
    lines = command(look._replace(width=look.columns - LABEL), [look.clean(words.quoted(word)) for word in argv], 0)
    yield from indented(lines, LABEL, look.paint(pad("by hand", LABEL), DIM))


def labelled(label: str, says: str, look: Look, *codes: str) -> Iterator[str]:
    lines = (look.paint(line, *codes) for line in wrap(look.clean(says), look.columns - LABEL))
    yield from indented(lines, LABEL, look.paint(pad(label, LABEL), DIM))


def mended(item: Item, above: Above, look: Look) -> Iterator[str]:
    """What the cause advises, and whose advice it is; told once, and the matrix only points."""
    told = next((above[cause] for cause in item.causes if cause in above), None)
    steps = chosen([step for step in item.steps if step.platform in ("any", look.platform)])
    if item.table is Table.MATRIX:
        yield from labelled("first", item.advice, look)
    elif item.table is Table.GUIDE and told:
        yield from labelled("fix", f"as in step {told} of the checklist", look)
    elif steps:
        yield from advised(steps, look)
    else:
        yield from labelled("fix", item.advice, look)
    if item.causes:
        yield from labelled("cause", ", ".join(item.causes), look)


def advised(steps: list[Step], look: Look) -> Iterator[str]:
    for n, step in enumerate(steps):
        yield from labelled("or" if n else "fix", f"{step.does} ({safety(step)})", look)
        if step.command:
            argv = [look.clean(words.quoted(word)) for word in step.command]
            yield from indented(command(look._replace(width=look.columns - LABEL), argv, 0), LABEL)


def chosen(steps: list[Step]) -> list[Step]:
    """The first, and the first that changes something; the report has them all."""
    changing = (step for step in steps if step.safety is not Safety.SAFE)
    return list(dict.fromkeys([*steps[:1], *islice(changing, 1)]))


def safety(step: Step) -> str:
    return step.safety.value + (", needs root" if step.needs_root else "")
