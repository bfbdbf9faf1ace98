"""
What follows from what somebody says.

Testimony is of other clients, other moments and other machines, and people err.  So
it never decides: it moves no clause, and therefore supports and refutes nothing.
It tips the scales between causes that measuring has left level (`LIMIT`), and
where it cannot be so together with what was measured it is contradicted in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portwise.model import sources
from portwise.model.client import Client
from portwise.model.evidence import Evidence, Known, Observation
from portwise.model.facts import CHANGES, HERE, OWNERS, SAW, WORKED
from portwise.model.outcome import WELL, Outcome
from portwise.model.process import Process
from portwise.model.report import Finding, Said, State
from portwise.model.target import Intent, Target
from portwise.model.testimony import YOU_SAID, Change, Saw

# Priors and measured hints are multiples of 0.5 (tests/reason/test_testimony.py): twice 0.2 turns no difference round.
LIMIT = {State.SUPPORTED: 0.2, State.UNTESTED: 1.0, State.REFUTED: 0.0}
BY_CLIENT, BY_OUTCOME, BY_TIME = 1.0, 0.5, 0.5  # log-odds: whom it hits, what he met, what changed since
OURS = (Client.CURL,)  # go about a connection as our own attempt does


def told(seen: Evidence) -> tuple[Saw, ...]:
    """What was said of clients, in the order in which it was said."""
    return tuple(o.said.value for o in seen if o.question.fact is SAW and isinstance(o.said, Known))


def heeded(findings: Iterable[Finding], seen: Evidence) -> list[Finding]:
    """The findings with what testimony says for and against each."""
    return [heard(finding, seen) for finding in findings]


def heard(finding: Finding, seen: Evidence) -> Finding:
    """Of a refuted cause nothing more is said: what refuted it was measured."""
    if finding.state is State.REFUTED:
        return finding
    says = [*by_clients(finding, seen), *by_time(finding, seen)]
    most = LIMIT[finding.state]
    weight = min(max(sum(weight for weight, _ in says), -most), most)
    because = tuple(said for weight, said in says if weight > 0)
    return finding._replace(score=finding.score + weight, because=(*finding.because, *because))


def by_clients(finding: Finding, seen: Evidence) -> Iterator[tuple[float, Said]]:
    for saw in told(seen):
        if weight := for_client(finding, saw):
            cites = (seen.observation(SAW.of(saw.client)).id,)
            yield weight, Said(f"{YOU_SAID} that {saw.client} {met(saw)}, as this would have it", cites)


def for_client(finding: Finding, saw: Saw) -> float:
    """Whom a cause spares gets through, and whom it does not spare meets what it explains."""
    spared = saw.kind in finding.spares
    if saw.works:
        return BY_CLIENT if spared else -BY_CLIENT if troubles(finding) else 0.0
    if saw.causes:
        return BY_CLIENT if finding.cause in saw.causes else 0.0
    if spared:
        return -BY_CLIENT
    fits = Outcome.CONNECTED in finding.explains or any(o.value in saw.outcomes for o in finding.explains)
    return (BY_CLIENT if finding.spares else BY_OUTCOME) if fits else -BY_OUTCOME


def troubles(finding: Finding) -> bool:
    """Whether whoever is not spared notices it; some causes leave the connection well."""
    return Outcome.CONNECTED not in finding.explains


def by_time(finding: Finding, seen: Evidence) -> Iterator[tuple[float, Said]]:
    """What it rests on came about after it last worked, or had been there while it worked."""
    since = seen.get(WORKED.of(HERE))
    if since is None:
        return
    cites = {one for said in finding.because for one in said.cites}
    cited = [o for o in seen if o.id in cites]
    known = seen.get(CHANGES.of(since))
    if known is None:
        return
    worked = seen.observation(WORKED.of(HERE)).id
    changes = [change for change in known.rows if any(concerns(change, o) for o in cited)]
    if changes:
        says = f"{changes[0].what} after it last worked, as {YOU_SAID}"
        yield BY_TIME, Said(says, (worked, seen.observation(CHANGES.of(since)).id))
    elif any(isinstance(o.question.key, Process) for o in cited):
        yield -BY_TIME, Said("the processes that it is about ran while it worked", (worked,))


def concerns(change: Change, o: Observation) -> bool:
    """Whether an observation is about the process or the file that changed."""
    if change.process is not None:
        owned = isinstance(o.said, Known) and o.question.fact is OWNERS and change.process in o.said.value
        return owned or o.question.key == change.process
    if change.file:
        return change.file in sources.files(o)
    return change.kind == "certificate" and o.question.fact.name in ("tls", "hello")


def met(saw: Saw) -> str:
    return "gets through" if saw.works else f"meets {saw.word}"


def contradictions(seen: Evidence, findings: Iterable[Finding]) -> tuple[str, ...]:
    """Where what was said and what was measured cannot both be so, at one time and from one place."""
    supported = tuple(f for f in findings if f.state is State.SUPPORTED)
    return tuple(line for saw in told(seen) for line in against(saw, seen, supported))


def against(saw: Saw, seen: Evidence, supported: tuple[Finding, ...]) -> Iterator[str]:
    """Who is spared by what was found, or asks from another machine, may well meet something else."""
    measured = {spot: outcome for spot in seen.spots if (outcome := seen.met(spot)) is not None}
    if saw.about_tls and seen.target.asks_in_the_clear:
        yield from in_the_clear(saw, seen.target)
        return
    here = saw.kind in OURS or seen.target.intent is Intent.BIND
    if not measured or saw.kind is Client.OTHER or any(saw.kind in f.spares for f in supported):
        return
    ill = {outcome.value for outcome in measured.values() if outcome not in WELL}
    if saw.works:
        contrary = not set(measured.values()) & WELL
    else:
        contrary = here and not ill & set(saw.outcomes) and not any(Outcome.CONNECTED in f.explains for f in supported)
    if contrary:
        where = ", ".join(f"{outcome.value} at {spot}" for spot, outcome in measured.items())
        why = f"it changed since, or {saw.client} used another address or a proxy"
        yield f"{YOU_SAID} that {saw.client} {met(saw)}; measured now: {where}. Either {why}"


def in_the_clear(saw: Saw, target: Target) -> Iterator[str]:
    """What a certificate or a handshake is complained of was met elsewhere."""
    itself = ", turned the URL into https by itself" if saw.kind is Client.BROWSER else ""
    why = f"{saw.client} was sent on to https{itself} or asked another server"
    yield f"{YOU_SAID} that {saw.client} {met(saw)}; {target.scheme}:// has no TLS, and no certificate. Either {why}"


def differs(seen: Evidence) -> bool:
    """Whether another client than one that does as we do is said to fail; the latter is only contradicted."""
    connects = seen.target.intent is Intent.CONNECT
    return connects and any(not saw.works and saw.kind not in OURS for saw in told(seen))


def explained(saw: Saw, findings: Iterable[Finding]) -> bool:
    """Whether a cause that stands hits that client with what it met: then nothing else need be looked for."""
    return any(f.state is State.SUPPORTED and for_client(f, saw) > 0 for f in findings)


def fits(findings: Iterable[Finding]) -> tuple[str, ...]:
    """What could not be tested, and that what was said speaks for, the likeliest first."""
    open_still = [f for f in findings if f.state is State.UNTESTED and any(YOU_SAID in s.says for s in f.because)]
    return tuple(dict.fromkeys(f.cause for f in sorted(open_still, key=lambda f: -f.score)))
