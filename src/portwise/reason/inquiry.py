"""
Which question to a person would settle most, if any would.

Only where measuring left two causes or more so close that an answer would put another
one first.  The gain of a question is the entropy (in nats) that the mean of its answers
takes from the ranking; all answers count as equally likely, for nobody knows better.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import exp, log

from portwise.model.client import Client
from portwise.model.evidence import Evidence
from portwise.model.facts import AGE, HERE, SAW, WORKED
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.report import Finding, State
from portwise.model.testimony import Saw
from portwise.reason.testimony import BY_TIME, LIMIT, for_client

MOST = 3  # questions in one diagnosis: what people put up with
LEAST = 0.005  # nats; a word between two that measuring left level brings three times as much
MOST_OPEN = 4  # causes; among more a word settles nothing, and what could not be looked at should be
SINCE = "since"


class Inquiry(NamedTuple):
    about: str  # the client, or `SINCE`
    says: str  # without the question mark
    takes: str  # what can be answered


# Whom people have at hand; a runtime stands for all programs that take the first address.
CLIENTS = {
    "browser": (Client.BROWSER, "Does it work in a browser"),
    "curl": (Client.CURL, "Does it work with curl, in a shell of your own"),
    "node": (Client.NODE, "Does it work from Node.js"),
    "phone": (Client.OTHER, "Does it work from another machine"),
}
UNTIL = Inquiry(SINCE, "Until when did it work", "10:30, yesterday, 2026-11-19; Enter: not known")
WORDS = "y, n or what it says; Enter: not known"

Shifts = dict[int, float]  # by the place of a contender, what an answer adds to its score


def chosen(
    findings: Sequence[Finding], seen: Evidence, symptom: Outcome | None, asked: Iterable[str] = ()
) -> Inquiry | None:
    """The question with the greatest gain; None where the first cause stays the first whatever is answered."""
    close = contenders(findings, symptom)
    if symptom is None or not 1 < len({finding.cause for finding in close}) <= MOST_OPEN:
        return None
    open_still = (one for one in inquiries(close, seen, symptom) if one[0].about not in tuple(asked))
    weighed = [(gain(close, answers), n, inquiry) for n, (inquiry, answers) in enumerate(open_still)]
    worth = [(-gained, n, inquiry) for gained, n, inquiry in weighed if gained > LEAST]
    return min(worth)[2] if worth else None


def contenders(findings: Sequence[Finding], symptom: Outcome | None) -> list[Finding]:
    """Who could lead: the supported ones of the leading hop, else what could not be tested; as close as words reach."""
    fitting = [f for f in findings if symptom in f.explains]
    for state in (State.SUPPORTED, State.UNTESTED):
        rivals = [f for f in fitting if f.state is state]
        if rivals:
            hop = rivals[0].hop if state is State.SUPPORTED else None
            near = [f for f in rivals if hop in (f.hop, None)]
            best = max(f.score for f in near)
            return [f for f in near if best - f.score <= 2 * LIMIT[state]]
    return []


def inquiries(close: list[Finding], seen: Evidence, symptom: Outcome) -> Iterator[tuple[Inquiry, list[Shifts]]]:
    """Every question that was not answered yet, with what each of its answers would do."""
    for client, (kind, says) in CLIENTS.items():
        if SAW.of(client) not in seen:
            answers = (Saw(client, kind, "ok", ("connected",)), Saw(client, kind, symptom.value, (symptom.value,)))
            shifts = [{n: for_client(f, saw) for n, f in enumerate(close)} for saw in answers]
            yield Inquiry(client, says, WORDS), shifts
    if WORKED.of(HERE) not in seen and (ages := started(close, seen)):
        yield UNTIL, list(by_moment(ages))


def started(close: list[Finding], seen: Evidence) -> dict[int, list[float]]:
    """By the place of a contender, how many seconds ago the processes started that it is about."""
    ages = {}
    for n, finding in enumerate(close):
        cites = {one for said in finding.because for one in said.cites}
        who = dict.fromkeys(o.question.key for o in seen if o.id in cites and isinstance(o.question.key, Process))
        known = [age for one in who if (age := seen.get(AGE.of(one))) is not None]
        if known:
            ages[n] = known
    return ages


def by_moment(ages: dict[int, list[float]]) -> Iterator[Shifts]:
    """One answer before, between and after the starts."""
    starts = sorted({age for known in ages.values() for age in known})
    for moment in (starts[0] / 2, *((low + high) / 2 for low, high in pairwise(starts)), starts[-1] * 2):
        yield {n: BY_TIME if any(age < moment for age in known) else -BY_TIME for n, known in ages.items()}


def gain(close: list[Finding], answers: list[Shifts]) -> float:
    """What is learnt on average; nothing where no answer puts another cause first."""
    after = [shifted(close, answer) for answer in answers]
    if all(first(close, scores) == first(close, shifted(close, {})) for scores in after):
        return 0.0
    return entropy(shifted(close, {})) - sum(map(entropy, after)) / len(after)


def shifted(close: list[Finding], answer: Shifts) -> list[float]:
    most = LIMIT[close[0].state]
    return [f.score + min(max(answer.get(n, 0.0), -most), most) for n, f in enumerate(close)]


def first(close: list[Finding], scores: list[float]) -> str:
    """Of equals the first by name, as in the report."""
    return min((-score, finding.cause) for finding, score in zip(close, scores, strict=True))[1]


def entropy(scores: list[float]) -> float:
    mass = [exp(score) for score in scores]
    return -sum(part / sum(mass) * log(part / sum(mass)) for part in mass)
