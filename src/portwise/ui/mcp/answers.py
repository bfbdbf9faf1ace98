"""
What an agent is told: few words, evidence by its id, and the rest when it is asked for.

Whoever asks here pays for every word.  All text is escaped as for a terminal: names of processes, headers and log lines
are written by others, and are told as what they are.
"""

from __future__ import annotations

import json
from typing import TypeVar

from typing_extensions import TypedDict  # pydantic reads this one before Python 3.12

from portwise.model.overview import Overview
from portwise.model.repair import Plan, Repair
from portwise.model.report import Finding, Report, State
from portwise.model.stop import Outcome
from portwise.model.stop import Plan as StopPlan
from portwise.model.who import Held, Who
from portwise.render import words
from portwise.render.escape import printable

Row = TypeVar("Row")

MOST = 8000  # characters of an answer: about 2,000 tokens
LONGEST = 300  # characters of one sentence
MOST_ROWS = 40


class Step(TypedDict):
    does: str
    command: list[str]
    safety: str
    needs_root: bool


class Cause(TypedDict):
    cause: str
    title: str
    because: list[str]
    steps: list[Step]


class Diagnosis(TypedDict):
    """Verdict first; `report` is what `more` takes."""

    target: str
    verdict: str
    symptom: str
    attempts: list[str]
    causes: list[Cause]
    not_known: list[str]
    report: str


class Holder(TypedDict):
    pid: int
    program: str
    user: str
    folder: str
    project: str
    how: str
    addresses: list[str]
    seconds: float
    started_by: str
    kept_by: str
    orphaned: bool
    standing: str
    beware: list[str]


class Holders(TypedDict):
    port: int
    holders: list[Holder]
    left_out: int
    clients: int
    not_seen: list[str]


class Listener(TypedDict):
    port: int
    transport: str
    program: str
    pid: int
    folder: str
    exposure: str
    odd: list[str]


class Listeners(TypedDict):
    listeners: list[Listener]
    declared: list[str]
    left_out: int


class Move(TypedDict):
    number: int
    cause: str
    does: str
    command: list[str]
    can_be_done: bool
    why_not: str
    undone: str


class FixPlan(TypedDict):
    """`plan` is what `apply_fix` takes, within ten minutes and while the machine is as it was."""

    plan: str
    target: str
    verdict: str
    steps: list[Move]


class Fixed(TypedDict):
    plan: str
    verdict: str
    steps: list[str]
    left: str


class Stopped(TypedDict):
    port: int
    freed: bool
    signalled: list[str]
    refused: list[str]
    would_end: list[int]
    left: list[str]


class Ready(TypedDict):
    ready: bool
    targets: list[str]


class Text(TypedDict):
    text: str
    next_offset: int  # 0: that was all


class Undone(TypedDict):
    fine: bool
    steps: list[str]


def fitting(rows: list[Row]) -> list[Row]:
    """As many as an answer holds, the first ones."""
    room, kept = MOST * 3 // 4, []
    for row in rows[:MOST_ROWS]:
        room -= len(json.dumps(row))
        if room < 0:
            break
        kept.append(row)
    return kept


def short(text: str, most: int = LONGEST) -> str:
    text = printable(" ".join(text.split()))
    return text if len(text) <= most else f"{text[: most - 1]}…"


def diagnosis(report: Report, id_: str, shown: str) -> Diagnosis:
    """The leading causes with their proof; what is only possible, by its name."""
    return Diagnosis(
        target=short(shown),
        verdict=report.verdict.value,
        symptom=report.symptom.value if report.symptom else "",
        attempts=[
            short(f"{tried.spot}: {tried.met.value if tried.met else tried.why_not}") for tried in report.attempts
        ],
        causes=[cause(finding) for finding in report.supported[:3]],
        not_known=[short(f.title) for f in report.findings if f.state is State.UNTESTED and f.unsettled][:5],
        report=id_,
    )


def cause(finding: Finding) -> Cause:
    steps = [step for step in finding.steps if step.platform in ("linux", "any")][:4]
    return Cause(
        cause=finding.cause,
        title=short(finding.title),
        because=[short(words.sentence(said.told or said.says)) for said in finding.because if not said.trivial][:5],
        steps=[
            Step(
                does=short(s.does),
                command=[short(w) for w in s.command],
                safety=s.safety.value,
                needs_root=s.needs_root,
            )
            for s in steps
        ],
    )


def holders(found: Who) -> Holders:
    rows = [row for held in found.held for row in holders_of(held)]
    kept = fitting(rows)
    return Holders(
        port=found.port,
        holders=kept,
        left_out=len(rows) - len(kept),
        clients=sum(peer.connections for peer in found.peers),
        not_seen=[short(reason) for reason in (*found.unknown, *(held.hidden for held in found.held)) if reason][:5],
    )


def holders_of(held: Held) -> list[Holder]:
    return [
        Holder(
            pid=one.process.pid,
            program=short(one.program),
            user=short(one.user),
            folder=short(one.folder),
            project=short(one.project),
            how=held.way.value,
            addresses=[str(address) for address in held.addresses],
            seconds=one.age or 0.0,
            started_by=short(" < ".join(one.started_by)),
            kept_by=short(one.kept_by),
            orphaned=one.orphaned,
            standing=one.standing.value,
            beware=[short(reason) for reason in one.because],
        )
        for one in held.holders
    ]


def listeners(seen: Overview) -> Listeners:
    rows = [
        Listener(
            port=service.port,
            transport=service.transport,
            program=short(service.program),
            pid=service.owner.pid if service.owner else 0,
            folder=short(service.folder),
            exposure=service.exposure.value,
            odd=[short(reason) for reason in service.odd],
        )
        for service in seen.services
    ]
    declared = [
        short(f"{wish.declared.port} by {wish.declared.file}: {wish.declared.what}") for wish in seen.wishes[:MOST_ROWS]
    ]
    kept = fitting(rows)
    return Listeners(listeners=kept, declared=declared, left_out=len(rows) - len(kept))


def plan(made: Plan) -> FixPlan:
    return FixPlan(
        plan=made.id,
        target=short(made.report.target.raw),
        verdict=made.report.verdict.value,
        steps=[
            Move(
                number=move.number,
                cause=move.cause,
                does=short(move.does),
                command=[short(word) for word in move.command],
                can_be_done=move.deed is not None,
                why_not=move.why_shown,
                undone=move.deed.irreversible or move.deed.grade.value if move.deed else "",
            )
            for move in made.moves
        ],
    )


def repaired(done: Repair) -> Fixed:
    left = next(iter(done.after.supported), None)
    return Fixed(
        plan=done.plan.id,
        verdict=done.after.verdict.value,
        steps=[short(f"{row.move.number}: {row.state.value}{f': {row.why}' if row.why else ''}") for row in done.done],
        left=short(f"{left.title} ({left.cause})") if left and done.after.verdict.value != "reachable" else "",
    )


def stopped(made: StopPlan, outcome: Outcome | None) -> Stopped:
    return Stopped(
        port=made.port,
        freed=outcome.freed if outcome else False,
        signalled=[f"{process.name} ({process.pid}): {name}" for process, name in outcome.signalled] if outcome else [],
        refused=[short(f"{r.program}: {r.why}; {' '.join(r.instead)}") for r in made.refused],
        would_end=[ending.process.pid for ending in made.endings],
        left=[f"{process.name} ({process.pid})" for process in outcome.alive] if outcome else [],
    )


def piece(text: str, offset: int) -> Text:
    """A part of a longer text, and where the next begins."""
    end = offset + MOST
    return Text(text=text[offset:end], next_offset=end if end < len(text) else 0)
