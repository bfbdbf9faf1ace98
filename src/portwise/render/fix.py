"""The plan of a repair before anything is done, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portwise.model.cause import Safety
from portwise.model.repair import (
    SCHEMA,
    Deed,
    Difference,
    Done,
    Grade,
    Move,
    Plan,
    Repair,
    State,
    Undone,
    Workaround,
    answers,
)
from portwise.model.report import Report, Verdict
from portwise.model.target import Intent
from portwise.model.vantage import OWN_PLACE
from portwise.render import words
from portwise.render.json import document as report_document
from portwise.render.json import plain
from portwise.render.layout import BOLD, DIM, GREEN, RED, YELLOW, Look, command, hanging

INDENT = 6
STATES = 15  # columns of the name of a state
NOTHING = "nothing to undo"  # model/cause.py
MARKS = {State.APPLIED: ("✓", GREEN), State.NEEDLESS: ("✓", GREEN), State.DECLINED: ("·", DIM)}


def document(plan: Plan, repair: Repair | None, found: Workaround | None = None) -> dict[str, object]:
    """The plan with its report, and what was done: null where nothing was tried; and a way that works meanwhile."""
    done = None
    if repair:
        rows = [
            {
                "number": row.move.number,
                "state": row.state.value,
                "why": row.why,
                "in_each_shell": list(row.in_each_shell),
            }
            for row in repair.done
        ]
        done = {"steps": rows, "after": report_document(repair.after)}
    return {
        "schema": SCHEMA,
        "id": plan.id,
        "report": report_document(plan.report),
        "steps": [plain(move) for move in plan.moves],
        "done": done,
        "workaround": plain(found) if found else None,
    }


def offered(plan: Plan, look: Look) -> str:
    return "\n".join(planned(plan, look)) + "\n"


def planned(plan: Plan, look: Look) -> Iterator[str]:
    report = plan.report
    if answers(report):
        text = f"{report.target.raw} {now(report)}: there is nothing to repair."
        yield look.paint(look.clean("✓ "), GREEN) + look.clean(text)
        return
    if not plan.moves:
        yield from hanging(look, "", f"No cause is proven for {report.target.raw}, and nothing is done on a guess.")
        yield from typed(look, ("portwise", "why", report.target.raw), 4)
        return
    goal = "To bind" if report.target.intent is Intent.BIND else "To reach"
    yield look.paint(look.clean(f"{goal} {report.target.raw}"), BOLD)
    for move in plan.moves:
        yield from step(move, look)


def found_then(move: Move, look: Look) -> str:
    """A step that nobody knew of when the plan was shown."""
    return "\n".join((look.paint(look.clean("Then this is in the way"), BOLD), *step(move, look))) + "\n"


def step(move: Move, look: Look) -> Iterator[str]:
    """What is wrong, what is done against it, how it is proved, and how it is undone."""
    yield from hanging(look, f"  {move.number}".ljust(INDENT), f"{words.inside(move.title)} ({move.cause})", BOLD)
    yield from hanging(look, " " * INDENT, f"{words.sentence(move.does, told=False)} {told(move)}")
    if move.command:
        yield from typed(look, move.command, INDENT + 3)
    for line in move.diff:
        yield " " * (INDENT + 3) + look.paint(look.clean(line), RED if line[0] == "-" else GREEN)
    if move.then_does:
        yield from hanging(look, " " * INDENT, words.sentence(move.then_does, told=False))
        for argv in filter(None, (move.ends, move.then)):
            yield from typed(look, argv, INDENT + 3)
    if move.deed is None and move.needs_root and move.command and move.verify:
        yield from hanging(look, " " * INDENT, f"Proof: {move.verify}", DIM)
    if move.deed is None and move.command and move.undo != NOTHING:
        yield from hanging(look, " " * INDENT, f"The way back: {move.undo}", DIM)
    if move.deed:
        yield from hanging(look, " " * INDENT, f"Proof: {move.verify}", DIM)
        yield from hanging(look, " " * INDENT, undoing(move), DIM)


def typed(look: Look, argv: Iterable[str], margin: int) -> Iterator[str]:
    """A command as a shell takes it."""
    yield from command(look, [look.clean(words.quoted(word)) for word in argv], margin)


def told(move: Move) -> str:
    if move.deed is None:
        root = ", and it needs root" if move.needs_root and "needs root" not in move.why_shown else ""
        return f"Shown only: {move.why_shown}{root}."
    asks = {Safety.SAFE: "It is safe: --yes is enough", Safety.ASK: "It asks first"}[move.safety]
    return f"{asks}{', and it needs root' if move.needs_root else ''}."


def undoing(move: Move) -> str:
    if move.deed is None or move.deed.grade is Grade.NONE:
        return f"It cannot be undone: {move.deed.irreversible if move.deed else ''}."
    if move.deed.starts:
        return "portwise undo puts the file back; the server keeps to what it read until you start it again."
    if move.deed.exports:
        return "portwise undo puts the file back; a shell that is open then keeps the variables until it ends."
    lost = f"; {move.loses}" if move.loses else ""
    return f"portwise undo takes it back {move.deed.grade.value}{lost}."


def otherwise(found: Workaround, look: Look) -> str:
    """A way that works now."""
    lines = (*hanging(look, "  ", f"Until then: {found.says}."), *typed(look, found.command, 4))
    return "".join(f"{line}\n" for line in lines if line.strip())


def done(repair: Repair, look: Look) -> str:
    return "\n".join(results(repair, look)) + "\n"


def results(repair: Repair, look: Look) -> Iterator[str]:
    for row in repair.done:
        yield from result(row, look)
    after = repair.after
    if not answers(after):
        left = next(iter(after.supported), None)
        because = f": {words.inside(left.title)} ({left.cause})" if left else ""
        text = f"{after.target.raw} {still(after)}{because}."
        yield from hanging(look, "✗ ", text, under=2, tint=RED)
        yield from way_back(repair, look)
        return
    yield look.paint(look.clean("✓ "), GREEN) + look.clean(f"{after.target.raw} {now(after)}.")
    for argv in filter(None, (row.in_each_shell for row in repair.done)):
        yield from hanging(look, "  ", "A shell that is open still has the old variables; run there:")
        yield from typed(look, argv, 4)
    yield from afterwards(repair, look)


def afterwards(repair: Repair, look: Look) -> Iterator[str]:
    """How to take it back, and how to keep it from coming back."""
    yield from way_back(repair, look)
    applied = carried_out(repair)
    for says in dict.fromkeys(move.prevents for move in applied if move.prevents):
        yield from hanging(look, "  ", f"So that it does not come back: {says}.")
    for argv in dict.fromkeys(move.prevents_by for move in applied if move.prevents_by):
        yield from typed(look, argv, 4)
    for lasts in dict.fromkeys(move.lasts for move in applied if move.lasts):
        yield from hanging(look, "  ", "So that it is so after the next start, too:")
        yield from typed(look, lasts, 4)
    for until in dict.fromkeys(move.holds for move in applied if move.holds):
        yield from hanging(look, "  ", f"That holds until {until}.")


def carried_out(repair: Repair) -> list[Move]:
    return [row.move for row in repair.done if row.state is State.APPLIED and row.move.deed]


def way_back(repair: Repair, look: Look) -> Iterator[str]:
    if any(move.deed and move.deed.grade is not Grade.NONE for move in carried_out(repair)):
        yield from hanging(look, "  ", "To take it back:")
        yield from typed(look, ("portwise", "undo", repair.plan.id), 4)


def now(report: Report) -> str:
    there = "" if report.vantage == OWN_PLACE else f" from {report.vantage}"
    return "can be bound" if report.target.intent is Intent.BIND else f"is reachable{there}"


def still(report: Report) -> str:
    if report.verdict is Verdict.AMBIGUOUS:
        return "is reachable at some of its addresses only"
    return "cannot be bound" if report.target.intent is Intent.BIND else "is not reachable"


def result(row: Done, look: Look) -> Iterator[str]:
    mark, colour = MARKS.get(row.state, ("✗", RED))
    why = f": {row.why}" if row.why else ""
    text = f"{row.move.number}  {words.inside(row.move.does)}: {row.state.value}{why}"
    yield from hanging(look, f"{mark} ", text, under=2, tint=colour)


def whole(deed: Deed) -> tuple[str, ...]:
    return (*deed.inside, *deed.argv)


def undone(rows: Iterable[Undone], look: Look, older: str = "") -> str:
    """*older* is the name of a plan that can be taken back without the one that cannot."""
    lines = [line for row in rows for line in taken_back(row, look)]
    if older:
        lines += [*hanging(look, "  ", "An older plan stands, too, and needs not wait for that:")]
        lines += typed(look, ("portwise", "undo", older), 4)
    return "\n".join(lines) + "\n"


def taken_back(row: Undone, look: Look) -> Iterator[str]:
    mark, colour = ("✓ ", GREEN) if row.fine else ("✗ ", RED)
    says = f"{' '.join(map(words.quoted, whole(row.entry.deed)))}: {row.says}"
    yield from hanging(look, mark, says, under=2, tint=colour)
    if row.differs:
        yield from differing(row.differs, look)
    if not row.fine:
        text = f"It is of plan {row.entry.id}. Make it as you want it; then, to have it offered no more:"
        yield from hanging(look, "  ", text)
        yield from typed(look, ("portwise", "undo", row.entry.id, "--forget"), 4)


def differing(seen: Difference, look: Look) -> Iterator[str]:
    """The three states, a line each; a line that all of them have is not shown."""
    for label, lines, colour in (
        ("it was", seen.was, RED),
        ("portwise left", seen.left, GREEN),
        ("it is", seen.now, BOLD),
    ):
        for n, line in enumerate(lines):
            yield from hanging(look, "    " + (label if not n else "").ljust(STATES), line, colour, under=STATES + 4)


def listed(rows: Iterable[Undone], look: Look) -> str:
    """What stands, the last first: the number to undo, what was done, and for which target."""
    return "\n".join(line for row in rows for line in standing(row, look)) + "\n"


def standing(row: Undone, look: Look) -> Iterator[str]:
    entry = row.entry
    yield look.paint(f"{entry.id}  {look.clean(entry.target)}", BOLD)
    yield from typed(look, whole(entry.deed), 4)


def cut_short(rows: Iterable[Undone], look: Look) -> str:
    return "".join(f"{line}\n" for row in rows for line in warned(row, look))


def warned(row: Undone, look: Look) -> Iterator[str]:
    text = f"An earlier run was cut short in the middle of: {' '.join(map(words.quoted, whole(row.entry.deed)))}"
    yield from hanging(look, "! ", text, under=2, tint=YELLOW)
    if row.entry.deed.irreversible:
        says = "It cannot be taken back; where it had ended what ran before, only you start that again."
        yield from hanging(look, "  ", says)
    else:
        yield from typed(look, ("portwise", "undo", row.entry.id), 4)
