"""
What an agent is told: few words, evidence by its id, and the rest when it is asked for.

Whoever asks here pays for every word.  All text is escaped as for a terminal: names of processes, headers and log lines
are written by others, and are told as what they are.
"""

from __future__ import annotations

import json
from typing import TypeVar, cast

from portwise.model.evidence import Unknown
from portwise.model.overview import Overview
from portwise.model.process import in_words
from portwise.model.repair import Done, Plan, Repair, Workaround
from portwise.model.report import Finding, Report, State
from portwise.model.stale import Sweep, Swept
from portwise.model.stop import Ending, Outcome
from portwise.model.stop import Plan as StopPlan
from portwise.model.who import Held, Who
from portwise.render import words
from portwise.render.escape import printable
from portwise.ui.mcp.shapes import (
    Cause,
    Diagnosis,
    Doomed,
    Fixed,
    FixPlan,
    Holder,
    Holders,
    Listener,
    Listeners,
    Move,
    Otherwise,
    Reading,
    Step,
    Stopped,
    Text,
    Told,
)

Row = TypeVar("Row")

MOST = 8000  # characters of an answer: about 2,000 tokens
LONGEST = 300  # characters of one sentence
MOST_ROWS = 40
SIZES = ((200, 40), (120, 20), (80, 10), (60, 5), (40, 3), (20, 1))  # letters of a sentence, rows of a list


def fitting(rows: list[Row]) -> list[Row]:
    """As many as an answer holds, the first ones."""
    room, kept = MOST * 3 // 4, []
    for row in rows[:MOST_ROWS]:
        room -= len(json.dumps(row))
        if room < 0:
            break
        kept.append(row)
    return kept


def within(answer: Row) -> Row:
    """Shorter sentences and then fewer of them, until the whole is no longer than an answer may be."""
    for letters, rows in SIZES:
        if len(json.dumps(answer, ensure_ascii=False)) <= MOST:
            break
        answer = cast("Row", cut(answer, letters, rows))
    return answer


def cut(value: object, letters: int, rows: int) -> object:
    """Numbers stay, and all words of a command: half of one would be another."""
    if isinstance(value, dict):
        return {key: cut(one, letters, MOST if key == "command" else rows) for key, one in value.items()}
    if isinstance(value, list):
        kept = value if all(isinstance(one, int) for one in value) else value[:rows]
        return [cut(one, letters, rows) for one in kept]
    return short(value, letters) if isinstance(value, str) else value


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


def understood(report: Report, id_: str) -> Reading:
    """Only what is cited stands in an answer; the lines themselves are had with `more`."""
    named = [finding for finding in report.findings if finding.state is not State.REFUTED][:5]
    total = report.reading.total if report.reading else 0
    ignored = sum(last - first + 1 for first, last in report.reading.ignored) if report.reading else 0
    place = report.target.host or report.target.port
    return Reading(
        target=short(report.target.raw) if place else "",
        verdict=report.verdict.value,
        symptom=report.symptom.value if report.symptom else "",
        causes=[told(finding, report) for finding in named],
        lines_read=total - ignored,
        lines=total,
        report=id_,
    )


def told(finding: Finding, report: Report) -> Told:
    """Each reason with the line that shows it."""
    seen = {o.id: o for o in report.observations}
    unknown = (o.said.to_know for s in finding.unsettled for i in s.cites if isinstance((o := seen[i]).said, Unknown))
    lines = {s: next((seen[i].source for i in s.cites), "") for s in finding.because if not s.trivial}
    return Told(
        cause=finding.cause,
        title=short(finding.title),
        state=finding.state.value,
        because=[short(f"{words.told(s)} ({where})" if where else words.told(s)) for s, where in lines.items()][:4],
        to_settle=short(next(unknown, "")) if finding.state is State.UNTESTED else "",
    )


def holders(found: Who) -> Holders:
    rows = [row for held in found.held for row in holders_of(held)]
    kept = fitting(rows)
    return Holders(
        port=found.port,
        holders=kept,
        left_out=len(rows) - len(kept),
        clients=sum(peer.connections for peer in found.peers),
        before=[short(f"{o.process.name} (pid {o.process.pid}), ended {in_words(o.ago)} ago") for o in found.before],
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
            worktree_of=short(one.worktree_of),
            branch=short(one.branch),
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


def plan(made: Plan, found: Workaround | None = None) -> FixPlan:
    """With the way that works meanwhile, where a browser alone fails."""
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
                diff=[short(line) for line in move.diff],
                can_be_done=move.deed is not None,
                why_not=move.why_shown,
                undone=move.deed.irreversible or move.deed.grade.value if move.deed else "",
            )
            for move in made.moves
        ],
        workaround=otherwise(found),
    )


def otherwise(found: Workaround | None) -> Otherwise | None:
    if found is None:
        return None
    return Otherwise(says=short(found.says), command=[short(word) for word in found.command], url=short(found.url))


def repaired(done: Repair, found: Workaround | None = None) -> Fixed:
    """Steps of this plan; what came to light meanwhile is `left`, and takes a plan of its own."""
    mine = {move.number for move in done.plan.moves}
    rows = [row for row in done.done if row.move.number in mine]
    left = next(iter(done.after.supported), None)
    return Fixed(
        plan=done.plan.id,
        verdict=done.after.verdict.value,
        steps=[short(f"{row.move.number}: {row.state.value}{left_over(row)}") for row in rows],
        left=short(f"{left.title} ({left.cause})") if left and done.after.verdict.value != "reachable" else "",
        workaround=otherwise(found),
    )


def left_over(row: Done) -> str:
    """Why, or what is left to do by hand."""
    open_ones = f"in each shell that is open, run: {' '.join(row.in_each_shell)}" if row.in_each_shell else ""
    return "".join(f": {says}" for says in (row.why, open_ones) if says)


def stopped(id_: str, made: StopPlan | Sweep, outcome: Outcome | Swept | None) -> Stopped:
    endings = [one.ending for one in made.stale] if isinstance(made, Sweep) else list(made.endings)
    why = [one.reasons for one in made.stale] if isinstance(made, Sweep) else [()] * len(endings)
    refused = (*made.kept, *made.twice) if isinstance(made, Sweep) else made.refused
    trees = [[process.pid for process in ending.tree] for ending in endings]
    return Stopped(
        plan=id_,
        port=0 if isinstance(made, Sweep) else made.port,
        would_end=[pid for tree in trees for pid in (tree if isinstance(made, Sweep) else tree[:1])],
        ends=[doomed(ending, reasons) for ending, reasons in zip(endings, why, strict=True)],
        refused=[short(f"{r.program}: {r.why}; {' '.join(r.instead)}") for r in refused],
        done=outcome is not None,
        freed=freed(outcome),
        signalled=[short(f"{who.name} ({who.pid}): {name}") for who, name in outcome.signalled] if outcome else [],
        left=[short(f"{who.name} ({who.pid})") for who in outcome.alive] if outcome else [],
        started_again_by=again(outcome),
    )


def again(outcome: Outcome | Swept | None) -> str:
    """A supervisor that nobody knew of: it is stopped with supervisor=true, or nobody is."""
    by = outcome.again if isinstance(outcome, Outcome) else None
    return short(f"{by.called} ({by.process.pid})") if by else ""


def doomed(ending: Ending, reasons: tuple[str, ...]) -> Doomed:
    return Doomed(
        pid=ending.process.pid,
        program=short(ending.program),
        tree=[process.pid for process in ending.tree],
        why=[short(reason) for reason in reasons],
    )


def freed(outcome: Outcome | Swept | None) -> bool:
    return not outcome.alive if isinstance(outcome, Swept) else outcome is not None and outcome.freed


def piece(text: str, offset: int) -> Text:
    """A part of a longer text, and where the next begins."""
    end = offset + MOST
    return Text(text=text[offset:end], next_offset=end if end < len(text) else 0)
