"""What is so after a step is asked until there is nothing more to wait for."""

import pytest

from portwise.app import fix
from portwise.host.local import Local
from portwise.model.cause import Hop, Safety
from portwise.model.outcome import Outcome
from portwise.model.repair import Deed, Entry, Grade, Look, Move, Plan, State
from portwise.model.report import Finding, Report, Verdict
from portwise.model.report import State as Judged
from portwise.model.target import Target


def found(cause: str) -> Finding:
    words = ("", Hop.PROCESS, frozenset({Outcome.HANG}), None, (), Judged.SUPPORTED, 0.0, (), (), (), ())
    return Finding(cause, *words)


def report(verdict: Verdict, *causes: str) -> Report:
    findings = tuple(map(found, causes))
    return Report(Target.parse("localhost:80"), verdict, Outcome.HANG, (), findings, (), (), 1.0)


BEFORE = report(Verdict.BROKEN, "limit", "filter")
BUSY, UP = report(Verdict.BROKEN, "hung"), report(Verdict.REACHABLE)
BEHIND = report(Verdict.BROKEN, "filter")


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        pytest.param([BUSY, BUSY, UP], UP, id="it works off those who waited"),
        pytest.param([BEHIND, UP], BEHIND, id="the next blocker was known"),
        pytest.param([BEFORE, UP], UP, id="the step has no effect yet"),
    ],
)
def test_a_server_that_catches_up_is_waited_for(monkeypatch, later, expected):
    """That the cause is gone is no proof while nobody answers, unless something else is known to be in the way."""
    looks = iter(later)
    monkeypatch.setattr(fix, "again", lambda *_: next(looks))
    monkeypatch.setattr(fix, "PAUSE", 0.0)

    assert expected is fix.proved(Local(), None, BEFORE, "limit", 0)


MOVE = Move(1, "limit", "It is so", "set it", ("true",), Safety.ASK, False, None, "", "", "")
MOVE = MOVE._replace(deed=Deed("sysctl", ("true",), Look("file", ("/a",)), Grade.EXACT))
NOBODY = report(Verdict.BROKEN)  # no cause is left, and nobody answers


@pytest.mark.parametrize(
    ("after", "last", "state"),
    [
        pytest.param(NOBODY, True, State.ROLLED_BACK, id="it led nowhere"),
        pytest.param(NOBODY, False, State.APPLIED, id="the next step of the plan is still to come"),
        pytest.param(BEHIND, True, State.APPLIED, id="the next blocker shows"),
        pytest.param(UP, True, State.APPLIED, id="it answers"),
        pytest.param(report(Verdict.AMBIGUOUS), True, State.APPLIED, id="it answers at one address"),
        pytest.param(BEFORE, True, State.ROLLED_BACK, id="it had no effect"),
    ],
)
def test_a_step_that_leads_nowhere_is_taken_back(monkeypatch, after, last, state):
    """That its cause is not seen any more is no success where nobody answers and nothing else is in the way."""
    entry = Entry("id", 1, "localhost:80", MOVE.deed, "a", "b", undone=False)
    monkeypatch.setattr(fix.applier, "carried_out", lambda *_: (State.APPLIED, "", entry))
    monkeypatch.setattr(fix.applier, "taken_back", lambda *_: (True, "taken back"))
    monkeypatch.setattr(fix, "diff", lambda *_: ())
    monkeypatch.setattr(fix, "proved", lambda *_: after)
    done, now = fix.one(None, Plan("id", BEFORE, (MOVE,)), MOVE, Local(), None, BEFORE, last)

    assert (state, after) == (done.state, now)
    assert (fix.UNNAMED if state is State.ROLLED_BACK and after is NOBODY else "") == done.why
