"""What the command said, beside what was found: one more sentence, from another witness."""

from __future__ import annotations

from portwise.model.evidence import Evidence
from portwise.model.facts import HERE, STARTED
from portwise.model.outcome import Outcome
from portwise.model.report import Finding, Report, Said
from portwise.model.start import Start

BINDS = {
    Outcome.BIND_EADDRINUSE: "EADDRINUSE",
    Outcome.BIND_EACCES: "EACCES",
    Outcome.BIND_EPERM: "EACCES",
    Outcome.BIND_EADDRNOTAVAIL: "EADDRNOTAVAIL",
}
SAYS = "the command itself says that bind(2) failed so"


def joined(report: Report, start: Start) -> Report:
    """The report of the address with the command, and the lead with its words where they are about the same error."""
    report = report._replace(start=start)
    said = agreement(start, report.symptom, report.evidence)
    if said is None or report.lead is None:
        return report
    return report._replace(findings=tuple(with_words(f, said) if f is report.lead else f for f in report.findings))


def afterwards(report: Report, after: Start) -> Report:
    """With what became of the command; a step that is about a process of it which has been stopped is none any more."""
    left = {process.pid for process in after.left}
    gone = {str(m.process.pid) for m in after.running if m.process.pid not in left}
    return report._replace(start=after, findings=tuple(without(f, gone) for f in report.findings))


def without(finding: Finding, gone: set[str]) -> Finding:
    return finding._replace(steps=tuple(step for step in finding.steps if not gone & set(step.command)))


def agreement(start: Start, symptom: Outcome | None, seen: Evidence) -> Said | None:
    errno = BINDS.get(symptom) if symptom else None
    words = next((one.text for one in start.refusals if one.errno == errno), None)
    if words is None or STARTED.of(HERE) not in seen:
        return None
    return Said(SAYS, (seen.observation(STARTED.of(HERE)).id,), told=f"the command says: {words}")


def with_words(finding: Finding, said: Said) -> Finding:
    return finding._replace(because=(*finding.because, said))
