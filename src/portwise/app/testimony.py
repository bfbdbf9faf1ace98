"""What somebody says beside what was measured: read, put into the evidence, and thought through again."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import Any

from portwise import collect, knowledge
from portwise.app.asking import know
from portwise.app.manner import AS_USUAL, Manner
from portwise.app.moments import moment
from portwise.host.api import Host
from portwise.model.cause import Cause
from portwise.model.client import Client
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import BROWSED, CHANGES, EXTENSIONS, HERE, OWNERS, SAW, SESSION, WORKED
from portwise.model.report import Finding, Report, State
from portwise.model.target import Intent
from portwise.model.testimony import NOTHING, YOU_SAID, Changes, Elsewhere, Heard, Saw, Testimony
from portwise.model.vantage import OWN_PLACE, Vantage
from portwise.reason import testimony as reasoning
from portwise.reason.inquiry import MOST, SINCE, Inquiry, chosen
from portwise.reason.think import think
from portwise.reason.verdict import symptom, verdict
from portwise.words.elsewhere import Suspect, filled, settling, suspects
from portwise.words.testimony import NotTestimony, saw

__all__ = ["Inquiry", "NotTestimony", "answered", "heard", "question", "read", "statement"]

ANOTHER = "localhost-is-another-machine"


def read(says: Iterable[str], binding: bool = False) -> tuple[Saw, ...]:
    """``curl=ok`` and its like.  Raises `NotTestimony`."""
    told = tuple(saw(text, binding) for text in says)
    for one in told:
        if sum(other.client == one.client for other in told) > 1:
            raise NotTestimony(f"--saw {one.client}=WORD is said twice; what did it meet last?")
    return told


def statement(says: Iterable[str], until: str | None, now: float, binding: bool = False) -> Testimony:
    """All that was said at once.  Raises `NotTestimony`."""
    return Testimony(read(says, binding), None if until is None else moment(until, now))


def heard(
    report: Report,
    host: Host,
    said: Testimony,
    manner: Manner = AS_USUAL,
    causes: Iterable[Cause[Any]] | None = None,
) -> Report:
    """The report after *said*, added to what was said before.  Nothing that was measured is measured again."""
    if said == NOTHING:
        return report
    causes = knowledge.causes() if causes is None else tuple(causes)
    seen = report.evidence.plus(observed(said), at=round(report.elapsed_ms / 1000, 4))
    seen = know(host, collect.ALL, seen, asked(seen), manner, report.elapsed_ms / 1000)
    thought = think(causes, seen, symptom(seen), manner.deep)
    return report._replace(
        verdict=verdict(seen, thought.findings),
        findings=asked_from(report.vantage, thought.findings),
        path=thought.path,
        observations=tuple(seen),
        heard=Heard(
            Testimony(reasoning.told(seen), seen.get(WORKED.of(HERE))),
            reasoning.contradictions(seen, thought.findings),
            tuple(elsewhere(report._replace(findings=thought.findings), seen, host, causes)),
            reasoning.fits(thought.findings),
            since(seen.get(WORKED.of(HERE))),
            changes(seen, thought.findings),
        ),
    )


def asked_from(place: str, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Their steps as they are taken there."""
    if place == OWN_PLACE:
        return findings
    from portwise.app.vantages import verified_there  # few go elsewhere

    return tuple(verified_there(finding, Vantage.of(place)) for finding in findings)


def since(moment: float | None) -> str:
    return "" if moment is None else time.strftime("%Y-%m-%d %H:%M", time.localtime(moment))


def observed(said: Testimony) -> Iterator[Answer]:
    for one in said.saw:
        yield Answer(SAW.of(one.client), Known(one), YOU_SAID)
    if said.worked_until is not None:
        yield Answer(WORKED.of(HERE), Known(said.worked_until), YOU_SAID)


def asked(seen: Evidence) -> Iterator[Any]:
    """What the machine can tell to it."""
    since = seen.get(WORKED.of(HERE))
    if since is not None:
        yield CHANGES.of(since)
    if reasoning.differs(seen):
        yield SESSION.of(HERE)
    if beside_a_clean_one(seen):
        yield EXTENSIONS.of(HERE)


def beside_a_clean_one(seen: Evidence) -> bool:
    """Whether a browser fails, as was said, where a clean one got the page."""
    browsed = seen.get(BROWSED.of(HERE))
    failing = any(saw.kind is Client.BROWSER and not saw.works for saw in reasoning.told(seen))
    return failing and browsed is not None and browsed.works


def changes(seen: Evidence, findings: Iterable[Finding]) -> Changes:
    """Of processes only those that a finding speaks of, or that hold the port; the rest is how shells come and go."""
    since = seen.get(WORKED.of(HERE))
    known = None if since is None else seen.get(CHANGES.of(since))
    if known is None:
        return Changes((), ())
    cites = {one for f in findings if f.state is not State.REFUTED for said in f.because for one in said.cites}
    spoken = {o.question.key for o in seen if o.id in cites}
    holders = {who for o in seen if o.question.fact is OWNERS and isinstance(o.said, Known) for who in o.said.value}
    rows = (row for row in known.rows if row.process is None or row.process in spoken | holders)
    return Changes(tuple(rows), known.unread)


def elsewhere(report: Report, seen: Evidence, host: Host, causes: Iterable[Cause[Any]]) -> Iterator[Elsewhere]:
    """What could be behind a client that fails: what its own word names, and what spares who gets through."""
    if report.target.intent is Intent.BIND:
        return
    through = symptom(seen) is None or any(one.works for one in reasoning.told(seen))
    known, stand = {cause.id for cause in causes}, {f.cause for f in report.findings if f.state is State.SUPPORTED}
    done: set[Suspect] = set()  # two clients that are told whom to trust in two ways have a test each
    for one in reasoning.told(seen):
        if one.works or one.kind is Client.CURL or reasoning.explained(one, report.findings):
            continue
        for row in suspects(one, report.target, host.me().platform, through):
            if row.cause not in stand and row not in done and not (row.cause == ANOTHER and at_home(seen, one)):
                done.add(row)
                yield told_of(row, one, report, seen, row.cause in known)


def at_home(seen: Evidence, one: Saw) -> bool:
    """A browser beside this shell has the same localhost; another program may run anywhere."""
    return one.kind is Client.BROWSER and seen.get(SESSION.of(HERE)) is None


def told_of(row: Suspect, one: Saw, report: Report, seen: Evidence, known: bool) -> Elsewhere:
    here = seen.get(SESSION.of(HERE)) if row.cause == ANOTHER else None
    says = filled(row.says, one, report.target)
    if here is not None:
        says = f"this shell came here over {here.kind}: {one.client} on the machine before you has its own localhost"
    test, argv = settling(row, one)
    command = tuple(filled(word, one, report.target) for word in argv)
    return Elsewhere(row.cause, says, filled(test, one, report.target), command, known)


def question(report: Report, asked: Iterable[str]) -> Inquiry | None:
    """What a person should be asked next, if an answer would change what is said first."""
    asked = tuple(asked)
    return chosen(report.findings, report.evidence, report.symptom, asked) if len(asked) < MOST else None


def answered(report: Report, inquiry: Inquiry, text: str, now: float) -> Testimony:
    """What was answered; nothing said is nothing known.  Raises `NotTestimony`."""
    word = text.strip()
    if not word:
        return NOTHING
    if inquiry.about == SINCE:
        return Testimony((), moment(word, now))
    if word.casefold() in ("n", "no") and report.symptom is not None:
        word = report.symptom.value  # as here
    return Testimony((saw(f"{inquiry.about}={'ok' if word.casefold() in ('y', 'yes') else word}"),))
