"""The report on a command of which no address is known."""

import pytest

from portwise.app.unaddressed import report
from portwise.model.process import Process
from portwise.model.report import Verdict
from portwise.model.service import Kind, Line
from portwise.model.start import End, Exit, Member, Start
from portwise.render.brief import render as brief
from portwise.render.layout import Look, cells
from portwise.render.text import render

SH = Process(11, 101, "sh")
RUNS = Start(("sh", "-c", "a b"), "/", SH, End.TIME, None, 20000.0, (Member(SH, "S"),))
ENDED = Start(
    ("sh", "-c", "a b"), "/", SH, End.ENDED, Exit(1), 30.0, said=(Line(Kind.ERROR, 0, "it ended with status 1"),)
)


def says(kind, text):
    return (Line(kind, 0, text),)


@pytest.mark.parametrize(
    "start, cause, title",
    [
        (ENDED, "service-crashed-at-start", "it ended with status 1"),
        (
            ENDED._replace(said=(*says(Kind.ERROR, "KeyError: 'A'"), *ENDED.said)),
            "service-crashed-at-start",
            "KeyError: 'A'",
        ),
        (RUNS._replace(held=("it waits for the lock on a",)), "start-blocked-by-prompt-or-lock", "the lock on a"),
        (RUNS._replace(said=says(Kind.ASKING, "Sure?")), "start-blocked-by-prompt-or-lock", "it asks: Sure?"),
        (
            RUNS._replace(said=says(Kind.LOCKED, "a server is already running")),
            "start-blocked-by-prompt-or-lock",
            "already",
        ),
        (
            RUNS._replace(said=(*says(Kind.ERROR, "Error: x"), *says(Kind.WAITING, "app crashed - waiting"))),
            "dev-watcher-alive-child-crashed",
            "Error: x",
        ),
    ],
)
def test_what_keeps_it_is_the_cause(start, cause, title):
    """By its own words, by its end, and by what the kernel says; each sentence rests on what was observed."""
    told = report(start)
    (finding,) = told.supported

    assert (Verdict.BROKEN, cause) == (told.verdict, told.lead.cause)
    assert title in finding.title
    assert all(said.cites for said in finding.because)


def test_a_question_that_was_answered_keeps_nobody():
    """Only its last word counts."""
    start = RUNS._replace(said=(*says(Kind.ASKING, "Sure?"), *says(Kind.ERROR, "Error: later")))

    assert (Verdict.UNKNOWN, None) == (report(start).verdict, report(start).lead)


def test_who_says_nothing_and_runs_is_not_known():
    """It may still come; what would tell more is said."""
    told = report(RUNS)

    assert (Verdict.UNKNOWN, ()) == (told.verdict, told.findings)
    assert "portwise why --timeout 60 -- sh -c 'a b'" in render(told)


def test_a_good_end_without_a_server_is_broken_and_no_cause():
    """It did what it was to do, and that was not to listen."""
    told = report(ENDED._replace(exit=Exit(0), said=()))

    assert (Verdict.BROKEN, None) == (told.verdict, told.lead)
    assert "ended with status 0 and never listened" in render(told)


@pytest.mark.parametrize("start", [RUNS, ENDED, RUNS._replace(held=("it waits for a debugger",))])
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_every_width_is_kept(start, width):
    """The screen is as wide as the terminal, and the brief form one line."""
    told = report(start._replace(last=("a line that is long " * 20,)))

    assert [] == [line for line in render(told, Look(width)).splitlines() if cells(line) > width]
    assert len(brief(told, Look())) <= 160


def test_no_step_has_a_gap():
    """What the cause would do with an address or a log is left out."""
    for start in (ENDED, RUNS._replace(held=("it waits for a debugger",))):
        steps = report(start).lead.steps

        assert steps
        assert [] == [step for step in steps if "{" in step.does or any(word.isupper() for word in step.command)]
