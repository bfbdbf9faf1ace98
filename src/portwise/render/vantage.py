"""What the same target met from portwise's own place, beside what it met from where it was asked."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.evidence import Evidence
from portwise.model.facts import BROWSED, COMPARED, FROM_HERE, HERE
from portwise.model.outcome import Outcome
from portwise.model.report import Report
from portwise.model.vantage import CHECKER, Met, Plain
from portwise.render import words
from portwise.render.doubts import under
from portwise.render.layout import Look, hanging


def lines(report: Report, seen: Evidence, look: Look) -> Iterator[str]:
    """Also where it is the same: then the place makes no difference, and that is worth a line."""
    if BROWSED.of(HERE) in seen:
        from portwise.render import browse  # few send a browser

        yield from browse.lines(report, seen, look)
    yield from outside(seen, look)
    plainly = seen.get(FROM_HERE.of(HERE))
    if plainly is None or not plainly.is_known:
        return
    differs = plainly.differs(report.symptom, {tried.spot: tried.met for tried in report.attempts})
    why = f", which {words.listed(plainly.blamed)} explains" if plainly.blamed else ""
    source = seen.observation(FROM_HERE.of(HERE)).source
    says = f"{met(plainly)}{why} ({source})" if differs else f"the same: {met(plainly)}{why}"
    yield from hanging(look, "  From here", says, under=under(look))


def outside(seen: Evidence, look: Look) -> Iterator[str]:
    """What a checker said that somebody had asked."""
    for at in seen.endpoints:
        question = COMPARED.of(at)
        compared = seen.get(question)
        if compared is not None and compared.place.kind == CHECKER:
            says = f"{compared.place.name}: {told(Met(at, compared.there))} ({seen.observation(question).source})"
            yield from hanging(look, "  From outside", says, under=under(look))


def otherwise(report: Report) -> str:
    """In the middle of a sentence; "" where it is the same, or not known."""
    plainly = report.evidence.get(FROM_HERE.of(HERE))
    if plainly is None or not plainly.differs(report.symptom, {tried.spot: tried.met for tried in report.attempts}):
        return ""
    if plainly.symptom is report.symptom:
        return "it goes otherwise at another address"
    return words.inside(words.HEADLINES[plainly.symptom or Outcome.CONNECTED])


def met(plainly: Plain) -> str:
    return words.listed(told(one) for one in plainly.tried) if plainly.tried else f"no address: {plainly.name}"


def told(one: Met) -> str:
    outcome = one.outcome
    return f"{one.spot} {words.SHORT.get(outcome, outcome.value) if outcome else 'not known'}"
