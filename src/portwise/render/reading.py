"""What follows from a pasted text: every reason with the line that shows it, in the words of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from portwise.model import settling
from portwise.model.cause import Hop
from portwise.model.evidence import Observation, Unknown
from portwise.model.facts import ADDRESSES, ATTEMPT
from portwise.model.reading import SOUNDS, line_of
from portwise.model.report import Finding, Report, Said, State, Verdict
from portwise.model.target import Intent
from portwise.model.url import abridged
from portwise.render import advice, testimony, words
from portwise.render.headline import COLOURS, LONGEST, MARKS
from portwise.render.layout import BOLD, DIM, Look, cells, hanging, pad, wrap

UNDER, STEPS = 11, 4  # the column of the text; steps of one finding
REASONS, OTHERS = 4, 4  # reasons of the first finding, further findings
QUOTED = 160  # characters of a line
PLATFORMS = {"macos": "macos", "windows": "windows", "wsl": "linux", "linux": "linux"}
DENIES = re.compile(r"\b(?:no|not|nobody|none|nothing|never|neither)\b")  # what a text does not show
OPEN = ", or "  # such a sentence leaves open which of the two is so
NOTHING = "Nothing in this text speaks for a cause that portwise knows"


def render(report: Report, look: Look) -> str:
    if report.reading and report.reading.platform in PLATFORMS:
        look = look._replace(platform=PLATFORMS[report.reading.platform])
    named = spoken_for(report, look)
    parts = (
        headline(report, named, look),
        reasons(named[:1], report, look),
        said(report, look),
        others(named[1:], report, look),
        fixes(named[:1], look),
        settled(named, report, look),
        refuted(report, look),
        meanwhile(report, look),
        read(report, look),
    )
    return "\n".join(line.rstrip() for line in chain(*parts)) + "\n"


def brief(report: Report, look: Look) -> tuple[str, str]:
    """What one line says of it, and the id of the cause that it names."""
    named = spoken_for(report, look)
    return says(report, named), named[0].cause if named else ""


def spoken_for(report: Report, look: Look) -> list[Finding]:
    if report.verdict is Verdict.REACHABLE and not look.verbose:
        return []  # nothing fails, and some words of it were met elsewhere
    return [finding for finding in report.findings if finding.state is not State.REFUTED and told(finding)]


def told(finding: Finding) -> bool:
    """Nobody believes a cause without a reason."""
    return any(not one.trivial for one in finding.because)


def headline(report: Report, named: list[Finding], look: Look) -> Iterator[str]:
    mark, right = look.clean(MARKS[report.verdict]), look.clean(named[0].cause) if named else ""
    body = wrap(look.clean(says(report, named)), look.columns - 2)
    if right and cells(body[-1]) + 2 + cells(right) > look.columns - 2:
        body.append("")
    for n, line in enumerate(body):
        last = right if n == len(body) - 1 else ""
        filled = pad(line, look.columns - 2 - cells(last)) if last else line
        start = look.paint(mark, COLOURS[report.verdict], BOLD) if n == 0 else " "
        yield f"{start} {look.paint(filled, BOLD)}{look.paint(last, DIM)}"


def says(report: Report, named: list[Finding]) -> str:
    """What happened, and how sure the cause is: a text proves little."""
    happened = event(report)
    if not named:
        why = "that anything fails" if report.verdict is Verdict.REACHABLE else "why"
        return f"{happened}: nothing in this text says {why}" if happened else NOTHING
    sure = "because" if named[0].state is State.SUPPORTED else "most likely because"
    title = words.inside(named[0].title)
    if not happened:
        return words.sentence(f"{'By' if sure == 'because' else 'Most likely, by'} this text: {title}")[:-1]
    return f"{happened}: {title}" if happened == place(report) else f"{happened}, {sure} {title}"


def event(report: Report) -> str:
    """The target and what was met there, "" where the text tells of neither."""
    where = place(report)
    if report.verdict is Verdict.REACHABLE:
        return f"{where} answers" if where else ""
    if report.verdict is Verdict.AMBIGUOUS:
        return f"{where or 'It'} answers somebody, and something is wrong"
    met = words.SHORT.get(report.symptom, report.symptom.value) if report.symptom else ""
    if report.target.intent is Intent.BIND and where:
        return f"{where} could not be bound"
    if not where:
        return words.HEADLINES[report.symptom] if report.symptom else ""
    return f"{where}: {met}" if met else where


def place(report: Report) -> str:
    return abridged(report.target.raw, LONGEST) if report.target.host or report.target.port else ""


def reasons(named: list[Finding], report: Report, look: Look) -> Iterator[str]:
    """The line behind every reason, quoted."""
    quotes = {o.id: o for o in report.observations}
    shown: set[str] = set()
    for finding in named:
        for because in weightiest(finding.because)[: REASONS if not look.verbose else None]:
            label = "" if shown else "  Because"
            yield from hanging(look, label, words.told(because), under=UNDER)
            for one in because.cites[:2]:
                source = quotes[one].source
                if source not in shown and (number := line_of(source)) is not None:
                    quote = abridged(quoted(report, number), QUOTED)
                    yield from hanging(look, " " * UNDER, f"{source}: {quote}", DIM, under=UNDER + 2)
                shown |= {source}
            shown.add("")


def weightiest(because: tuple[Said, ...]) -> list[Said]:
    """In the order in which they were found, each once; how it sounds is told where hardly anything else is."""
    said = [one for one in {one.says: one for one in because}.values() if not one.trivial]
    firm = [one for one in said if not one.says.startswith(SOUNDS)]
    return firm if len(firm) > 1 else [*firm, *(one for one in said if one not in firm)]


def quoted(report: Report, number: int) -> str:
    return dict(report.reading.quotes).get(number, "") if report.reading else ""


def first_line(said: Iterable[Said], report: Report) -> str:
    """The first line of the text that they rest on, in brackets; "" without one."""
    sources = {o.id: o.source for o in report.observations}
    cites = (sources[one] for each in said for one in each.cites)
    return next((f" ({source})" for source in cites if line_of(source) is not None), "")


def said(report: Report, look: Look) -> Iterator[str]:
    if report.heard is not None:
        yield from testimony.lines(report, look._replace(verbose=True))


def others(rest: list[Finding], report: Report, look: Look) -> Iterator[str]:
    also = [finding for finding in rest if finding.state is State.SUPPORTED]
    told = offered([f for f in rest if f.state is not State.SUPPORTED], look)
    for finding in also:
        yield from independent(finding, report, look)
    for n, finding in enumerate(told):
        why = next((words.told(one) for one in weightiest(finding.because)), "")
        firmest = [one._replace(cites=one.cites[:1]) for one in weightiest(finding.because)[:1]]
        beside = f": {words.inside(why)}" if why else ""
        text = f"{words.sentence(finding.title)[:-1]} ({finding.cause}){beside}{first_line(firmest, report)}"
        yield from hanging(look, "" if n else "  Or", text, under=UNDER)


def offered(rest: list[Finding], look: Look) -> list[Finding]:
    """Those that only sound like it make way where something speaks for another."""
    firm = [finding for finding in rest if not all(one.says.startswith(SOUNDS) for one in finding.because)]
    return rest if look.verbose else (firm or rest)[:OTHERS]


def independent(finding: Finding, report: Report, look: Look) -> Iterator[str]:
    """What is proven on its own, with every sentence of it: it may be mended whatever the other is."""
    yield from hanging(look, "  Also", f"{words.sentence(finding.title)[:-1]} ({finding.cause})", under=UNDER)
    for said in weightiest(finding.because)[: None if look.verbose else 2 * REASONS]:
        yield from hanging(look, "", f"{words.told(said)}{first_line((said,), report)}", DIM, under=UNDER + 2)


def fixes(named: list[Finding], look: Look) -> Iterator[str]:
    number = 0
    for finding in named:
        for step in [s for s in finding.steps if s.platform in ("any", look.platform)][:STEPS]:
            number += 1
            yield from advice.numbered(number, step, look, elsewhere=True)


def settled(named: list[Finding], report: Report, look: Look) -> Iterator[str]:
    """What the text leaves open, and the command that would tell."""
    for n, (step, causes) in enumerate(to_settle(named[: 3 if not look.verbose else None], report)):
        yield from hanging(look, "" if n else "  To settle", f"{step}  ({words.listed(causes)})", under=UNDER + 2)


def to_settle(findings: Iterable[Finding], report: Report) -> list[tuple[str, list[str]]]:
    """Commands, each with the causes that it would decide."""
    unknown = {o.id: o.said.to_know for o in report.observations if isinstance(o.said, Unknown)}
    asked: dict[str, list[str]] = {}
    for finding in findings:
        if finding.state is State.UNTESTED:
            steps = (unknown[i] for one in finding.unsettled for i in one.cites if i in unknown)
            asked.setdefault(next(steps, settling.why(report.target)), []).append(finding.cause)
    return [*asked.items()]


def refuted(report: Report, look: Look) -> Iterator[str]:
    """What people would have suspected, with the line that speaks against it."""
    told = [*against(report)]
    for n, text in enumerate(told if look.verbose else told[:4]):
        yield from hanging(look, "" if n else "  Ruled out", text, DIM, under=UNDER + 2)


def against(report: Report) -> Iterator[str]:
    sources = {o.id: o.source for o in report.observations}
    for finding, said in spoken_against(report):
        yield f"{finding.suspect} ({words.told(said)}, {sources[said.cites[0]]})"


def spoken_against(report: Report) -> Iterator[tuple[Finding, Said]]:
    """Not what a cause that is named would be suspected as, too."""
    seen = {o.id: o for o in report.observations}
    done: set[str] = set()
    named = " ".join(f"{f.suspect} {f.title}".casefold() for f in report.findings if f.state is not State.REFUTED)
    for finding in report.findings:
        word = finding.suspect.rpartition(" ")[2].casefold()
        if finding.state is State.REFUTED and word and word not in named and finding.suspect not in done:
            speaks = [one for one in finding.against if shows(finding, one, seen)]
            if speaks:
                done.add(finding.suspect)
                yield finding, speaks[0]


def shows(finding: Finding, said: Said, seen: Mapping[str, Observation]) -> bool:
    """
    Whether a line says it.  That a text tells of no certificate means nothing, and neither does a connection of a page.
    """
    if not said.told or OPEN in said.told or DENIES.search(said.told) or not said.cites:
        return False
    facts = {seen[one].question.fact for one in said.cites}
    from_text = all(line_of(seen[one].source) is not None for one in said.cites)
    return from_text and ADDRESSES not in facts and (ATTEMPT not in facts or finding.hop <= Hop.LISTENER)


def meanwhile(report: Report, look: Look) -> Iterator[str]:
    """Ways around, and what keeps it from coming back."""
    if report.reading is None:
        return
    for n, one in enumerate(report.reading.workarounds):
        how = f": {' '.join(map(words.quoted, one.command))}" if one.command else ""
        text = f"{one.does}{how}  (afterwards: {one.undo})"
        yield from hanging(look, "" if n else "  Meanwhile", text, under=UNDER + 2)
    for n, text in enumerate(report.reading.prevention):
        yield from hanging(look, "" if n else "  Later", text, under=UNDER + 2)


def read(report: Report, look: Look) -> Iterator[str]:
    """What was not taken into account."""
    if report.reading is None:
        return
    ignored = sum(last - first + 1 for first, last in report.reading.ignored)
    text = f"{report.reading.total - ignored} of {report.reading.total} lines; nothing was probed"
    yield from hanging(look, "  Read", text, DIM, under=UNDER)
    if report.reading.closely is not None:
        text = f"looked closely at {report.reading.closely} lines: its beginning, its end, and what tells of trouble"
        yield from hanging(look, "", text, DIM, under=UNDER)
    if report.reading.cut:
        yield from hanging(look, "", f"only its first {report.reading.cut // 1_000_000} MB were read", DIM, under=UNDER)
    if look.verbose:
        for row in report.reading.understood:
            yield from hanging(look, "", f"line {row.line}: {row.fact} {row.value}", DIM, under=UNDER)
        ranges = ", ".join(f"{a}-{b}" if a != b else str(a) for a, b in report.reading.ignored)
        yield from hanging(look, "", f"ignored: {ranges}", DIM, under=UNDER) if ranges else ()
