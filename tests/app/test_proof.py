"""What is so after a step is asked until there is nothing more to wait for."""

import pytest

from portwise.app import fix
from portwise.host.local import Local
from portwise.model.cause import Hop
from portwise.model.outcome import Outcome
from portwise.model.report import Finding, Report, State, Verdict
from portwise.model.target import Target


def found(cause: str) -> Finding:
    words = ("", Hop.PROCESS, frozenset({Outcome.HANG}), None, (), State.SUPPORTED, 0.0, (), (), (), ())
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
