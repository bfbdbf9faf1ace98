"""
Findings of a text: what the causes make of its facts, weighed with the leads that it gives.

On a machine everything that a cause needs can be asked; a text leaves most of it out.  So its facts prove and refute as
ever, and among what they leave open the leads decide the order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portwise.model.cause import Cause, Hop, Scope
from portwise.model.reading import Spoken
from portwise.model.report import Finding, Said, State

PROVEN, REFUTED, MISFIT = 3.0, -3.0, -1.5  # log-odds: of a text, whose tables may be of another machine
DOUBTED, ENOUGH = -0.75, 2.0  # a refutation by its facts, where leads speak for the cause: it may be of another hop
FIRMLY = -6.0  # where a client like ours printed that it got through, at every address
LEAST = 0.5  # what leads have to be worth before a cause is named for them
MOST = 8  # findings that something speaks for
OFFERED = 3  # findings that are told where nothing speaks for any
NOTHING: frozenset[str] = frozenset()
PRIOR = 0.5  # how much of the prior counts beside what somebody took the trouble to write


def weighed(
    findings: Iterable[Finding],
    spoken: Iterable[Spoken],
    causes: Mapping[str, Cause[Any]],
    met: frozenset[str],
    beyond: Mapping[str, frozenset[str]],
    through: bool = False,
) -> tuple[Finding, ...]:
    """
    One finding for each cause that is proven, refuted or spoken for, in the order of all that speaks.

    *met* are the outcomes that the text tells of; a cause that explains none of them loses.  Of some causes other
    clients meet more than ours would: *beyond*, by their id.  *through*: a client like ours got through everywhere, so
    that what is refuted by it stays so.
    """
    leads: dict[str, list[Spoken]] = {}
    for one in spoken:
        leads.setdefault(one.cause, []).append(one)
    judged: dict[str, Finding] = {}
    for finding in findings:
        best = judged.get(finding.cause)
        if best is None or list(State).index(finding.state) < list(State).index(best.state):
            judged[finding.cause] = finding
    named = [cause for cause in causes if cause in judged or cause in leads]
    scored = [
        with_leads(
            judged.get(id_),
            leads.get(id_, []),
            causes[id_],
            met,
            beyond.get(id_, NOTHING),
            through and causes[id_].scope is Scope.ADDRESS and causes[id_].hop <= Hop.LISTENER,
        )
        for id_ in named
    ]
    ordered = sorted(scored, key=lambda f: (-f.score, f.cause))
    told = [finding for finding in ordered if finding.because and finding.state is not State.REFUTED]
    rest = [f for f in ordered if fits(f, met, beyond.get(f.cause, NOTHING)) and f not in told]
    told = [*told[:MOST], *rest[: max(OFFERED - len(told), 0)]]
    return (*told, *(finding for finding in ordered if finding.state is State.REFUTED))


def fits(finding: Finding, met: frozenset[str], beyond: frozenset[str]) -> bool:
    """Named for what was met alone, where hardly anything else is told."""
    return finding.state is State.UNTESTED and bool({*(outcome.value for outcome in finding.explains), *beyond} & met)


def with_leads(
    finding: Finding | None,
    leads: list[Spoken],
    cause: Cause[Any],
    met: frozenset[str],
    beyond: frozenset[str],
    firmly: bool,
) -> Finding:
    """Without a lead it is known for what was met alone, and stands behind those that something speaks for."""
    worth = sum(one.weight for one in leads)
    explains = {outcome.value for outcome in cause.explains}
    if finding and finding.state is State.REFUTED and met & beyond and not met & explains:
        finding = plainly(cause)  # it was judged for what our own client would meet, and another client met it
    state = finding.state if finding else State.UNTESTED
    if not firmly:
        refuted = DOUBTED if sum(one.weight for one in leads if one.weight > 0) >= ENOUGH else REFUTED
    else:
        refuted = FIRMLY
    shift = {State.SUPPORTED: PROVEN, State.REFUTED: refuted, State.UNTESTED: 0.0}[state]
    if state is State.REFUTED and worth + refuted >= LEAST:
        state = State.UNTESTED  # a table of another machine, or of another moment
    score = cause.prior * PRIOR + worth + shift + (MISFIT if met and not met & (explains | beyond) else 0.0)
    base = finding or plainly(cause)
    spoken_for = worth >= LEAST or state is State.SUPPORTED
    for_it = tuple(said(one) for one in sorted(leads, key=lambda one: -one.weight) if one.weight > 0)
    against = tuple(said(one) for one in leads if one.weight < 0)
    return base._replace(
        state=state,
        score=score,
        probability=None,
        title=base.title or cause.plain,
        because=(*for_it, *base.because) if spoken_for else (),
        against=(*base.against, *against),
    )


def said(one: Spoken) -> Said:
    return Said(one.says, one.cites)


def plainly(cause: Cause[Any]) -> Finding:
    return Finding(
        cause=cause.id,
        title=cause.plain,
        hop=cause.hop,
        explains=cause.explains,
        about=None,
        addresses=(),
        state=State.UNTESTED,
        score=cause.prior,
        because=(),
        against=(),
        unless=(),
        steps=(),
        suspect=cause.suspect,
        spares=cause.spares,
    )
