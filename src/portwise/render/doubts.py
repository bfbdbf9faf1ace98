"""What was ruled out, what would take a finding back, what could not be looked at, and all that was seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from portwise.model.cause import Hop
from portwise.model.evidence import Evidence, Known, Observation, Unknown
from portwise.model.facts import ADDRESSES, ATTEMPT
from portwise.model.process import Process
from portwise.model.report import Finding, Report, Said, State, Verdict
from portwise.render import words
from portwise.render.layout import DIM, Look, hanging
from portwise.render.offered import offered

MOST = 4
MOST_DOUBTS = 2  # of one finding
COLUMN = 15  # where the text of "Ruled out" and "Not checked" begins
NARROW = 50  # with fewer columns it begins sooner
LONGEST_VALUE = 400  # characters of one observation
EXPLAINED_AWAY = "explains it"
DERIVED = "it rests on"  # unknown only because something else is
BETWEEN = (Hop.ROUTE, Hop.FILTER)  # of client and server, where most causes are of one kind: something on the way


def under(look: Look) -> int:
    return COLUMN if look.columns >= NARROW else 4


def ruled_out(report: Report, look: Look) -> Iterator[str]:
    """What people would have suspected, each with what speaks against it; with --verbose every refuted cause."""
    if report.verdict in (Verdict.REACHABLE, Verdict.UNKNOWN):
        return
    found = interesting(report)
    if look.verbose:
        told = [refuted(f) for f in {f.cause: f for f in reversed(found)}.values()][::-1]
    else:
        told = [f"{f.suspect} ({against(f)})" for f in suspected(found, report)][:MOST]
    for n, line in enumerate(told):
        yield from hanging(look, "" if n else "  Ruled out", line, DIM, under=under(look))


def suspected(found: list[Finding], report: Report) -> Iterator[Finding]:
    """One for each suspicion that would explain what was met, and for each thing that speaks against it."""
    said = {finding.suspect for finding in report.supported}
    stop = stopped(report)
    for finding in found:
        why = against(finding)
        behind = finding.hop in BETWEEN and finding.hop >= stop  # to deny the next like it would deny the headline
        fits = finding.suspect and report.symptom in finding.explains and not behind
        if fits and not said & {finding.suspect, why}:
            said |= {finding.suspect, why}
            yield finding


def stopped(report: Report) -> int:
    """Where something on the way explains what was met; behind every hop where nothing does."""
    stops = [f.hop for f in report.supported if f.hop in BETWEEN and report.symptom in f.explains]
    return min(stops, default=max(Hop) + 1)


def interesting(report: Report) -> list[Finding]:
    """What explains the symptom; what was so in part; what is near the lead; the likeliest before any look."""
    gone = set(report.ruled_out)
    open_questions = [
        f for f in report.findings if f.cause in gone and f.state is State.REFUTED and f.against and not idle(f)
    ]
    hop = report.lead.hop if report.lead else 0
    far = {id(f): (report.symptom not in f.explains, not halfway(f)) for f in open_questions}
    nearest = sorted(open_questions, key=lambda f: (*far[id(f)], abs(f.hop - hop), -f.score))
    turn = turns(nearest)
    return sorted(nearest, key=lambda f: (far[id(f)][0], turn[id(f)], abs(f.hop - hop)))


def turns(order: list[Finding]) -> dict[int, int]:
    """Two of each hop at a time: four doubts about one hop say less than two about each of two."""
    met: Counter[Hop] = Counter()
    turn = {}
    for finding in order:
        turn[id(finding)] = met[finding.hop] // 2
        met[finding.hop] += 1
    return turn


def halfway(finding: Finding) -> bool:
    """Whether more was so than that the attempt failed."""
    return len(finding.because) > 1


def idle(finding: Finding) -> bool:
    """Nobody would have thought of it: there was no reason to, or a better cause says the same."""
    return not reasons(finding) or any(s.says.endswith(EXPLAINED_AWAY) for s in finding.against)


def reasons(finding: Finding) -> list[Said]:
    """What speaks against it in words; that an attempt did not fail, at one address of several, has none."""
    return [s for s in finding.against if s.holds or s.told]


def refuted(finding: Finding) -> str:
    return f"{words.inside(finding.title)} (no: {against(finding)})"


def against(finding: Finding) -> str:
    """What is so instead."""
    return words.told((reasons(finding) or finding.against)[0])


def hedges(report: Report, look: Look) -> Iterator[str]:
    """What is not excluded yet and would take a finding back, and how to settle it."""
    seen = report.evidence
    for finding in report.supported:
        if finding.unless and report.verdict is not Verdict.REACHABLE:
            kept = finding.unless if look.verbose else kept_short(finding, report)
            left = len(finding.unless) - len(kept)
            doubts = [doubt(one, finding, report) for one in kept]
            settle = dict.fromkeys(step for _, cites in doubts for step in to_settle(cites, seen))
            whose = "" if finding is report.lead else f" ({finding.cause})"
            how = f"; to settle it: {words.listed(settle, 'or')}" if settle else ""
            says = [says for says, _ in doubts] + ([more(left)] if left else [])
            text = f"{words.listed(says, 'or')}, which could not be seen{how}{whose}"
            yield from hanging(look, "  Unless", text, under=under(look))


def more(left: int) -> str:
    return "one more cause (--verbose)" if left == 1 else f"one of {left} more causes (--verbose)"


def kept_short(finding: Finding, report: Report) -> tuple[str, ...]:
    """Two at most, and of causes no more than a reader is offered."""
    causes = {f.cause for f in report.findings} - set(offered(report))
    return tuple(one for one in finding.unless if one not in causes)[:MOST_DOUBTS]


def doubt(one: str, finding: Finding, report: Report) -> tuple[str, tuple[str, ...]]:
    """A reservation in words, and the ids of what is unknown behind it; it is a sentence or the id of a cause."""
    rival = next((f for f in report.findings if f.cause == one and f.state is State.UNTESTED), None)
    if rival is None:
        return one, tuple(i for said in finding.unsettled if said.says == one for i in said.cites)
    return words.inside(rival.title), tuple(i for said in rival.unsettled for i in said.cites)


def to_settle(cites: tuple[str, ...], seen: Evidence) -> Iterator[str]:
    for o in seen:
        if o.id in cites and isinstance(o.said, Unknown):
            yield o.said.to_know


def not_checked(report: Report, seen: Evidence, look: Look) -> Iterator[str]:
    """Unknown answers on which something hangs that would explain what was met; those with the same reason together."""
    if report.verdict is Verdict.REACHABLE and not look.verbose:
        return
    wanted = None if look.verbose or report.verdict is Verdict.UNKNOWN else matters(report)
    first = sorted(unknown(seen, wanted).items(), key=lambda group: group[0].why.startswith(DERIVED))
    told = [why_unknown(facts, said) for said, facts in first]
    kept = told if look.verbose else told[:MOST]
    kept += [f"and {len(told) - MOST} more (--verbose)"] if len(told) > len(kept) else []
    for n, line in enumerate(kept):
        yield from hanging(look, "" if n else "  Not checked", line, under=under(look))


def matters(report: Report) -> set[str]:
    """The ids behind what could not be judged, where it bears on the symptom and is not told as a reservation."""
    lead = report.lead
    farthest = lead.hop if lead else max(Hop)  # what lies behind it cannot be seen before it is mended
    bearing = [f for f in report.findings if f is lead or (report.symptom in f.explains and f.hop <= farthest)]
    told = {one for f in report.supported for one in f.unless}
    open_still = [(f, said) for f in bearing for said in f.unsettled if f.cause not in told and said.says not in told]
    return {i for _, said in open_still for i in said.cites}


def unknown(seen: Evidence, wanted: set[str] | None = None) -> dict[Unknown, list[str]]:
    """What each reason keeps from being known."""
    groups: dict[Unknown, list[str]] = {}
    for o in seen:
        if (
            isinstance(o.said, Unknown)
            and o.question.fact not in (ATTEMPT, ADDRESSES)
            and (wanted is None or o.id in wanted)
        ):
            facts = groups.setdefault(o.said, [])
            if o.question.fact.says not in facts:
                facts.append(o.question.fact.says)
    return groups


def why_unknown(facts: list[str], said: Unknown) -> str:
    return f"{words.listed(facts)}: {said.why} (to know: {said.to_know})"


def observed(report: Report, look: Look) -> Iterator[str]:
    """With --verbose every observation, its source, and when after the start it was made."""
    if not look.verbose:
        return
    yield "  Observed"
    width = max((len(o.id) for o in report.observations), default=0)
    for o in report.observations:
        label = f"    {o.id:<{width}}  "
        yield from hanging(look, label, f"{about(o)} = {value(o)}")
        yield from hanging(look, " " * len(label), f"{o.source}, after {words.milliseconds(o.at * 1000)}", DIM)
    yield f"  Took {words.milliseconds(report.elapsed_ms)}"


def about(o: Observation) -> str:
    key = o.question.key
    return f"{o.question.fact.name}({f'pid {key.pid}' if isinstance(key, Process) else key})"


def value(o: Observation) -> str:
    """As in --json, cut where it is a whole table."""
    if isinstance(o.said, Unknown):
        return f"not known: {o.said.why} (to know: {o.said.to_know})"
    import json

    from portwise.render.json import plain

    text = json.dumps(plain(o.said.value), ensure_ascii=False) if isinstance(o.said, Known) else ""
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}… ({len(text)} characters, all in --json)"
