"""Sentences and steps with the names of the machine at hand."""

from typing import Any

import pytest

from portwise.model.cause import WHOLE, Cause, Clause, Hop, Remedy, Safety, Scope
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import FOLDER, HERE, LISTENERS
from portwise.model.target import Target
from portwise.reason.fill import step, steps
from portwise.reason.rule import Ruling, Truth, rule, ruled

TARGET = Target.parse("localhost:3000")
SEEN = Evidence(TARGET).plus([Answer(FOLDER.of(HERE), Known("/shop"), "pwd")])
APP = Ruling("app", Truth.YES, "vite", (FOLDER.of(HERE),), ())
NO_APP = Ruling("app", Truth.NO, None, (), ())
HIDDEN_APP = Ruling("app", Truth.UNKNOWN, None, (), ())


def spoken(holds: bool) -> Ruling:
    clause: Clause[Any] = Clause("a server listens", lambda _, __: holds, told="{app} listens", denied="nobody listens")
    return ruled(clause, lambda view: clause.holds(view, None), SEEN, None)


@pytest.mark.parametrize(
    "holds, slot, told",
    [
        (True, APP, "vite listens"),
        (True, NO_APP, ""),
        (True, HIDDEN_APP, ""),
        (False, APP, "nobody listens"),
        (False, HIDDEN_APP, "nobody listens"),
    ],
)
def test_a_sentence_is_told_whole_or_not_at_all(holds, slot, told):
    """With its slots where it holds, with what is so instead where it does not; half a sentence is none."""
    assert told == spoken(holds).said(SEEN, [slot]).told


def test_a_name_is_cited_like_everything_else():
    """A sentence that names a program rests on what told the name."""
    assert ("o1",) == spoken(True).said(SEEN, [APP]).cites


def test_what_decided_it_is_cited_first():
    """A test reads its premises first; what it read last settled it, and is the source that a person is told."""
    first, last = FOLDER.of(HERE), LISTENERS.of(HERE)
    seen = SEEN.plus([Answer(last, Known(()), "ss -ltn")])
    said = rule("x", lambda view: [view[first], view[last]], seen, None).said(seen)

    assert [last, first] == [next(o.question for o in seen if o.id == cited) for cited in said.cites]


def test_the_sentence_of_every_machine_stays():
    """What a report tells may change with the machine; what it says does not."""
    assert {"a server listens"} == {spoken(holds).said(SEEN, [APP]).says for holds in (True, False)}


def taken(slot: Ruling, remedy: Remedy) -> list[tuple[str, tuple[str, ...], Safety]]:
    return [(step.does, step.command, step.safety) for step in steps(a_cause(remedy), (slot,), TARGET)]


def a_cause(*remedies: Remedy) -> Cause[None]:
    return Cause(
        id="x",
        hop=Hop.LISTENER,
        scope=Scope.MACHINE,
        explains=frozenset(),
        prior=0.0,
        title="x",
        plain="x",
        about=WHOLE,
        needs=(),
        slots={},
        remedies=remedies,
    )


STOP = Remedy("stop {app}", ("kill", "{app}"), Safety.ASK, plain="stop it")


def test_a_step_is_written_for_this_machine():
    """Every slot is known."""
    assert [("stop vite", ("kill", "vite"), Safety.ASK)] == taken(APP, STOP)


def test_a_step_with_a_hole_is_shown_only():
    """What could not be seen is left for the reader to fill in, as manual pages write it."""
    assert [("stop it", ("kill", "APP"), Safety.SHOW)] == taken(HIDDEN_APP, STOP)


@pytest.mark.parametrize("remedy", [STOP, Remedy("see", ("ps",), Safety.SAFE, when="app")])
def test_a_step_about_what_is_not_there_is_left_out(remedy):
    """Known to be absent, which is more than not seen."""
    assert ([], 1) == (taken(NO_APP, remedy), len(taken(HIDDEN_APP, remedy)))


@pytest.mark.parametrize(
    "first, alone, second, there",
    [
        ("or stop it", "stop it", "order one", "order one"),
        ("else, if it is yours, stop it", "if it is yours, stop it", "then go", "go"),
    ],
)
def test_the_first_step_is_no_alternative(first, alone, second, there):
    """A step that begins with "or" has one before it; those of another platform are none."""
    here, elsewhere = Remedy(first, (), Safety.SHOW), Remedy(second, (), Safety.SHOW, platform="macos")
    told = [step.does for step in steps(a_cause(elsewhere, here, here), (), TARGET)]

    assert [there, alone, first] == told


def test_a_command_that_is_not_known_has_its_usual_name():
    """Nobody can type COMPOSE; any other gap is written as manual pages write it."""
    remedy = Remedy("a", ("{compose}", "up", "{service}"), Safety.ASK, undo="{composes} up -d")
    made = step(remedy, {})

    assert (("docker", "compose", "up", "SERVICE"), "docker compose up -d") == (made.command, made.undo)
