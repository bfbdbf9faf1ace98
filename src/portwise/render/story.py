"""A report as the parts of a page for somebody who was not there: what was met, found, ruled out, and is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from portwise.model.bundle import Bundle
from portwise.model.cause import Hop, Way
from portwise.model.evidence import Unknown
from portwise.model.facts import ADDRESSES, ATTEMPT, HERE, SYSTEM
from portwise.model.outcome import WELL, Outcome
from portwise.model.record import NamedTuple
from portwise.model.report import Blocked, Finding, Report, Said, Step, Verdict
from portwise.model.target import Intent
from portwise.model.vantage import OWN_PLACE, PLACE
from portwise.render import doubts, headline, tell, words
from portwise.render.layout import Look
from portwise.render.testimony import met
from portwise.render.text import brief, row

NAMES = {Hop.TLS: "TLS", Hop.HTTP: "HTTP"}
SYSTEMS = {"linux": "Linux", "macos": "macOS", "windows": "Windows"}
STAND_INS = "People, hosts and addresses have other names in here; the same name is the same one everywhere."
PLAIN = Look(width=120)


class Proof(NamedTuple):
    """A sentence, and what shows a person the same."""

    says: str
    source: str
    ids: tuple[str, ...] = ()


class Row(NamedTuple):
    """One address that was tried."""

    where: str
    met: str
    who: str
    how: str
    well: bool | None  # None: not known


class Open(NamedTuple):
    """What is not known."""

    what: str
    why: str
    to_know: str


class Told(NamedTuple):
    """A finding for a reader."""

    cause: str
    title: str
    hop: Hop
    chance: str  # "97 %", "" where it is not calibrated
    proofs: tuple[Proof, ...]
    steps: tuple[Step, ...]
    unless: tuple[str, ...] = ()
    settle: tuple[str, ...] = ()


class Ruled(NamedTuple):
    """What was thought of, and is not so."""

    cause: str
    title: str
    suspect: str
    hop: Hop
    proof: Proof


class Story(NamedTuple):
    says: str
    verdict: Verdict
    symptom: str
    target: str
    vantage: str  # "" for this process
    made: str  # by which version, and where
    rows: tuple[Row, ...]
    who: tuple[str, ...]  # who has the port, in sentences
    found: tuple[Told, ...]
    likely: tuple[Told, ...]  # not tested, and would explain it; the likeliest first
    ruled: tuple[Ruled, ...]
    open: tuple[Open, ...]
    path: tuple[Blocked, ...]
    timeline: tuple[tuple[str, str], ...]
    said: str  # what somebody said of other clients
    ask: tuple[str, ...]  # the command that asks again; empty where a text names nothing to ask for
    client: tuple[str, ...]  # what meets the same without portwise
    of_a_text: bool = False  # that somebody pasted


def story(report: Report, bundle: Bundle) -> Story:
    seen = report.evidence
    return Story(
        says=headline.says_what(report),
        verdict=report.verdict,
        symptom=report.symptom.value if report.symptom else "",
        target=report.target.raw,
        vantage="" if report.vantage == OWN_PLACE else report.vantage,
        made=f"portwise {bundle.version} on {system(report, bundle)}",
        rows=tuple(Row(*row(one, seen, PLAIN), went_well(one.met)) for one in report.attempts),
        who=tuple(tell.listeners(seen)),
        found=tuple(found(report, bundle.platform)),
        likely=tuple(likely(report, bundle.platform)),
        ruled=tuple(ruled(report)),
        open=tuple(unknown(report)),
        path=report.path,
        timeline=tuple(timeline(report)),
        said=said(report),
        ask=asking(report),
        client=client(report),
    )


def system(report: Report, bundle: Bundle) -> str:
    """With its version, where somebody asked for it."""
    called = SYSTEMS.get(bundle.platform, bundle.platform or "an unknown system")
    known = report.evidence.get(SYSTEM.of(HERE))
    return f"{called} {known.version}" if known else called


def went_well(outcome: Outcome | None) -> bool | None:
    return None if outcome is None else outcome in WELL


def name(hop: Hop) -> str:
    return NAMES.get(hop, hop.name.lower())


def found(report: Report, platform: str) -> Iterator[Told]:
    """The lead first; its steps and those of all that is in the way too."""
    for one in sorted(report.supported, key=lambda f: f is not report.lead):
        hedged = [doubts.doubt(doubt, one, report) for doubt in one.unless]
        settle = dict.fromkeys(s for _, cites in hedged for s in doubts.to_settle(cites, report.evidence))
        yield Told(
            one.cause,
            words.sentence(one.title)[:-1],
            one.hop,
            f"{one.probability * 100:.0f} %" if one.probability is not None else "",
            tuple(proofs(one.because, report)),
            steps(one, platform),
            tuple(says for says, _ in hedged),
            tuple(settle),
        )


def likely(report: Report, platform: str) -> Iterator[Told]:
    """What could not be looked at and would explain what was met: hypotheses, each with what would settle it."""
    if report.verdict is Verdict.REACHABLE:
        return
    seen = report.evidence
    for one in headline.likeliest(report):
        cites = tuple(i for said in one.unsettled for i in said.cites)
        settle = tuple(dict.fromkeys(doubts.to_settle(cites, seen)))
        unless = tuple(dict.fromkeys(words.told(said) for said in one.unsettled))
        title = words.sentence(one.title)[:-1]
        yield Told(
            one.cause, title, one.hop, "", tuple(proofs(one.because, report)), steps(one, platform), unless, settle
        )


def steps(finding: Finding, platform: str) -> tuple[Step, ...]:
    return tuple(step for step in finding.steps if step.platform in ("any", platform or "linux"))


def proofs(said: Iterable[Said], report: Report) -> Iterator[Proof]:
    """Each sentence once; what is so in nearly every report proves nothing to a person."""
    sources = {o.id: brief(o.source) for o in report.observations}
    for one in {s.says: s for s in said if not s.trivial}.values():
        source = next((sources[i] for i in one.cites if sources.get(i)), "")
        yield Proof(words.sentence(words.told(one)), source, one.cites)


def ruled(report: Report) -> Iterator[Ruled]:
    """Once for each cause; first what people would have thought of, and would explain what was met."""
    if report.verdict is Verdict.REACHABLE:
        return
    kept: dict[str, Finding] = {}
    for one in doubts.interesting(report):
        kept.setdefault(one.cause, one)
    near = sorted(kept.values(), key=lambda f: (report.symptom not in f.explains, not f.suspect))
    for one in near:
        why = (doubts.reasons(one) or list(one.against))[0]
        (proof,) = proofs([why._replace(trivial=False)], report)
        yield Ruled(one.cause, words.sentence(one.title)[:-1], one.suspect, one.hop, proof)


def unknown(report: Report) -> Iterator[Open]:
    wanted = doubts.matters(report) | {i for f in report.supported for said in f.unsettled for i in said.cites}
    told: set[str] = set()
    for o in report.observations:
        if isinstance(o.said, Unknown) and o.question.fact not in (ATTEMPT, ADDRESSES) and o.id in wanted:
            what = o.question.fact.says
            if what not in told:
                told.add(what)
                yield Open(what, o.said.why, o.said.to_know)


def timeline(report: Report) -> Iterator[tuple[str, str]]:
    """The earliest first: until when it worked, what changed since, when it was tried."""
    if report.heard is None or not report.heard.since:
        return
    yield report.heard.since, "it still worked, as somebody said"
    for change in reversed(report.heard.changes.rows):
        yield change.when, change.what


def said(report: Report) -> str:
    if report.heard is None or not report.heard.testimony.saw:
        return ""
    return words.listed(f"{one.client} {met(one)}" for one in report.heard.testimony.saw)


def asking(report: Report) -> tuple[str, ...]:
    binds = ("--bind",) if report.target.intent is Intent.BIND else ()
    there = ("--vantage", report.vantage) if report.vantage not in (OWN_PLACE, PLACE) else ()
    return ("portwise", "why", *binds, report.target.raw, *there)


def client(report: Report) -> tuple[str, ...]:
    """A program that everybody has, which meets the same; nothing where none does."""
    target = report.target
    if report.vantage not in (OWN_PLACE, PLACE):
        return ()
    match Way.of(target):
        case Way.UNIX:
            return ("curl", "-v", "--unix-socket", target.path, "http://localhost/")
        case Way.TCP if target.port_is_valid:
            at = target.url if target.speaks_http and target.url else f"telnet://{target.host}:{target.port}"
            return ("curl", "-v", "--max-time", "5", at)
    return ()
