"""A text beside a live diagnosis: what it is about, and what it adds to what was measured."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portwise import knowledge
from portwise.app.reading import cited, everything_else, reading, spoken
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import ADDRESSES, ATTEMPT, SAW
from portwise.model.reading import Reading, Spoken
from portwise.model.report import Finding, Report, State
from portwise.model.target import NotATarget, Target
from portwise.read.aim import NO_TARGET, aim
from portwise.read.facts import answers
from portwise.read.places import places
from portwise.read.readers import speaking, understood
from portwise.reason.leads import said
from portwise.reason.think import think
from portwise.reason.verdict import symptom, verdict

OF_THE_TARGET = (ADDRESSES, ATTEMPT, SAW)  # measured here, or told of other clients
BINDING = re.compile(r"\bbind(?:ing)?\b|\blisten(?:ing)? on\b|\balready in use\b|\btake (?:the )?port\b")


SOCKET_FILE = re.compile(  # as clients of Docker, PostgreSQL and MySQL, Go, Node and PHP write it
    r"(?:\bunix:(?://)?|\b(?:socket|dial unix)(?: at| file)?:? [\"'(]?|\bconnect E[A-Z]+ )"
    r"(?P<path>/[^\s\"'():]*[^\s\"'():.,])"
)


def about(words: str) -> Target | None:
    """The target that an error line, a sentence or a pasted output speaks of; None where it names none."""
    text = understood(words)
    found = aim(text)
    if found is not NO_TARGET:
        return found
    if file := SOCKET_FILE.search(words):
        return Target.parse(f"unix:{file['path']}")
    place = next((place for line in text.lines for place in places(line.text)), None)
    if place is None:
        return None
    host = f"[{place.host}]" if ":" in place.host else place.host
    port = f":{place.port}" if place.port else ""
    try:
        if BINDING.search(text.folded):
            return Target.to_bind(f"{host}{port}")
        start = f"{place.scheme}://" if place.scheme else ""
        return Target.parse(f"{start}{host or 'localhost'}{port}")
    except NotATarget:
        return None


def together(report: Report, raw: bytes) -> Report:
    """
    The report with what a text adds.  What was measured stands; what the text tells beside it is judged with it, and
    its leads order what is still open.
    """
    text = understood(raw)
    causes = knowledge.causes()
    leads = speaking(text)
    seen = everything_else(causes, filled(report.evidence, answers(text, report.target)), text)
    seen = seen.plus(cited(text, (n for _, lines in leads for n in lines)))
    thought = think(causes, seen, symptom(seen))
    judged = report._replace(
        verdict=verdict(seen, thought.findings),
        findings=thought.findings,
        path=thought.path,
        observations=tuple(seen),
    )
    return again(judged, reading(text, seen, tuple(spoken(leads, seen))))


def again(report: Report, told: Reading) -> Report:
    """What its causes make of all answers, in the order of what the text says beside."""
    return report._replace(findings=tuple(ordered(report.findings, told.spoken)), reading=told)


def filled(measured: Evidence, told: Iterable[Answer]) -> Evidence:
    """Only where nothing was to be had here does a text answer for the machine."""
    known = {o.question for o in measured if isinstance(o.said, Known)}
    more = [one for one in told if one.question not in known and one.question.fact not in OF_THE_TARGET]
    return measured.without(*(one.question for one in more)).plus(more)


def ordered(findings: Iterable[Finding], leads: tuple[Spoken, ...]) -> Iterator[Finding]:
    """Supported ones as they stand; what is untested in the order of what speaks for it, then the refuted."""
    findings = [with_leads(finding, leads) for finding in findings]
    states = list(State)
    worth = {finding.cause: sum(one.weight for one in leads if one.cause == finding.cause) for finding in findings}
    untested = State.UNTESTED
    yield from sorted(findings, key=lambda f: (states.index(f.state), -worth[f.cause] if f.state is untested else 0))


def with_leads(finding: Finding, leads: tuple[Spoken, ...]) -> Finding:
    if finding.state is State.REFUTED:
        return finding
    mine = tuple(said(one) for one in leads if one.cause == finding.cause and one.weight > 0)
    return finding._replace(because=(*finding.because, *mine))
