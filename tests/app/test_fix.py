"""The world may change between the plan and the yes."""

import os

import pytest

from portwise.app import fix
from portwise.app.fix import OTHERWISE, diff, one
from portwise.app.unfit import unedited
from portwise.fix.planner import NOT_SO, UNREAD
from portwise.fix.steps import kinds
from portwise.fix.steps.recreation import ELSE, OF
from portwise.host.hands import Local as Hands
from portwise.host.local import Local
from portwise.model.cause import Safety
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import UPSTREAMS
from portwise.model.process import Process
from portwise.model.repair import Deed, Done, Grade, Look, Move, Plan, State
from portwise.model.report import Report, Verdict
from portwise.model.settings import Upstream
from portwise.model.target import Target

TEXT = "http {\n  proxy_pass http://ann:secret@127.0.0.1:3000;\n}\n"


@pytest.fixture
def planned(tmp_path, monkeypatch):
    """A plan that edits a file, as it was shown."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    path = tmp_path / "nginx.conf"
    path.write_text(TEXT)
    rows = (Upstream("127.0.0.1", 3000, "", "http", "/", (80,), str(path), 2),)
    target = Target.parse("localhost:80")
    seen = Evidence(target).plus([Answer(UPSTREAMS.of(Process(1, 1, "nginx")), Known(rows), "nginx -T")])
    argv = ("sed", "-i.before", r"2s|127\.0\.0\.1:3000|[::1]:3000|", str(path))
    move = Move(1, "a", "It is so", "edit", argv, Safety.ASK, False, kinds()["edit"].reads(argv, seen), "", "", "")
    move = move._replace(diff=diff(Hands(Local()), move))
    report = Report(target, Verdict.BROKEN, None, (), (), (), tuple(seen), 1.0)
    return Plan("id", report, (move,)), path


def test_a_plan_shows_the_lines_and_no_secret(planned):
    """Before and after."""
    made, _ = planned

    assert ("- proxy_pass http://***@127.0.0.1:3000;", "+ proxy_pass http://***@[::1]:3000;") == made.moves[0].diff


@pytest.mark.parametrize("now", ["", TEXT.replace("3000;", "3000; # mine"), "\n" + TEXT])
def test_a_file_that_has_changed_since_the_plan_is_not_touched(planned, monkeypatch, now):
    """Nobody said yes to that: it stays, no copy is kept, and nothing is asked again."""
    made, path = planned
    path.write_text(now)
    monkeypatch.setattr(fix, "diagnose", lambda *_, **__: pytest.fail("nothing was done that could be proved"))
    done, after = one(Hands(Local()), made, made.moves[0], Local(), fix.AS_USUAL, made.report)

    assert (State.FAILED, OTHERWISE, now) == (done.state, done.why, path.read_text())
    assert made.report is after
    assert ["nginx.conf"] == [entry.name for entry in path.parent.iterdir()]


@pytest.mark.parametrize(
    ("text", "why"),
    [(TEXT.replace("http:", "http://127.0.0.1:3000:"), NOT_SO), (TEXT, UNREAD), ("", NOT_SO), (None, UNREAD)],
)
def test_why_a_file_is_not_edited(planned, text, why):
    """The word is not there once, or it is there, and something else is in the way."""
    made, path = planned
    path.write_text(text) if text is not None else path.unlink()

    assert why == unedited(Hands(Local()), made.moves[0].deed)


def test_variables_count_as_long_as_the_repair(planned, monkeypatch):
    """Whoever goes on with other work, as an agent's server does, is no new shell: it has what it was started with."""
    made, _ = planned
    move = made.moves[0]
    monkeypatch.setenv("NO_PROXY", "own")
    seen = []

    def looked(*_, **__):
        seen.append(os.environ["NO_PROXY"])
        return made.report._replace(verdict=Verdict.REACHABLE)

    monkeypatch.setattr(fix, "diagnose", looked)
    exports = move._replace(deed=move.deed._replace(then=("export", "NO_PROXY=localhost")))
    done = fix.repair(made._replace(moves=(exports,)), Local(), lambda _: True)

    assert ([State.APPLIED], ["localhost"], "own") == ([row.state for row in done.done], seen, os.environ["NO_PROXY"])


@pytest.mark.parametrize(
    ("says", "lost"), [(f"web {'b2' * 32}", f"{ELSE}; for good"), (f"web {'a1' * 32}", "for good"), (None, "for good")]
)
def test_a_plan_tells_what_no_undo_would_bring_back(monkeypatch, says, lost):
    """As far as compose tells beforehand."""

    class Machine(Local):
        def output(self, argv):
            if says is None:
                raise OSError(1, "sh ended with 1")
            return says

    argv = ("docker", "compose", "--project-name", "shop", "up", "web")
    deed = Deed("recreation", argv, Look("output", ("docker", "ps")), Grade.EQUIVALENT)
    move = Move(1, "a", "It is so", "again", argv, Safety.ASK, False, deed, "", "", "", loses="for good")
    monkeypatch.setattr(fix.applier, "expected", lambda *_: (f"8000->80/tcp{OF}{'a1' * 6}", ""))

    assert lost == fix.lost(Hands(Local()), Machine(), move)
    assert "for good" == fix.lost(Hands(Local()), Machine(), move._replace(deed=deed._replace(kind="edit")))


DEED = Deed("element", (), Look("command", ()), Grade.EXACT)
BEFORE, NOW = (
    Report(Target.parse("localhost:80"), verdict, None, (), (), (), (), 1.0)
    for verdict in (Verdict.BROKEN, Verdict.REACHABLE)
)


@pytest.fixture
def asked_long(monkeypatch):
    """What is carried out and said where somebody thinks for a while: a plan of then, and one of now."""
    move = Move(1, "a", "It is so", "mend", ("mend",), Safety.ASK, False, DEED, "", "", "")
    begun = []

    def asked(state, of_now, fresh=0.0):
        plans = {Verdict.BROKEN: (move,), Verdict.REACHABLE: of_now}
        monkeypatch.setattr(fix, "FRESH", fresh)
        monkeypatch.setattr(fix, "again", lambda *_: NOW)
        monkeypatch.setattr(fix, "made_of", lambda report, id_, *_: Plan(id_, report, plans[report.verdict]))
        monkeypatch.setattr(fix, "one", lambda *_, **__: begun.append(move) or (Done(move, state), BEFORE))
        done, after = fix.carried(None, Plan("id", BEFORE, (move,)), Local(), lambda _: True, fix.AS_USUAL, 0, None)
        return begun == [move], [row.why for row in done], after.verdict

    asked.move = move
    return asked


def test_a_step_that_is_needed_no_more_is_not_done(asked_long):
    """Whoever says yes after a while says it to what was so by then, and is told how it is now."""
    assert (False, [fix.CHANGED], Verdict.REACHABLE) == asked_long(State.APPLIED, ())


def test_a_step_that_is_still_needed_is_done(asked_long):
    """Whatever else has changed."""
    begun, why, _ = asked_long(State.APPLIED, (asked_long.move,))

    assert (True, [""]) == (begun, why)


@pytest.mark.parametrize("state", [State.FAILED, State.NEEDLESS])
def test_what_is_said_last_is_of_now(asked_long, state):
    """Where nothing was done the old report is no news: somebody else may have mended it."""
    assert (True, [""], Verdict.REACHABLE) == asked_long(state, (asked_long.move,), fresh=60.0)


def test_shells_that_are_open_are_spoken_of():
    """Only of a file that shells read, and only once it is written."""
    told = Move(1, "a", "", "", (), Safety.ASK, False, DEED._replace(then=("export", "NO_PROXY=localhost")), "", "", "")

    assert ("export", "NO_PROXY=localhost") == Done(told, State.APPLIED).in_each_shell
    assert () == Done(told, State.FAILED).in_each_shell
    assert () == Done(told._replace(deed=DEED), State.APPLIED).in_each_shell
