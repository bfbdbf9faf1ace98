"""What a person sees of every case, at every width."""

import re

from portwise.model.report import State, Verdict
from portwise.render.advice import SHELL_WORD
from portwise.render.brief import render as brief
from portwise.render.headline import untested
from portwise.render.layout import Look, cells
from portwise.render.text import render
from portwise.render.words import inside, quoted
from portwise_lab.case import cases
from portwise_lab.run import parts
from tests.lab.laws import each

WIDTHS = (40, 60, 80, 120)

each_part = each(parts(cases()))


@each_part
def test_no_line_is_wider_than_the_terminal(part, looks):
    """One word of a command is never broken, for it could not be copied, nor is the id of a cause; all else is."""
    report, _ = looks[part]
    argv = {word for f in report.supported for step in f.steps for word in (*map(quoted, step.command), f.cause)}
    argv.add(report.target.raw)  # of what is asked next
    argv |= {word for f in report.supported for step in f.steps for word in re.findall(SHELL_WORD, step.verify)}
    argv |= {word for row in (report.heard.elsewhere if report.heard else ()) for word in row.command}
    wide = [line for width in WIDTHS for line in render(report, Look(width)).splitlines() if cells(line) > width]

    assert [] == [line for line in wide if not any(len(word) > 20 and word[:20] in line for word in argv)]


@each_part
def test_plain_text_is_ascii(part, looks):
    """Also where a process or a page speaks another language."""
    report, _ = looks[part]

    assert render(report, Look(80, plain=True)).isascii()
    assert brief(report, Look(plain=True)).isascii()


@each_part
def test_the_brief_form_is_one_line(part, looks):
    """At most 160 characters, and with the id of the cause."""
    report, _ = looks[part]
    line = brief(report, Look())

    assert (True, 1) == (len(line) <= 160, len(line.splitlines()))
    assert report.lead is None or f"[{report.lead.cause}]" in line


@each_part
def test_what_could_not_be_seen_is_no_no(part, looks):
    """Where a cause that would explain it could not be looked at, neither form says that nothing is behind it."""
    report, _ = looks[part]
    hidden = untested(report)
    forms = (render(report, Look(4000)).splitlines()[0], brief(report, Look()))

    assert report.lead or not hidden or all("cannot be seen" in form for form in forms)


@each_part
def test_the_screen_names_what_stands(part, looks):
    """Every supported cause and every address is on it; a healthy target needs no more than a few lines."""
    report, _ = looks[part]
    screen = render(report, Look(80))
    lead = {report.lead.cause} if report.lead else set()

    assert [] == [
        f.cause for f in report.supported if f.cause not in screen and report.verdict is not Verdict.REACHABLE
    ]
    assert [] == [str(t.spot) for t in report.attempts if str(t.spot) not in screen]
    assert report.verdict is not Verdict.REACHABLE or lead or len(screen.splitlines()) <= 3 + len(report.attempts)


@each_part
def test_a_reader_sees_at_most_three_causes(part, looks):
    """Unless more are supported; of the others those that were ruled out are named as suspicions alone."""
    report, _ = looks[part]
    screen = " ".join(render(report, Look(120)).split())
    stand = {f.cause for f in report.supported}
    open_still = {f.cause for f in report.findings if f.state is State.UNTESTED and inside(f.title) in screen}

    assert len(stand | open_still) <= max(3, len(stand))
