"""Colour adds colour, and nothing else."""

import ast
import re
from pathlib import Path

import pytest

from portwise import render
from portwise.app.reading import read
from portwise.model.cause import Hop, Safety
from portwise.model.process import Process
from portwise.model.repair import Deed, Done, Entry, Grade, Move, Plan, Repair, State, Undone, Workaround
from portwise.model.repair import Look as See
from portwise.model.report import Finding, Report, Verdict
from portwise.model.report import State as Judged
from portwise.model.stale import Stale, Sweep, Swept
from portwise.model.stop import Ending, Keeper, Outcome, Refused
from portwise.model.stop import Plan as ToStop
from portwise.model.target import Target
from portwise.model.who import Who
from portwise.render import brief, fix, page, reading, stale, stop, text, wait, who
from portwise.render.layout import Look
from tests.render.test_page import PAGE
from tests.render.test_who import SEEN

SGR = re.compile(r"\x1b\[[\d;]*m")  # ECMA-48, 8.3.117
LAYS_OUT = {"hanging", "paragraph", "command", "clean", "cells", "pad", "wrap"}  # take text as it is, without colour
DEED = Deed("sysctl", ("sysctl", "-w", "a=b"), See("file", ("/proc/sys/a",)), Grade.EXACT)
FINAL = Deed("ending", ("kill", "7"), See("process", ("7", "1", "node")), Grade.NONE, irreversible="it has ended")
MOVE = Move(1, "a-cause", "It is so", "set it", DEED.argv, Safety.ASK, True, DEED, "", "ask again", "set it back")
MOVE = MOVE._replace(diff=("- a", "+ b"), prevents="keep it", lasts=("sysctl", "-p"), loses="what it was asked")
SHOWN = MOVE._replace(deed=None, why_shown="it is never done by a program", number=2)
LEAD = Finding("a-cause", "It is so", Hop.PROCESS, frozenset(), None, (), Judged.SUPPORTED, 0.5, (), (), (), ())
BROKEN = Report(Target.parse("localhost:80"), Verdict.BROKEN, None, (), (LEAD,), (), (), 1.0)
WELL = BROKEN._replace(verdict=Verdict.REACHABLE, findings=())
MADE = Plan("id", BROKEN, (MOVE, SHOWN))
DONE = tuple(Done(MOVE, state, "so") for state in State)
ENTRY = Entry("id", 1, "localhost:80", DEED, "a", "b", undone=False)
STOPPED = Undone(ENTRY, "taken back", fine=True)
FREE = Who(3000, "", (), (), 0, (), 1.0)
NODE = Process(7, 1, "node")
ENDING = Ending(NODE, "vite", (NODE, Process(8, 1, "esbuild")), stopped=True)
REFUSED = Refused(NODE, "sshd", "it is yours", ("portwise", "who"))
TO_STOP = ToStop(3000, (ENDING,), ())
ENDED = Outcome(((NODE, "TERM"),), "", (), FREE, freed=True, elapsed_ms=3.0)
LOOP = Keeper(Process(6, 1, "sh"), "shell sh", scripted=True)
STALE = Stale(ENDING, ("nobody looks after it",), "/srv/shop", (3000,), 60.0)
SWEEP = Sweep("/srv/shop", (STALE,), (REFUSED,), (REFUSED._replace(process=None),), 2)
SWEPT = Swept(((NODE, "TERM"),), "", (), (3000,), 3.0)
ERROR = "curl: (7) Failed to connect to localhost port 3000 after 0 ms: Couldn't connect to server"

SCREENS = {
    "fix: a plan": lambda look: fix.offered(MADE, look),
    "fix: no plan": lambda look: fix.offered(MADE._replace(moves=()), look),
    "fix: nothing to do": lambda look: fix.offered(Plan("id", WELL, ()), look),
    "fix: in vain": lambda look: fix.done(Repair(MADE, DONE, BROKEN), look),
    "fix: repaired": lambda look: fix.done(Repair(MADE, DONE, WELL), look),
    "fix: another way": lambda look: fix.otherwise(Workaround("it answers there", ("open", "x"), "x"), look),
    "fix: cut short": lambda look: fix.cut_short([STOPPED, Undone(ENTRY._replace(deed=FINAL), "", fine=False)], look),
    "undo": lambda look: fix.undone([STOPPED, STOPPED._replace(fine=False)], look),
    "undo: a list": lambda look: fix.listed([STOPPED], look),
    "stop: a plan": lambda look: stop.offered(TO_STOP, SEEN, look, kill=True, patience=5.0),
    "stop: refused": lambda look: stop.offered(ToStop(1, (), (REFUSED,)), SEEN, look, kill=True, patience=5.0),
    "stop: free": lambda look: stop.done(ENDED, TO_STOP, look),
    "stop: changed": lambda look: stop.done(ENDED._replace(changed="it has moved on"), TO_STOP, look),
    "stop: again": lambda look: stop.done(ENDED._replace(freed=False, again=LOOP, alive=(NODE,)), TO_STOP, look),
    "stale: a plan": lambda look: stale.offered(SWEEP, look, kill=True, patience=5.0),
    "stale: nothing": lambda look: stale.offered(Sweep("/srv", (), (), (), 0), look, kill=False, patience=5.0),
    "stale: ended": lambda look: stale.done(SWEPT, look),
    "stale: alive": lambda look: stale.done(SWEPT._replace(alive=(NODE,)), look),
    "stale: changed": lambda look: stale.done(SWEPT._replace(changed="it has moved on"), look),
    "who": lambda look: who.render(SEEN, look),
    "wait: ready": lambda look: wait.ready("localhost:80", 1.0, look),
    "wait: late": lambda look: wait.late("localhost:80", 1.0, "it answers", BROKEN, look),
    "why": lambda look: text.render(BROKEN, look),
    "why: well": lambda look: text.render(WELL, look),
    "why: brief": lambda look: brief.render(BROKEN, look),
    "read": lambda look: reading.render(read(ERROR), look),
    "explain": lambda look: page.render(PAGE, look),
}  # fmt: skip


@pytest.mark.parametrize("plain", [False, True], ids=["marks", "plain"])
@pytest.mark.parametrize("width", [30, 96])
@pytest.mark.parametrize("shown", SCREENS.values(), ids=SCREENS)
def test_without_its_colours_a_screen_is_the_plain_one(shown, width, plain):
    """To the character: no code is shown as text, and no line is broken for one."""
    look = Look(width=width, plain=plain)
    bright = shown(look._replace(colour=True))

    assert shown(look) == SGR.sub("", bright)
    assert bright == bright.replace("\\x1b", "")


def painted(node, names):
    """Whether something is in there that has its colour already."""
    return any(
        (isinstance(n, ast.Attribute) and n.attr == "paint") or (isinstance(n, ast.Name) and n.id in names)
        for n in ast.walk(node)
    )


def laid_out(function):
    """Lines of a function at which something painted is measured, broken or cleaned."""
    assigned = (n for n in ast.walk(function) if isinstance(n, ast.Assign) and painted(n.value, ()))
    names = {n.id for one in assigned for target in one.targets for n in ast.walk(target) if isinstance(n, ast.Name)}
    for call in (n for n in ast.walk(function) if isinstance(n, ast.Call)):
        called = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if called in LAYS_OUT and any(painted(argument, names) for argument in call.args):
            yield call.lineno


@pytest.mark.parametrize("path", sorted(Path(render.__path__[0]).glob("*.py")), ids=lambda path: path.stem)
def test_colour_is_put_on_last(path):
    """In every renderer: what lays out a text shows the codes of one that is painted, and counts them as letters."""
    functions = (n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.FunctionDef))

    assert [] == [line for function in functions for line in laid_out(function)]
