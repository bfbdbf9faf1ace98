"""What the command said, beside what was found: one more sentence, from another witness."""

from __future__ import annotations

import shlex

from portwise.model.cause import Safety
from portwise.model.evidence import Evidence
from portwise.model.facts import HERE, STARTED
from portwise.model.outcome import Outcome
from portwise.model.report import Finding, Report, Said, State, Step
from portwise.model.start import Start
from portwise.reason.aiming import failed

BINDS = {
    Outcome.BIND_EADDRINUSE: "EADDRINUSE",
    Outcome.BIND_EACCES: "EACCES",
    Outcome.BIND_EPERM: "EACCES",
    Outcome.BIND_EADDRNOTAVAIL: "EADDRNOTAVAIL",
}
WHY = "portwise why "
KEEP = "start it again and leave it running, to be looked at: portwise then says how, with its pid"
KEEP_FOR = "start it again and leave it running, for what follows comes to it"
SAYS = "the command itself says that bind(2) failed so"


def joined(report: Report, start: Start) -> Report:
    """The report of the address with the command, and the lead with its words where they are about the same error."""
    report = report._replace(start=start, findings=own_end_first(report, start))
    said = agreement(start, report.symptom, report.evidence)
    if said is None or report.lead is None:
        return report
    return report._replace(findings=tuple(with_words(f, said) if f is report.lead else f for f in report.findings))


def own_end_first(report: Report, start: Start) -> tuple[Finding, ...]:
    """Where the command failed before it listened, what is told of that leads: whoever listens elsewhere is not it."""
    question = STARTED.of(HERE)
    if not failed(start) or start.doors or question not in report.evidence:
        return report.findings
    heard = report.evidence.observation(question).id

    def of_its_end(finding: Finding) -> bool:
        return finding.state is State.SUPPORTED and any(heard in said.cites for said in finding.because)

    return tuple(sorted(report.findings, key=lambda finding: not of_its_end(finding)))


def afterwards(report: Report, after: Start, target: str = "") -> Report:
    """
    With what became of the command.

    A step about a process of it that has been stopped is none any more, what is to be done while it runs needs it to
    be started again, and so does every check.  *target* is what was asked beside the command.
    """
    report = report._replace(start=after)
    if after.left or handed_over(after):
        return report._replace(findings=tuple(without(f, stopped(after)) for f in report.findings))
    asked = (*((target,) if target else ()), "--", *after.command)
    lead = report.lead
    return report._replace(findings=tuple(stopping(f, after, asked, f is lead) for f in report.findings))


def handed_over(start: Start) -> bool:
    """It ended well: others serve for it, as those of docker and systemd do, and nobody stops them."""
    return start.exit is not None and not (start.exit.status or start.exit.signal) and not start.running


def stopped(start: Start) -> frozenset[str]:
    left = {process.pid for process in start.left}
    return frozenset(str(m.process.pid) for m in start.running if m.process.pid not in left)


def without(finding: Finding, gone: frozenset[str]) -> Finding:
    return finding._replace(steps=tuple(step for step in finding.steps if not gone & set(step.command)))


def stopping(finding: Finding, after: Start, asked: tuple[str, ...], leads: bool) -> Finding:
    """The same where nothing of the command runs any more."""
    again = shlex.join(("portwise", "why", *asked))
    kept = without(finding, stopped(after)).steps
    steps = tuple(step._replace(verify=again) if step.verify.startswith(WHY) else step for step in kept)
    clients = any(comes_to(step, after) for step in kept)
    if leads and after.running and (clients or not kept or len(kept) < len(finding.steps)):
        keep, undo = ("portwise", "why", "--keep", *asked), "stop it with the command that portwise prints"
        steps = (Step(KEEP_FOR if clients else KEEP, keep, Safety.ASK, False, again, undo), *steps)
    return finding._replace(steps=steps)


def comes_to(step: Step, start: Start) -> bool:
    """Whether it is a client of what ran."""
    places = {str(door.endpoint) for door in start.doors if start.running}
    return any(place in word for word in step.command for place in places)


def agreement(start: Start, symptom: Outcome | None, seen: Evidence) -> Said | None:
    errno = BINDS.get(symptom) if symptom else None
    words = next((one.text for one in start.refusals if one.errno == errno), None)
    if words is None or STARTED.of(HERE) not in seen:
        return None
    return Said(SAYS, (seen.observation(STARTED.of(HERE)).id,), told=f"the command says: {words}")


def with_words(finding: Finding, said: Said) -> Finding:
    return finding._replace(because=(*finding.because, said))
