"""The whole diagnosis in one line of at most 160 characters, for prompts, logs and commit messages."""

from __future__ import annotations

from portwise.model.report import Report, Verdict
from portwise.render import words
from portwise.render.headline import MARKS, says_what, shown
from portwise.render.layout import Look

MOST = 160  # one SMS, two lines of a terminal


def render(report: Report, look: Look) -> str:
    """Where it is too long, first the step and then the end of the sentence is left out, never the id of the cause."""
    sentence, cause = told(report, look)
    says, end = f"{MARKS[report.verdict]} {sentence}", look.clean(f" [{cause}]" if cause else "")
    whole = look.clean(says) + end + look.clean(first_step(report, look))
    if len(whole) <= MOST:
        return whole
    says = look.clean(says)
    return (says if len(says) + len(end) <= MOST else shortened(says, MOST - len(end), look)) + end


def told(report: Report, look: Look) -> tuple[str, str]:
    """The sentence, and the id of the cause that it names."""
    if report.reading is not None:
        from portwise.render import reading  # a text is brought by few

        return reading.brief(report, look)
    return named(report), report.lead.cause if report.lead else ""


def shortened(says: str, room: int, look: Look) -> str:
    """Before the last comma or colon of its second half, outside of brackets; else between two words of it."""
    dots = look.clean("…")
    kept = says[: room - len(dots)]
    commas = [n for n in range(room // 2, len(kept)) if says[n] in ",;:" and says[n + 1] == " " and closed(says[:n])]
    blank = kept.rfind(" ")
    return kept[: commas[-1] if commas else blank if blank >= room // 2 else len(kept)] + dots


def closed(text: str) -> bool:
    return text.count("(") == text.count(")")


def named(report: Report) -> str:
    says = says_what(report)
    unaddressed = report.start is not None and not report.attempts
    return says if unaddressed or shown(report) in says else f"{shown(report)}: {words.inside(says)}"


def first_step(report: Report, look: Look) -> str:
    if report.lead is None or report.verdict is Verdict.REACHABLE:
        return ""
    here = (step for step in report.lead.steps if step.command and step.platform in ("any", look.platform))
    step = next(here, None)
    return f"; {' '.join(map(words.quoted, step.command))}" if step else ""
