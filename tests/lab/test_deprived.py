"""
What portwise says when something is taken away from it, one thing at a time, in real worlds.

Containers, hidepid, seccomp and limits take away netlink, the error queue, /proc or descriptors.  The report gets
poorer then, and never wrong.
"""

import pytest

from portwise.app.asking import OWN_FAULT
from portwise.model.evidence import Unknown
from portwise.model.outcome import Outcome
from portwise.model.report import State, Verdict
from portwise.render.json import document
from portwise_lab import deprive
from portwise_lab.run import Vantage, parts

PARTS = parts(deprive.cases())
EMPTY, HEALTHY, *FILTERED = dict.fromkeys(case.name for case in deprive.cases())


def told(part) -> str:
    return f"without {part[0].scenario}: {part[0].name} [{part[1].name}]"


def those(*names, lacks=tuple(deprive.BY_NAME)):
    """The parts of these cases, under these lacks."""
    chosen = [p for p in PARTS if p[0].name in names and p[0].scenario in lacks]
    return pytest.mark.parametrize("deprived", chosen, ids=told)


each_part = pytest.mark.parametrize("deprived", PARTS, ids=told)


@pytest.fixture(scope="module")
def reports(worlds):
    """Per part: the report, and the one in which everything was asked."""
    made = {}

    def look(part):
        if part not in made:
            made[part] = worlds[part].again(part[0])
        return made[part]

    return look


def certain(report) -> set[str]:
    return {f.cause for f in report.findings if f.state is State.SUPPORTED and not f.unless}


def unknown(report):
    return [o for o in report.observations if isinstance(o.said, Unknown)]


@each_part
def test_there_is_always_a_report(deprived, worlds, reports):
    """No exception and no traceback: a report that a recording tells again to the last word, with a verdict."""
    report, _ = reports(deprived)

    assert document(report) == worlds[deprived].said
    assert isinstance(report.verdict, Verdict)


@each_part
def test_the_situation_is_what_it_says(deprived, worlds):
    """A plain client, from whom nothing was taken, meets what the case is about."""
    assert deprived[0].symptom in worlds[deprived].met


@each_part
def test_no_certainty_is_wrong(deprived, reports):
    """What cannot be read is a doubt: no cause but the true one is ever blamed without one."""
    wrong = [certain(report) - set(deprived[0].blamed) for report in reports(deprived)]

    assert [set(), set()] == wrong


@each_part
def test_what_could_not_be_seen_is_said(deprived, reports):
    """Every unknown has a reason and a way to know, and none of them is a fault of portwise."""
    unseen = unknown(reports(deprived)[1])

    assert [] == [o for o in unseen if not (o.said.why and o.said.to_know)]
    assert [] == [o.said.why for o in unseen if OWN_FAULT in o.said.why]


@those(HEALTHY, lacks=[lack.name for lack in deprive.LACKS if lack.connects])
def test_a_healthy_server_is_never_called_broken(deprived, reports):
    """What is taken away from us is not taken away from the server."""
    assert reports(deprived)[0].verdict is not Verdict.BROKEN


@those(EMPTY, lacks=[lack.name for lack in deprive.LACKS if "attempt" not in lack.unknown])
def test_why_still_answers(deprived, reports):
    """Where the attempt can be made or is denied, the missing listener is found, be it with a doubt."""
    assert "nothing-listening" in {f.cause for f in reports(deprived)[0].supported}


@those(EMPTY)
def test_what_was_taken_away_is_unknown(deprived, reports):
    """The facts that rest on it are named as unknown, not answered with a "no"."""
    unseen = {o.question.fact.name for o in unknown(reports(deprived)[1])}

    assert set() == deprive.BY_NAME[deprived[0].scenario].unknown - unseen


@those(EMPTY, *FILTERED, lacks=["nothing"])
def test_with_nothing_taken_away_the_cause_is_found(deprived, reports):
    """The cases are good ones: undisturbed, exactly the true cause is blamed."""
    assert [set(deprived[0].blamed)] * 2 == [certain(report) for report in reports(deprived)]


@those(EMPTY, HEALTHY, *FILTERED, lacks=["connect"])
def test_an_attempt_that_is_forbidden_is_denied(deprived, reports):
    """EPERM of connect(2) is what was met, whoever listens there."""
    assert {Outcome.DENIED} == {tried.met for tried in reports(deprived)[0].attempts}


@those(EMPTY, HEALTHY, *FILTERED, lacks=["file descriptors"])
def test_an_attempt_that_could_not_be_made_says_why(deprived, reports):
    """Having no descriptor left says nothing of the target: the verdict is open, and the reason is EMFILE's."""
    report, _ = reports(deprived)

    assert Verdict.UNKNOWN is report.verdict
    assert {"Too many open files"} == {tried.why_not for tried in report.attempts}


@those(HEALTHY, *FILTERED, lacks=["other users' processes"])
def test_a_hidden_owner_is_not_nobody(deprived, reports):
    """Under hidepid=2 a socket without a visible process has one that cannot be seen, unless all are seen anyway."""
    hidden = {o.question.fact.name for o in unknown(reports(deprived)[1]) if "hidepid" in o.said.why}

    assert ({"owners"} if deprived[1] is Vantage.NOBODY else set()) == hidden
