"""A server that has a port by a right that it was given."""

import pytest

from portwise.app import serving
from portwise.app.manner import AS_USUAL
from portwise.app.serving import served
from portwise.host.hands import Local as Hands
from portwise.host.local import Local
from portwise.model.cause import Safety
from portwise.model.process import Process
from portwise.model.repair import Deed, Done, Entry, Grade, Look, Move, State
from portwise.model.report import Report, Verdict
from portwise.model.target import Intent, Target

GATE, NEW = Process(41, 7, "gate"), Process(42, 9, "gate")


@pytest.mark.parametrize(
    ("now", "state", "asked"),
    [({NEW}, State.APPLIED, ":80"), ({GATE}, State.ROLLED_BACK, None), ((), State.ROLLED_BACK, None)],
)
def test_a_server_that_has_the_port_by_now_is_the_proof(monkeypatch, now, state, asked):
    """One that had it before, by some other right, proves nothing; then all of the step is taken back."""
    deed = Deed("capability", ("setcap",), Look("capability", ("/srv/gate", "41", "7")), Grade.EQUIVALENT)
    before = Report(Target.to_bind(":80"), Verdict.BROKEN, None, (), (), (), (), 1.0)
    move = Move(1, "a", "It is so", "give", ("setcap",), Safety.ASK, True, deed, "", "", "")
    entry = Entry("id", 1, ":80", deed, "", "00", undone=False)
    monkeypatch.setattr(serving, "PATIENCE", 0.0)
    monkeypatch.setattr(serving, "running", lambda *_: frozenset(now))
    monkeypatch.setattr(serving, "diagnose", lambda target, *_, **__: before._replace(target=target))
    monkeypatch.setattr(serving.applier, "taken_back", lambda *_: (True, "taken back"))
    done, after = served(Hands(Local()), entry, Done(move, State.APPLIED), Local(), AS_USUAL, before, frozenset({GATE}))

    assert (state, asked or before.target.raw) == (done.state, after.target.raw)
    assert (asked is None) == (after.target.intent is Intent.BIND)
