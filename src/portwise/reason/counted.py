"""What many attempts brought to light: a counter that moved names the cause that it counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from portwise.model.cause import Cause
from portwise.model.evidence import Evidence
from portwise.model.facts import Question
from portwise.model.outcome import Outcome
from portwise.model.repeat import Repeat
from portwise.model.report import Finding, Report, State, Step, Verdict
from portwise.reason import hops
from portwise.reason.fill import steps
from portwise.reason.judge import Judgement, bare, on, state
from portwise.reason.rule import rule, ruled


def named(report: Report, repeat: Repeat, causes: Iterable[Cause[Any]]) -> tuple[Cause[Any], ...]:
    """Those whose counter moved while clients noticed something, where nothing else is wrong."""
    if report.verdict is not Verdict.REACHABLE or report.supported:
        return ()
    return tuple(c for c in causes if c.counter in repeat.moved and repeat.hurt(c.explains))


def wonders(causes: Iterable[Cause[Any]], seen: Evidence) -> tuple[Question[Any], ...]:
    """What has to be asked before it can be told about whom it is."""
    every = (r for cause in causes for j in judgements(cause, seen) for r in (*j.needs, *j.filled))
    return tuple(dict.fromkeys(question for ruling in every for question in ruling.asks))


def counted(report: Report, repeat: Repeat, causes: Iterable[Cause[Any]]) -> Report:
    """With such findings in front; a server that made clients wait is not simply reachable."""
    seen = report.evidence
    whole = (next((j for j in judgements(cause, seen) if j.about is not None), None) for cause in causes)
    found = tuple(finding(judged, repeat) for judged in whole if judged)
    if not found:
        return report
    ids = {finding.cause for finding in found}
    findings = (*found, *(finding for finding in report.findings if finding.cause not in ids))
    return report._replace(findings=findings, path=hops.path(findings, seen), verdict=Verdict.AMBIGUOUS)


def judgements(cause: Cause[Any], seen: Evidence) -> Iterator[Judgement]:
    """About whatever it could be about; what it needs was so under load, and is not any more."""
    for at in seen.endpoints:
        things = ruled(cause.about, lambda view: tuple(cause.about.each(view)), seen, at)
        for about in things.value or (None,):
            slots = cause.slots.items() if about is not None else ()
            filled = tuple(rule(name, on(about, get), seen, at) for name, get in slots)
            yield Judgement(cause, seen, at, about, state((things,)), (things,), filled=filled)


def finding(judged: Judgement, repeat: Repeat) -> Finding:
    cause, seen, filled = judged.cause, judged.seen, judged.filled
    told = steps(cause, filled, seen.target)
    return bare(judged)._replace(
        title=cause.plain,
        explains=cause.explains | {Outcome.CONNECTED},
        state=State.SUPPORTED,
        because=tuple(need.said(seen, filled) for need in judged.needs),
        steps=tuple(under_load(step, repeat) for step in told),
    )


def under_load(step: Step, repeat: Repeat) -> Step:
    """At rest all was well before, too."""
    if not step.verify.startswith("portwise why "):
        return step
    return step._replace(verify=f"{step.verify} --repeat {repeat.asked} --concurrency {repeat.concurrency}")
