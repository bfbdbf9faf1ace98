"""Plans of repair: which steps, how each is looked at, undone and proved, and what came of them."""

from __future__ import annotations

from enum import Enum

from portwise.model.cause import Safety
from portwise.model.outcome import WELL
from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.report import Report, Verdict
from portwise.model.vantage import OWN_PLACE

SCHEMA = "portwise.fix/1"


class Grade(Enum):
    """How well a step is taken back."""

    EXACT = "exactly as it was"
    EQUIVALENT = "to the same effect"
    NONE = "not at all"


class Look(NamedTuple):
    """How the thing is seen that a step changes: nothing of it changes anything."""

    how: str  # "file", "output", "process", "owner" of a file, or "capability" of a program file
    what: tuple[str, ...]  # a path (and a pid and its start time), a command, or a pid, its start time and name


class Deed(NamedTuple):
    """One change of the machine, as a value."""

    kind: str  # the file in fix/steps that knows it
    argv: tuple[str, ...]  # what is run, or does the same by hand
    look: Look
    grade: Grade
    irreversible: str = ""  # why, of grade NONE
    then: tuple[str, ...] = ()  # what makes its owner take note of it, also of its undoing: `kill -HUP PID`, …
    owner: tuple[str, ...] = ()  # whom that is for: its pid, start time and name
    inside: tuple[str, ...] = ()  # what goes before a command that is for another network: `nsenter --net=…`

    @property
    def starts(self) -> bool:
        """Whether its owner is ended, and goes on in the foreground by that command."""
        return self.then[:1] == ("env",)

    @property
    def exports(self) -> bool:
        """Whether a file of shells is written, which whoever is started from now on reads."""
        return self.then[:1] == ("export",)

    @property
    def watched(self) -> bool:
        """Whether nobody is told of a file that is written: its reader watches it, or reads it each time."""
        return self.kind == "edit" and not self.then

    @property
    def renews(self) -> bool:
        """Whether somebody has to come up again after it."""
        return self.then[:1] not in ((), ("kill",), ("export",))


class Move(NamedTuple):
    """One step of a plan."""

    number: int
    cause: str
    title: str
    does: str
    command: tuple[str, ...]
    safety: Safety
    needs_root: bool
    deed: Deed | None  # None: only shown
    why_shown: str  # of a step that is only shown
    verify: str
    undo: str
    prevents: str = ""  # what keeps it from coming back
    prevents_by: tuple[str, ...] = ()  # the command that sets that up, of the cause; only shown
    lasts: tuple[str, ...] = ()  # the command that makes it so for good, where there is one
    holds: str = ""  # until when it is so, where there is none
    then: tuple[str, ...] = ()  # what belongs to it: the second command of two that are one step
    then_does: str = ""
    ends: tuple[str, ...] = ()  # who runs by what was so before, in front of *then*
    loses: str = ""  # what no undo brings back
    diff: tuple[str, ...] = ()  # of a file that is edited: the lines before with -, after with +, and no secret


class Plan(NamedTuple):
    id: str
    report: Report
    moves: tuple[Move, ...]  # in the order in which the blockers must go


class Workaround(NamedTuple):
    """Another way to the same page, which a browser has gone."""

    says: str
    command: tuple[str, ...]  # that has to run meanwhile; empty where nothing has to
    url: str  # "" of a public tunnel, which nobody has gone yet


class State(Enum):
    APPLIED = "applied"
    NEEDLESS = "already so"
    ROLLED_BACK = "taken back, for it did not help"
    STUCK = "did not help, and could not be taken back"
    FAILED = "failed, and nothing was changed"
    DECLINED = "not agreed to"


class Done(NamedTuple):
    move: Move
    state: State
    why: str = ""

    @property
    def in_each_shell(self) -> tuple[str, ...]:
        """What each shell that is open has still to run: it read the file before that was written."""
        deed = self.move.deed
        return deed.then if self.state is State.APPLIED and deed and deed.exports else ()


class Repair(NamedTuple):
    plan: Plan
    done: tuple[Done, ...]
    after: Report
    workaround: Workaround | None = None  # where a browser alone fails, and somebody looked for one


class Entry(NamedTuple):
    """What the journal has of one step: enough to take it back, or to see that it never happened."""

    id: str  # of the plan
    number: int
    target: str
    deed: Deed
    before: str
    wanted: str
    undone: bool


class Difference(NamedTuple):
    """Lines of a thing that somebody else has changed since: those that are not the same in all three states of it."""

    was: tuple[str, ...]
    left: tuple[str, ...]  # as portwise left it
    now: tuple[str, ...]


class Undone(NamedTuple):
    entry: Entry
    says: str
    fine: bool
    differs: Difference | None = None


def answers(report: Report) -> bool:
    """
    Whether all is well where it was asked, and nobody said otherwise.

    From another place, what is met from here makes no difference.
    """
    told_otherwise = report.heard and any(not saw.works for saw in report.heard.testimony.saw)
    if told_otherwise or report.vantage == OWN_PLACE or report.verdict is not Verdict.AMBIGUOUS:
        return report.verdict is Verdict.REACHABLE
    return bool(report.attempts) and all(tried.met in WELL for tried in report.attempts)


def cannot(plan: Plan, number: int) -> str:
    """Why that step alone cannot be done, "" where it can, or where there is nothing to repair."""
    found = next((move for move in plan.moves if move.number == number), None)
    if answers(plan.report) or (found and found.deed):
        return ""
    if found:
        return f"step {number} is only shown: {found.why_shown}"
    able = ", ".join(str(move.number) for move in plan.moves if move.deed)
    return f"there is no step {number}; {f'the plan has {able} that can be done' if able else 'none can be done'}"


def process_of(what: tuple[str, ...]) -> Process:
    """Of a look, or of an owner."""
    pid, started, name = what
    return Process(int(pid), int(started), name)
