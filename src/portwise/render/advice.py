"""What else is in the way, and what to do about all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.cause import Safety
from portwise.model.evidence import Unknown
from portwise.model.outcome import Outcome
from portwise.model.report import Blocked, Report, Step, Verdict
from portwise.model.vantage import OWN_PLACE
from portwise.render import headline, words
from portwise.render.layout import DIM, GREEN, RED, YELLOW, Look, cells, command, fitted, hanging, pad, paragraph, wrap

STATES = {"blocked": ("✗", RED), "clear": ("✓", GREEN), "unknown": ("?", YELLOW), "not reached": ("·", DIM)}
NUMBERED = 11  # the column in which a step begins
TYPED = ("portwise ", "curl ", "systemctl ", "ss ")
SHELL_WORD = r"""(?:[^\s'"]|'[^']*(?:'|$)|"[^"]*(?:"|$))+"""
FROM_THERE = 3  # words: another target, and nothing else
RIGHT = 30  # columns that a step keeps when its safety stands beside it


def path_and_others(report: Report, look: Look) -> Iterator[str]:
    """The way past its first blocker, and every further finding."""
    if report.verdict is Verdict.REACHABLE:
        return
    if len(report.path) > 1 and report.lead:
        yield from path(report.path, look)
    for other in report.supported:
        if other is not report.lead:
            also = "in the way: " if report.lead else ""
            yield from hanging(look, "  Also", f"{also}{words.inside(other.title)} ({other.cause})", under=NUMBERED)


def path(hops: tuple[Blocked, ...], look: Look) -> Iterator[str]:
    """Every hop from client to application with its state; a line of it ends after a hop."""
    line, room = "", look.columns - NUMBERED
    lines = []
    for hop in hops:
        item = f"{hop.hop.name.lower()} {look.clean(STATES[hop.state][0])}"
        if line and cells(line) + 3 + cells(item) > room:
            lines.append(line)
            line = ""
        line = f"{line}   {item}" if line else item
    for n, text in enumerate([*lines, line]):
        yield pad("" if n else "  Path", NUMBERED) + coloured(text, look)


def coloured(line: str, look: Look) -> str:
    for symbol, colour in STATES.values():
        line = line.replace(look.clean(symbol), look.paint(look.clean(symbol), colour)) if look.colour else line
    return line


def fixes(report: Report, look: Look) -> Iterator[str]:
    """Numbered through all findings, the leading one first: to reach the target, each of them has to go."""
    if report.verdict is Verdict.REACHABLE:
        return
    if not any(step.platform in ("any", look.platform) for finding in report.supported for step in finding.steps):
        yield from next_steps(report, look)
        return
    findings = sorted(report.supported, key=lambda f: f is not report.lead)
    number = 0
    checks: dict[str, None] = {}
    for finding in findings:
        here = [step for step in finding.steps if step.platform in ("any", look.platform)]
        if number and here:
            yield from paragraph(look, f"and for {finding.cause}:", 8, DIM)
        for step in here:
            number += 1
            yield from numbered(number, step, look)
            checks[step.verify] = None
    for n, check in enumerate([*checks] if look.verbose else [*checks][:1]):
        yield from checked("" if n else "  Check", check, look)


def checked(label: str, check: str, look: Look) -> Iterator[str]:
    """A command is folded as a step's is, so that it can be copied; what is no command, as any sentence."""
    if not check.startswith(TYPED):
        yield from hanging(look, label, check, under=NUMBERED)
        return
    typed = look.clean(check)
    lines = fitted(
        re.findall(SHELL_WORD, typed) if "'" in typed or '"' in typed else typed.split(), look.columns - NUMBERED
    )
    for n, line in enumerate(lines):
        yield pad("" if n else label, NUMBERED + 2 * bool(n)) + line


def numbered(number: int, step: Step, look: Look, elsewhere: bool = False) -> Iterator[str]:
    """*elsewhere*: on a machine on which portwise does nothing, so that its own manners do not matter."""
    start = pad(pad("  Fix" if number == 1 else "", 8) + str(number), NUMBERED)
    own = [] if elsewhere else [step.safety.value]
    safety = ", ".join([*own, *(["needs root"] if step.needs_root else [])])
    does = look.clean(step.does)
    room = look.columns - NUMBERED - cells(safety) - 2
    if room >= max(RIGHT, *map(cells, does.split()), min(cells(does), look.columns // 2)):
        lines = wrap(does, room)
        yield start + pad(lines[0], look.columns - NUMBERED - cells(safety)) + painted(safety, step, look)
    else:
        lines = wrap(f"{does} ({safety})" if safety else does, look.columns - NUMBERED)
        yield start + lines[0]
    yield from (" " * NUMBERED + line for line in lines[1:])
    if step.command:
        yield from command(look, [look.clean(words.quoted(word)) for word in step.command], NUMBERED)
    if look.verbose:
        yield from hanging(look, " " * NUMBERED, f"undo: {step.undo}", DIM)


def painted(safety: str, step: Step, look: Look) -> str:
    return look.paint(safety, GREEN if step.safety is Safety.SAFE else YELLOW if step.safety is Safety.ASK else DIM)


def next_steps(report: Report, look: Look) -> Iterator[str]:
    """No cause was found: what would tell more; where clients differ, their tests do."""
    if report.heard is not None and report.heard.elsewhere and report.symptom is None:
        return
    if report.start is not None and not report.attempts:
        from portwise.render import start  # few start anything

        yield from start.next_steps(report.start, look)
        return
    again = asking_again(report)
    told: list[tuple[str, tuple[str, ...]]] = [("ask everything, also what seems settled", again)]
    if report.start is not None:
        yield from listed(told, look)
        return
    if report.verdict is Verdict.UNKNOWN and any("--passive" in tried.why_not for tried in report.attempts):
        told = [("try it, which sends packets", again[:-2])]
    elif look.platform == "windows":
        if any("administrator" in step for step in to_know(report)):
            told.append(("look as an administrator, who sees more", again[:-1]))
    elif any("sudo" in step or "root" in step for step in to_know(report)):
        told.append(("look with the rights of root, which sees more", ("sudo", *again[:-1])))
    told = [*settling(report), *told]
    if report.symptom in SPEAKING:
        told.insert(0, ("read what the server logged at the time of the request", ()))
    yield from listed(told, look)


def settling(report: Report) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Of what the headline names as not seen the likeliest, where portwise itself would see it: from elsewhere."""
    start = f"portwise why {report.target.raw} "
    for finding in headline.likeliest(report)[: headline.MOST_NAMED if report.lead is None else 0]:
        cites = {one for said in finding.unsettled for one in said.cites}
        for step in (o.said.to_know for o in report.observations if o.id in cites and isinstance(o.said, Unknown)):
            if finding.suspect and step.startswith(start):
                options, comma, how = step.removeprefix(start).partition(", ")
                does = f"see whether it is {finding.suspect}{comma}{how}"
                yield does, ("portwise", "why", report.target.raw, *options.split())
                return
            if finding.suspect and step.startswith("portwise why ") and len(words := step.split(" ")) == FROM_THERE:
                yield f"go on from there: {finding.suspect}", tuple(words)
                return


def asking_again(report: Report) -> tuple[str, ...]:
    """With the command that was started, for what it opened is gone."""
    binds = report.target.intent.value == "bind"
    if report.start is not None:
        asked = () if binds else (report.target.raw,)
        return ("portwise", "why", "--deep", "--verbose", *asked, "--", *report.start.command)
    there = ("--vantage", report.vantage) if report.vantage != OWN_PLACE else ()
    return ("portwise", "why", *(("--bind",) if binds else ()), report.target.raw, *there, "--deep", "--verbose")


def listed(told: list[tuple[str, tuple[str, ...]]], look: Look) -> Iterator[str]:
    for n, (does, argv) in enumerate(told, 1):
        yield from hanging(look, pad("  Next" if n == 1 else "", 8) + str(n), does, under=NUMBERED)
        if argv:
            yield from command(look, [look.clean(words.quoted(word)) for word in argv], NUMBERED)


SPEAKING = (Outcome.HTTP_5XX, Outcome.HTTP_4XX, Outcome.HANG, Outcome.EMPTY)  # the server was reached


def to_know(report: Report) -> list[str]:
    return [step for step in (getattr(o.said, "to_know", "") for o in report.observations) if step]
