"""A text that was read, as the parts of a page: what it speaks for, each reason with the line that shows it."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.bundle import Bundle
from portwise.model.facts import ATTEMPT
from portwise.model.reading import line_of
from portwise.model.report import Finding, Report, State, Tried
from portwise.render import reading, story, text, words
from portwise.render.layout import Look
from portwise.render.story import Proof, Row, Ruled, Story, Told

LIKELY = "most likely"
QUOTED = 160  # characters of a line
LOOK = Look(width=120)


def story_of(report: Report, bundle: Bundle) -> Story:
    look = LOOK._replace(platform=bundle.platform or LOOK.platform)
    named = reading.spoken_for(report, look)
    proven = [f for f in named[1:] if f.state is State.SUPPORTED]
    left = reading.offered([f for f in named[1:] if f.state is not State.SUPPORTED], look._replace(verbose=True))
    return Story(
        says=reading.says(report, named),
        verdict=report.verdict,
        symptom=report.symptom.value if report.symptom else "",
        target=report.target.raw,  # or that it names none
        vantage="",
        made=made(report, bundle),
        rows=tuple(row(one, report, look) for one in report.attempts),
        who=(),
        found=tuple(told(one, report, look) for one in (*named[:1], *proven)),
        likely=tuple(told(one, report, look) for one in left),
        ruled=tuple(ruled(report)),
        open=(),
        path=(),
        timeline=tuple(story.timeline(report)),
        said=story.said(report),
        ask=story.asking(report) if report.target.host or report.target.port else (),
        client=story.client(report),
        of_a_text=True,
    )


def made(report: Report, bundle: Bundle) -> str:
    total = report.reading.total if report.reading else 0
    system = story.SYSTEMS.get(bundle.platform, "")
    lines = f"{total} line{'s' if total != 1 else ''}"
    return f"portwise {bundle.version} read a text of {lines}{f' from {system}' if system else ''}; nothing was probed"


def row(tried: Tried, report: Report, look: Look) -> Row:
    where, met, who, _ = text.row(tried, report.evidence, look)
    source = report.evidence.observation(ATTEMPT.of(tried.spot)).source
    return Row(where, met, who, quoted(source, report), story.went_well(tried.met))


def quoted(source: str, report: Report) -> str:
    """The line as it stands there, behind its number."""
    number = line_of(source)
    said = reading.quoted(report, number)[:QUOTED] if number is not None else ""
    return f"{source}: {said}" if said else source


def told(finding: Finding, report: Report, look: Look) -> Told:
    settle = [step for step, _ in reading.to_settle([finding], report)]
    return Told(
        finding.cause,
        words.sentence(finding.title)[:-1],
        finding.hop,
        LIKELY if finding.state is not State.SUPPORTED else "",
        tuple(proofs(finding, report)),
        tuple(step for step in finding.steps if step.platform in ("any", look.platform)),
        (),
        tuple(settle),
    )


def proofs(finding: Finding, report: Report) -> Iterator[Proof]:
    sources = {o.id: o.source for o in report.observations}
    for one in reading.weightiest(finding.because):
        cited = next((sources[i] for i in one.cites if line_of(sources.get(i, "")) is not None), "")
        yield Proof(words.sentence(words.told(one)), quoted(cited, report), one.cites)


def ruled(report: Report) -> Iterator[Ruled]:
    sources = {o.id: o.source for o in report.observations}
    for one, why in reading.spoken_against(report):
        proof = Proof(words.sentence(words.told(why)), quoted(sources[why.cites[0]], report), why.cites)
        yield Ruled(one.cause, words.sentence(one.title)[:-1], one.suspect, one.hop, proof)
