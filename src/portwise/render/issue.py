"""``--out FILE.md``: a page that can be pasted into an issue as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portwise.model.bundle import Bundle
from portwise.model.report import Report, Step, Verdict
from portwise.render import words
from portwise.render.escape import printable
from portwise.render.story import STAND_INS, Proof, Story, Told, name
from portwise.render.whose import story_of

# What CommonMark, GitHub's tables and mentions would read as something else
SPECIAL = re.compile(r"[\\`*_{}\[\]<>|#@&~$!]")
MARKS = {"blocked": "✗", "clear": "✓", "unknown": "?", "not reached": "·"}
MOST_RULED, MOST_LIKELY, MOST_OPEN, MOST_REASONS = 12, 5, 10, 2


def render(report: Report, bundle: Bundle) -> str:
    told = story_of(report, bundle)
    parts = (
        title(told),
        met(told),
        findings(told),
        likely(told),
        way(told),
        timeline(told),
        ruled(told),
        unknown(told),
        reproduction(told),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def plain(text: str) -> str:
    """Text of a machine, which nothing of Markdown or HTML may read as its own."""
    return SPECIAL.sub(lambda sign: f"&#{ord(sign[0])};", printable(text.replace("\n", " ")))


def code(text: str) -> str:
    """In the sentence; with as many backticks around it as it takes (CommonMark 6.1)."""
    text = printable(text.replace("\n", " ")).replace("|", "¦")
    runs = [len(run) for run in re.findall("`+", text)]
    fence = "`" * (max(runs, default=0) + 1)
    room = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{room}{text}{room}{fence}" if text else ""


def block(lines: Iterable[str]) -> Iterator[str]:
    lines = [printable(line.replace("\n", " ")) for line in lines]
    runs = [len(run) for line in lines for run in re.findall("`+", line)]
    fence = "`" * max(3, max(runs, default=0) + 1)
    yield from (f"{fence}console", *lines, fence)


def argv(command: Iterable[str]) -> str:
    return "$ " + " ".join(words.quoted(word) for word in command)


def title(told: Story) -> Iterator[str]:
    yield f"# {plain(told.says)}"
    yield ""
    yield f"- Target: {code(told.target)}" + (f", from {code(told.vantage)}" if told.vantage else "")
    yield f"- Verdict: {told.verdict.value}" + (f"; symptom: {told.symptom}" if told.symptom else "")
    if told.said:
        yield f"- Other clients, as somebody said: {plain(told.said)}"
    yield f"- {told.made}. {STAND_INS}"
    yield ""


def met(told: Story) -> Iterator[str]:
    if not told.rows:
        return
    yield "## What answered on each address"
    yield ""
    yield "| address | met | who answered | how it is known |"
    yield "| --- | --- | --- | --- |"
    for row in told.rows:
        yield f"| {code(row.where)} | {plain(row.met)} | {plain(row.who)} | {plain(row.how)} |"
    yield ""
    if told.who:
        yield plain(" ".join(told.who))
        yield ""


def findings(told: Story) -> Iterator[str]:
    if not told.found:
        if told.verdict is not Verdict.REACHABLE:
            yield from ("## Findings", "", "No cause that portwise knows is proven by what was seen.", "")
        return
    yield "## Findings"
    yield ""
    for number, one in enumerate(told.found, 1):
        chance = f", {one.chance}" if one.chance else ""
        yield f"### {number}. {plain(one.title)} ({code(one.cause)}{chance})"
        yield ""
        yield from (line(proof) for proof in one.proofs)
        if one.unless:
            settle = f"; to settle it: {words.listed(map(code, one.settle), 'or')}" if one.settle else ""
            yield f"- Unless {plain(words.listed(one.unless, 'or'))}, which could not be seen{settle}"
        yield ""
        for at, step in enumerate(one.steps, 1):
            yield from remedy(at, step)
        yield ""


def line(proof: Proof) -> str:
    return f"- {plain(proof.says)}" + (f" ({code(proof.source)})" if proof.source else "")


def remedy(number: int, step: Step) -> Iterator[str]:
    root = ", needs root" if step.needs_root else ""
    yield f"{number}. {plain(step.does)} ({step.safety.value}{root}; undo: {plain(step.undo)})"
    if step.command:
        yield ""
        yield from (f"   {text}" for text in block([argv(step.command)]))
        yield ""


def likely(told: Story) -> Iterator[str]:
    kept = told.likely[:MOST_LIKELY]
    if not kept:
        return
    yield "## Not tested, and would explain it"
    yield ""
    for one in kept:
        yield f"- {plain(one.title)} ({code(one.cause)}); {settled(one)}"
        if told.of_a_text:
            yield from (f"  {line(proof)}" for proof in one.proofs[:MOST_REASONS])
    yield from more(len(told.likely) - len(kept))


def settled(one: Told) -> str:
    return f"to settle it: {words.listed(map(code, one.settle[:3]), 'or')}" if one.settle else "nothing here settles it"


def way(told: Story) -> Iterator[str]:
    if not told.path:
        return
    yield "## The way"
    yield ""
    yield " → ".join(f"{name(hop.hop)} {MARKS[hop.state]}" for hop in told.path)
    yield ""


def timeline(told: Story) -> Iterator[str]:
    if not told.timeline:
        return
    yield "## Timeline"
    yield ""
    yield from (f"- {plain(when)}: {plain(what)}" for when, what in told.timeline)
    yield ""


def ruled(told: Story) -> Iterator[str]:
    if not told.ruled:
        return
    yield "## Ruled out"
    yield ""
    kept = told.ruled[:MOST_RULED]
    for one in kept:
        what = one.suspect or words.inside(one.title)
        source = f" ({code(one.proof.source)})" if one.proof.source else ""
        yield f"- {plain(words.sentence(what)[:-1])}: {plain(words.inside(one.proof.says))}{source} {code(one.cause)}"
    yield from more(len(told.ruled) - len(kept))


def unknown(told: Story) -> Iterator[str]:
    if not told.open:
        return
    yield "## Not known"
    yield ""
    kept = told.open[:MOST_OPEN]
    yield from (f"- {plain(one.what)}: {plain(one.why)}; to know: {code(one.to_know)}" for one in kept)
    yield from more(len(told.open) - len(kept))


def more(left: int) -> Iterator[str]:
    if left > 0:
        yield f"- and {left} more"
    yield ""


def reproduction(told: Story) -> Iterator[str]:
    yield "## Reproduction"
    yield ""
    client = [argv(told.client)] if told.client else []
    asks = [argv(told.ask)] if told.ask else []
    yield from block([*client, *asks, "$ portwise why --evidence FILE.json"])
    yield ""
    how = "read TEXT" if told.of_a_text else "why TARGET"
    yield f"The last line judges its evidence again, wherever you are: portwise {how} --out FILE.json writes it."
