"""The words of a command beside what was found about its address."""

from ipaddress import ip_address

import pytest

from portwise.model.cause import Hop, Safety
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import HERE, STARTED
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.report import Finding, Report, Said, State, Step, Verdict
from portwise.model.start import Doing, End, Exit, Member, Opened, Refusal, Start
from portwise.model.target import Target
from portwise.reason.joining import afterwards, joined

TAKEN = Refusal("EADDRINUSE", "127.0.0.1", 3000, "Error: listen EADDRINUSE 127.0.0.1:3000")
START = Start(("node",), "/", None, End.ENDED, Exit(1), 1.0, refusals=(TAKEN,))
TARGET = Target.to_bind("127.0.0.1:3000")


def told(start, symptom=Outcome.BIND_EADDRINUSE):
    seen = Evidence(TARGET).plus((Answer(STARTED.of(HERE), Known(start), "output of node"),))
    lead = Finding(
        "held",
        "t",
        Hop.LISTENER,
        frozenset({symptom}),
        None,
        (ip_address("127.0.0.1"),),
        State.SUPPORTED,
        0,
        (),
        (),
        (),
        (),
    )
    report = Report(TARGET, Verdict.BROKEN, symptom, (), (lead, lead._replace(cause="other")), (), tuple(seen), 1.0)
    return joined(report, start)


def test_the_same_error_is_one_more_witness():
    """The lead alone gets the sentence, and it cites the observation of the command."""
    lead, other = told(START).findings
    (said,) = lead.because

    assert (f"the command says: {TAKEN.text}", ("o1",), ()) == (said.told, said.cites, other.because)


def test_another_error_is_none():
    """It could not bind for want of a right, and what we met is that the port is taken: two things."""
    denied = TAKEN._replace(errno="EACCES")

    assert () == told(START._replace(refusals=(denied,))).findings[0].because


def test_who_said_nothing_is_no_witness():
    """The command is in the report all the same."""
    report = told(START._replace(refusals=()))

    assert ((), ("node",)) == (report.findings[0].because, report.start.command)


def test_a_check_is_the_whole_command_again():
    """What was stopped answers nobody; quoted for a shell, and left alone where it runs or others serve for it."""
    report = told(START._replace(command=("node", "a b.js")))
    step = Step("mend it", (), Safety.SHOW, False, "portwise why :3000", "")
    report = report._replace(findings=(report.findings[0]._replace(steps=(step,)),))
    kept, ended_well = report.start._replace(left=(Process(1, 1, "node"),)), report.start._replace(exit=Exit(0))

    assert "portwise why :3000 -- node 'a b.js'" == afterwards(report, report.start, ":3000").lead.steps[0].verify
    assert (step,) == afterwards(report, kept, ":3000").lead.steps
    assert (step,) == afterwards(report, ended_well, ":3000").lead.steps


def test_what_was_stopped_is_started_again_before_a_client_comes():
    """A step that goes to the place where it listened."""
    node = Process(4711, 1, "node")
    door = Opened(Doing.LISTENS, ip_address("::1"), 3000, False, 7, node)
    report = told(START._replace(running=(Member(node, "S"),), opened=(door,)))
    step = Step("use it", ("curl", "[::1]:3000"), Safety.SAFE, False, "portwise why :3000", "")
    report = report._replace(findings=(report.findings[0]._replace(steps=(step,)),))
    first, second = afterwards(report, report.start, ":3000").lead.steps

    assert (("portwise", "why", "--keep", ":3000", "--", "node"), step.command) == (first.command, second.command)


def test_nobody_is_told_to_end_what_is_gone():
    """Its processes were stopped; a step about another one stands, and so does one about what was kept."""
    node, other = Process(4711, 1, "node"), Process(42, 1, "old")
    steps = tuple(Step("end it", ("kill", str(p.pid)), Safety.ASK, False, "", "") for p in (node, other))
    report = told(START._replace(running=(Member(node, "S"),)))
    report = report._replace(findings=(report.findings[0]._replace(steps=steps),))

    assert [("portwise", "why", "--keep", "--", "node"), ("kill", "42")] == [
        step.command for step in afterwards(report, report.start).lead.steps
    ]
    assert steps == afterwards(report, report.start._replace(left=(node,))).findings[0].steps


@pytest.mark.parametrize(("end", "leads"), [(Exit(1), "crashed"), (Exit(0), "neighbour"), (None, "neighbour")])
def test_who_failed_before_it_listened_leads(end, leads):
    """A server of somebody else is not what was asked for; one that ended well has handed over, or still runs."""
    start = START._replace(exit=end, refusals=())
    seen = Evidence(TARGET).plus((Answer(STARTED.of(HERE), Known(start), "output of node"),))
    (observed,) = seen
    before = told(start).lead._replace(cause="neighbour")
    crashed = before._replace(cause="crashed", because=(Said("it has an error", (observed.id,)),))
    report = told(start)._replace(findings=(before, crashed))

    assert leads == joined(report, start).lead.cause
