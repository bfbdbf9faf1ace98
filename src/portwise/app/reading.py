"""A pasted text, diagnosed with the same knowledge.  Nothing is probed, executed or looked up."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import Any

from portwise import knowledge
from portwise.app.advised import advised
from portwise.app.alongside import alongside
from portwise.app.apart import browsers_alone, shown_by, told_apart
from portwise.app.asked import to_know
from portwise.model.cause import Cause, Hop
from portwise.model.evidence import Answer, Evidence, Known, Unasked
from portwise.model.facts import LINE, Question
from portwise.model.outcome import Outcome
from portwise.model.reading import (
    SOUNDS,
    Failure,
    Line,
    Lines,
    Platform,
    Reading,
    Spoken,
    Success,
    Understood,
    line_of,
    source,
    told,
)
from portwise.model.report import Finding, Report, State, Verdict
from portwise.model.target import Target
from portwise.model.vantage import PLACE
from portwise.read.aim import NO_TARGET, aim
from portwise.read.beyond import BEYOND
from portwise.read.excerpt import MOST
from portwise.read.facts import answers
from portwise.read.instances import beside
from portwise.read.lead import Lead
from portwise.read.likeness import Likeness, near, shipped, shown
from portwise.read.readers import speaking, understood
from portwise.read.sounds import reasons, spoken_of
from portwise.read.text import READ, Text
from portwise.reason.leads import weighed
from portwise.reason.think import exhausted, think
from portwise.reason.verdict import symptom, tried

NOT_TOLD = "the text does not say"
SYSTEMS = ("macos", "windows", "wsl", "linux")  # on which steps are taken
MOST_QUOTED = 400  # characters of a line
MOST_SIGNS = 20_000  # of a text; a line has few, and no text more than some thousand lines
ENGINES = ("docker", "podman")  # which of them is spoken of decides what commands say


def read(raw: bytes | str, target: Target | None = None, known: Likeness | None = None) -> Report:
    """Say what a text speaks for; *target* where it is known, else what the text is about.

    *known* are the profiles that it is likened to, else those that come with portwise.
    """
    text = understood(raw)
    causes = knowledge.causes()
    target = target or aim(text)
    seen = Evidence(target).plus(answers(text, target))
    seen = everything_else(causes, seen, text)
    leads = [*speaking(text), *sounding(text, known or shipped())]
    alone = browsers_alone(text, seen)
    shown = (*(n for _, lines in leads for n in lines), *beside(text), *(shown_by(text) if alone else ()))
    seen = seen.plus(cited(text, shown))
    return concluded(text, seen, reading(text, seen, tuple(spoken(leads, seen)), alone))


def concluded(text: Text, seen: Evidence, told: Reading) -> Report:
    """What follows from what was read, now or when a bundle was made of it."""
    leads, alone = told.spoken, told.alone
    findings = alongside(judged(text, seen, knowledge.causes(), leads, alone), text, seen, alone)
    report = Report(
        target=seen.target,
        verdict=verdict(text, findings, {lead.says for lead in leads if not lead.says.startswith(SOUNDS)}),
        symptom=met(text, seen),
        attempts=tried(seen),
        findings=findings,
        path=(),
        observations=tuple(seen),
        elapsed_ms=0.0,
        vantage=PLACE,
        reading=told,
    )
    return told_apart(report, text, seen) if alone else report


def again(seen: Evidence, told: Reading) -> Report:
    """The same of evidence that was made of a text, by its signs and the lines that are left of it."""
    text = kept(told)
    target = NO_TARGET if seen.target == NO_TARGET else seen.target
    seen = everything_else(knowledge.causes(), Evidence(target, tuple(seen)), text)
    return concluded(text, seen, told._replace(understood=rows(text)))


def kept(told: Reading) -> Text:
    """Raises ValueError where it is longer than any text that is read."""
    lines = tuple(Line(number, written) for number, written in told.quotes)
    if sum(len(line.text) for line in lines) > 2 * MOST or len(told.noted) > MOST_SIGNS:
        raise ValueError("more lines than a text has")
    text = Text(lines, told.total)
    text.every = lines
    text.note(told.noted)
    return text


def sounding(text: Text, known: Likeness) -> Iterator[tuple[Lead, Lines]]:
    """What its words alone speak for; the heading of a table is nobody's word, and a bare number is no reason."""
    written = spoken_of(text)
    for one, worth in near(written, known):
        if words := reasons(one.words):
            named = shown(written, one._replace(words=words))
            says = f"{SOUNDS} others that were settled so: {', '.join(words)}"
            yield Lead(one.cause, says, worth, named.shown_in), named.lines


def judged(
    text: Text, seen: Evidence, causes: tuple[Cause[Any], ...], leads: tuple[Spoken, ...], alone: bool
) -> tuple[Finding, ...]:
    """By its facts and by its leads; the steps of what is named are told, with gaps where it does not say."""
    by_id = {cause.id: cause for cause in causes}
    named = seen.target is not NO_TARGET  # a text that names no port says nothing of whether it can exist
    thought = think((c for c in causes if named or c.hop is not Hop.TARGET), seen, symptom(seen))
    outcomes = frozenset(outcome for noted in text.signs(Failure) for outcome in noted.sign.outcomes)
    found = weighed(thought.findings, leads, by_id, outcomes, BEYOND, alone)
    systems = frozenset(shown_systems(text))
    fitting = (f for f in found if f.state is not State.UNTESTED or at_home(by_id[f.cause], systems))
    return tuple(advised(finding, by_id[finding.cause], text, seen, systems) for finding in fitting)


def at_home(cause: Cause[Any], systems: frozenset[str]) -> bool:
    """What is mended on macOS or Windows alone is nothing of a system that is none of them."""
    mended = {remedy.platform for remedy in cause.remedies}
    return not systems or bool(mended & {"any", "linux", *systems})


def shown_systems(text: Text) -> Iterator[str]:
    """On which steps may be taken; what runs in WSL is mended on either side."""
    for noted in text.signs(Platform):
        if noted.sign.name in SYSTEMS:
            yield from ("windows", "linux") if noted.sign.name == "wsl" else (noted.sign.name,)


def cited(text: Text, numbers: Iterable[int]) -> Iterator[Answer]:
    """A line as it stands there is an observation like any other."""
    for n in dict.fromkeys(numbers):
        yield Answer(LINE.of(n), Known(quote(text, n)), source(n))


def spoken(leads: Iterable[tuple[Lead, Lines]], seen: Evidence) -> Iterator[Spoken]:
    for lead, lines in leads:
        ids = tuple(seen.observation(LINE.of(n)).id for n in lines)
        yield Spoken(lead.cause, lead.says, lead.weight, ids)


def quote(text: Text, number: int) -> str:
    return text.by_number.get(number, "").strip()[:MOST_QUOTED]


def everything_else(causes: tuple[Cause[Any], ...], seen: Evidence, text: Text) -> Evidence:
    """What was asked and does not stand there, with the command that would tell."""

    def silent(question: Question[Any]) -> Answer:
        return Answer(question, Unasked(NOT_TOLD, to_know(question, seen.target, text)), PLACE)

    return exhausted(causes, seen, silent)


def verdict(text: Text, findings: tuple[Finding, ...], telling: Container[str]) -> Verdict:
    """Who pastes that a client got through, and something *telling* speaks for a cause, has another client in mind."""
    if text.signs(Failure):
        return Verdict.BROKEN
    if not text.signs(Success):
        return Verdict.UNKNOWN
    return Verdict.AMBIGUOUS if any(reasoned(finding, telling) for finding in findings) else Verdict.REACHABLE


def reasoned(finding: Finding, telling: Container[str]) -> bool:
    """A lead speaks for it, or its facts do; that it would be so, and what it sounds like, are no reasons."""
    if finding.state is State.SUPPORTED:
        return any(not one.trivial for one in finding.because)
    return finding.state is State.UNTESTED and any(one.says in telling for one in finding.because)


def met(text: Text, seen: Evidence) -> Outcome | None:
    """By what was tried where that is told, else by the likeliest meaning of the first failure."""
    if seen.target is not NO_TARGET and (found := symptom(seen)) is not None:
        return found
    words = (outcome for noted in text.signs(Failure) for outcome in noted.sign.outcomes[:1])
    return next((Outcome(word) for word in words if word in {o.value for o in Outcome} - {"connected", "bound"}), None)


def reading(text: Text, seen: Evidence, leads: tuple[Spoken, ...] = (), alone: bool = False) -> Reading:
    numbers = {number for o in seen if (number := line_of(o.source)) is not None}
    numbers |= {n for noted in text.noted for n in noted.lines}
    numbers |= {n for engine in ENGINES for n in text.find(rf"\b{engine}\b")[:1]}
    platform = next((noted.sign.name for noted in text.signs(Platform) if noted.sign.name in SYSTEMS), "")
    quotes = tuple((n, quote(text, n)) for n in sorted(numbers))
    return Reading(
        rows(text),
        tuple(gaps(numbers, text.total)),
        quotes,
        text.total,
        platform,
        closely=len(text.lines) if text.sampled else None,
        cut=READ * text.cut,
        noted=text.noted,
        spoken=leads,
        alone=alone,
    )


def rows(text: Text) -> tuple[Understood, ...]:
    return tuple(
        Understood(type(noted.sign).__name__.lower(), told(noted.sign), noted.lines[0]) for noted in text.noted
    )


def gaps(numbers: set[int], total: int) -> Iterator[tuple[int, int]]:
    """Runs of lines that are not among them, both ends included."""
    last = 0
    for n in (*sorted(numbers), total + 1):
        if n - last > 1:
            yield last + 1, n - 1
        last = n
