"""An answer of a model or of a forum, held against the evidence that the question was asked with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portwise import knowledge
from portwise.model.answer import Answer, Claim, Judged, Worth
from portwise.model.evidence import Evidence, Unknown
from portwise.model.facts import HERE, LISTENERS, OWNERS
from portwise.model.net import Socket
from portwise.model.report import Finding, Report, Said, State
from portwise.read.claims import claims
from portwise.read.subjects import subjects

ARTICLES = ("a ", "an ", "the ")
MOST = 3  # sentences for one claim
EXPLAINED_AWAY = "explains it"  # as `reason.rank` says it of a cause that yields
TABLE = "the table of listening sockets was not read"
NOT_JUDGED = "nothing that was seen speaks of it"
OPPOSITE = {Worth.SUPPORTED: Worth.REFUTED, Worth.REFUTED: Worth.SUPPORTED, Worth.UNTESTED: Worth.UNTESTED}


def held(raw: bytes | str, report: Report) -> Answer:
    """Each claim against what was seen; no cause is found because somebody claims it."""
    told, sentences = claims(raw, phrases())
    judged = tuple(judge(claim, report) for claim in told)
    lead = report.lead.title if report.lead else report.verdict.value
    return Answer(judged, sentences, report.target.raw, lead)


def phrases() -> dict[str, tuple[str, ...]]:
    """What this version itself calls its causes, in folded words that are in no table of `read.subjects`."""
    named: dict[str, list[str]] = {}
    for cause in knowledge.causes():
        suspect = next((cause.suspect.removeprefix(a) for a in ARTICLES if cause.suspect.startswith(a)), cause.suspect)
        for phrase in (cause.id, cause.plain, suspect if " " in suspect else ""):
            if phrase and (phrase == cause.id or not any(subjects(phrase.casefold()))):
                named.setdefault(phrase.casefold(), []).append(cause.id)
    return {phrase: tuple(ids) for phrase, ids in named.items()}


def judge(claim: Claim, report: Report) -> Judged:
    if not claim.causes:
        return of_socket(claim, report.evidence)
    found = [finding for finding in report.findings if finding.cause in claim.causes]
    worth, why, settle = of_causes(
        sorted(found, key=lambda f: (report.symptom not in f.explains, not f.suspect)), report
    )
    return Judged(claim, OPPOSITE[worth] if claim.denies else worth, why[:MOST], settle[:MOST])


def of_causes(found: list[Finding], report: Report) -> tuple[Worth, tuple[str, ...], tuple[str, ...]]:
    """One that stands is enough; only where all of them are refuted is none of it so."""
    if stand := [sentence for finding in found if (sentence := standing(finding))]:
        return Worth.SUPPORTED, tuple(dict.fromkeys(stand)), ()
    still = [finding for finding in found if finding.state is State.UNTESTED]
    if still or not found:
        settle = dict.fromkeys(step for finding in still for step in settling(finding, report.evidence))
        why = dict.fromkeys(f"not known whether {told(said, report)}" for f in still for said in f.unsettled)
        return Worth.UNTESTED, tuple(why) or (NOT_JUDGED,), tuple(settle)
    against = (told(reason(finding), report) for finding in found if finding.against)
    return Worth.REFUTED, tuple(dict.fromkeys(against)), ()


def standing(finding: Finding) -> str:
    """As what it stands: by itself, or as what another cause brings about; "" where it does not."""
    if finding.state is State.SUPPORTED:
        return f"{finding.title} ({finding.cause})"
    away = next((said.says for said in finding.against if said.says.endswith(EXPLAINED_AWAY)), "")
    return f"{finding.title}, and {away}" if away else ""


def reason(finding: Finding) -> Said:
    """What is so instead, where a sentence says it; else what would have to be so, and is not."""
    said = next((one for one in finding.against if one.holds or one.told), finding.against[0])
    return said if said.holds or said.told else said._replace(told=f"it is not so that {said.says}")


def told(said: Said, report: Report) -> str:
    """A sentence and what shows it."""
    sources = {o.id: o.source.partition(";")[0] for o in report.observations}
    source = next((sources[one] for one in said.cites if sources.get(one)), "")
    return f"{said.told or said.says} ({source})" if source else said.told or said.says


def settling(finding: Finding, seen: Evidence) -> Iterator[str]:
    cites = {one for said in finding.unsettled for one in said.cites}
    for o in seen:
        if o.id in cites and isinstance(o.said, Unknown) and o.said.to_know:
            yield o.said.to_know


# What a table of sockets says by itself


def of_socket(claim: Claim, seen: Evidence) -> Judged:
    question = LISTENERS.of(HERE)
    rows = seen.get(question)
    if rows is None:
        to_know = seen.observation(question).said if question in seen else None
        settle = (to_know.to_know,) if isinstance(to_know, Unknown) else ("ss -ltnp",)
        return Judged(claim, Worth.UNTESTED, (TABLE,), settle)
    mine = [row for row in rows if row.port == claim.port]
    source = seen.observation(question).source
    why = (f"{listed(mine, claim.port)} ({source})",)
    if claim.pid and mine:
        return of_owner(claim, mine, why, seen)
    so = bool(mine) is not claim.nobody
    return Judged(claim, Worth.SUPPORTED if so else Worth.REFUTED, why)


def of_owner(claim: Claim, rows: Iterable[Socket], why: tuple[str, ...], seen: Evidence) -> Judged:
    known = [seen.get(OWNERS.of(row.inode)) for row in rows]
    pids = sorted({who.pid for owners in known if owners for who in owners})
    if claim.pid in pids:
        return Judged(claim, Worth.SUPPORTED, (f"pid {claim.pid} holds it", *why))
    if None in known or not pids:
        return Judged(claim, Worth.UNTESTED, ("who holds it is not known", *why), ("sudo ss -ltnp",))
    return Judged(claim, Worth.REFUTED, (f"it is held by pid {', '.join(map(str, pids))}", *why))


def listed(rows: list[Socket], port: int) -> str:
    places = dict.fromkeys(str(row.endpoint) for row in rows)
    return f"listening there: {', '.join(places)}" if places else f"no socket listens on port {port}"
