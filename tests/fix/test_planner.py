"""Which of the steps of a finding is the one that a plan has, where none of them can be done."""

import pytest

from portwise.fix import planner
from portwise.fix.planner import AS_WANTED, NOT_SO, planned
from portwise.model.cause import Hop, Safety
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import COMMAND, CWD, DECLARED, OWNERS
from portwise.model.process import Process
from portwise.model.report import Finding, Report, State, Step, Verdict
from portwise.model.settings import Declared
from portwise.model.target import Target

DOOR = ("curl", "-v", "127.0.0.1:3000")
WAY = Step("on this machine, use the address it listens at", DOOR, Safety.SAFE, False, "", "")
LOOK = Step("see first whether this clock is right", ("timedatectl",), Safety.SAFE, False, "", "")
TUNNEL = Step("from another machine, come in through a tunnel", ("ssh", "-N", "-L"), Safety.SHOW, False, "", "")
OPEN = Step("or open it: restart it with --host", (), Safety.ASK, False, "", "")
ROOT = Step("ask again as root", ("sudo", "portwise", "why", "10.0.0.5:3000"), Safety.SAFE, True, "", "")
ROOTED = ROOT._replace(command=("sudo", "portwise", "fix", "10.0.0.5:3000"))
CLOCK = Step("if the clock is wrong, set it", ("timedatectl", "set-ntp", "true"), Safety.ASK, False, "", "")
RESUME = Step("let it go on", ("kill", "-CONT", "41"), Safety.ASK, False, "", "")
KEY = Step("or renew it", ("kill", "-CONT", "42"), Safety.ASK, False, "", "")
EDIT = Step("write PORT=3000", ("sed", "-i.before", "2s|3001|3000|", "/srv/.env"), Safety.ASK, False, "", "")
END = Step("then stop node (pid 41)", ("kill", "41"), Safety.ASK, False, "", "")
AGAIN = Step("then start it again", ("env", "-C", "/srv", "node", "server.js"), Safety.ASK, False, "", "")
UNIT = Step("then have systemd start it again", ("systemctl", "restart", "a.service"), Safety.ASK, False, "", "")
NODE = Process(41, 7, "node")
SEEN = Evidence(Target.parse("localhost:3000")).plus(
    [
        Answer(DECLARED.of("/srv"), Known((Declared(3001, "", "PORT", ".env", 2, ""),)), ".env"),
        Answer(OWNERS.of(9), Known((NODE,)), "/proc"),
        Answer(CWD.of(NODE), Known("/srv"), "/proc"),
        Answer(COMMAND.of(NODE), Known(("node", "server.js")), "/proc"),
    ]
)


@pytest.fixture
def plan(monkeypatch):
    """Of these steps, whose signals are known to a kind of ours, and refused for that reason."""
    deed = object()
    known = lambda step, *_: deed if step.command[:1] == ("kill",) else None  # noqa: E731
    monkeypatch.setattr(planner, "known", known)

    def made(steps, why=""):
        finding = Finding(
            "a", "It is so", Hop.LISTENER, frozenset(), None, (), State.SUPPORTED, 1.0, (), (), (), tuple(steps)
        )
        report = Report(Target.parse("10.0.0.5:3000"), Verdict.BROKEN, None, (), (finding,), (), (), 1.0)
        return planned(report, "", root=True, unfit=lambda _: why).moves[0]

    return made


@pytest.mark.parametrize(
    ("steps", "shown"),
    [
        ((WAY, TUNNEL, OPEN), WAY),
        ((WAY, CLOCK), CLOCK),  # a repair, before a way around
        ((LOOK, TUNNEL), TUNNEL),  # a look is none
        ((LOOK,), LOOK),
        ((TUNNEL, WAY), WAY),
        ((ROOT, LOOK, TUNNEL), ROOTED),  # whoever sees all of it repairs it
        ((ROOT, LOOK, WAY), WAY),
    ],
)
def test_a_place_that_answers_is_no_mere_look(plan, steps, shown):
    """And it is shown before what only helps from elsewhere, or opens the server."""
    assert shown.command == plan(steps).command


@pytest.mark.parametrize(
    ("command", "printed"),
    [
        ("sudo portwise why 10.0.0.5:3000", "sudo portwise fix 10.0.0.5:3000"),
        ("sudo portwise why 10.0.0.5:3000 --vantage netns:7", "sudo portwise fix 10.0.0.5:3000 --vantage netns:7"),
        ("sudo portwise why 10.0.0.5:3000 --trace", "sudo portwise why 10.0.0.5:3000 --trace"),
    ],
)
def test_whoever_lacks_the_right_is_told_how_root_repairs_it(plan, command, printed):
    """And that it needs root, not that nobody can know how."""
    asks = Step("ask again as root", tuple(command.split()), Safety.SAFE, True, "", "")
    move = plan((asks, LOOK))

    assert (tuple(printed.split()), planner.NEEDS_ROOT) == (move.command, move.why_shown)


@pytest.mark.parametrize(
    ("steps", "why", "shown"),
    [
        ((LOOK, CLOCK, KEY), "it takes a terminal", KEY),  # what was understood rests on what is so here
        ((LOOK, CLOCK, KEY), AS_WANTED, CLOCK),
        ((CLOCK, RESUME, KEY), "it takes a terminal", RESUME),
    ],
)
def test_a_step_that_was_understood_is_shown_before_one_of_another_premise(plan, steps, why, shown):
    """With the reason for which it is not done."""
    move = plan(steps, why)

    assert shown.command == move.command
    assert why == move.why_shown or shown is CLOCK


@pytest.mark.parametrize(("steps", "does"), [((KEY,), "renew it"), ((KEY, OPEN), "renew it")])
def test_a_command_that_would_do_something_else_is_not_printed(plan, steps, does):
    """The line does not have the word once, and sed takes the first."""
    move = plan(steps, NOT_SO)

    assert (does, (), NOT_SO) == (move.does, move.command, move.why_shown)


@pytest.mark.parametrize(
    ("after", "ends", "then", "says"),
    [
        ((END, AGAIN), END.command, AGAIN.command, "then stop node (pid 41), and start it again"),
        ((AGAIN,), (), AGAIN.command, "then start it again"),
        ((UNIT, AGAIN), (), UNIT.command, "then have systemd start it again"),  # that is one for itself
        ((OPEN,), (), (), ""),
    ],
)
def test_who_is_started_again_is_stopped_before(plan, after, ends, then, says):
    """A server that is merely started a second time finds its port taken, by itself."""
    shown = plan((EDIT, *after))

    assert (EDIT.command, ends, then, says) == (shown.command, shown.ends, shown.then, shown.then_does)


@pytest.mark.parametrize(("pid", "known"), [("41", True), ("42", False)])
def test_nobody_else_is_stopped(pid, known):
    """Whom the step says it ends is whom portwise ends."""
    end = END._replace(command=("kill", pid))

    assert known is (planner.known(EDIT, AGAIN, SEEN, "linux", end) is not None)
