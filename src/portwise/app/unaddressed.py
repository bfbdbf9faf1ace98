"""The report on a command of which no address is known: it never listened, and nothing tells where it would have."""

from __future__ import annotations

import shlex
from typing import Any

from portwise import knowledge
from portwise.model.cause import Cause, Safety
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import HERE, STARTED
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.report import Blocked, Finding, Report, Said, State, Step, Verdict
from portwise.model.service import Kind
from portwise.model.start import Start
from portwise.model.target import Target
from portwise.reason.fill import steps
from portwise.reason.rule import wanted


class Plight(NamedTuple):
    """Why it does not listen, by its own words and those of the kernel."""

    cause: str  # the id of the cause whose page and remedies fit
    title: str
    told: str
    does: str = ""  # what to do about it, where the steps of the cause need an address
    argv: tuple[str, ...] = ()
    alone: bool = False  # whether the steps of the cause, which speak of an error, say nothing here


def report(start: Start) -> Report:
    """Broken where it has ended or cannot get on; unknown where it may still come."""
    target = Target(f"-- {' '.join(map(shlex.quote, start.command))}", None, "", "", None, "", "")
    seen = Evidence(target).plus((Answer(STARTED.of(HERE), Known(start), source(start)),))
    found = plight(start)
    findings = (finding(found, seen),) if found else ()
    return Report(
        target=target,
        verdict=Verdict.BROKEN if found or start.exit else Verdict.UNKNOWN,
        symptom=None,
        attempts=(),
        findings=findings,
        path=tuple(Blocked(f.hop, "blocked", (f.cause,)) for f in findings),
        observations=tuple(seen),
        elapsed_ms=start.watched_ms,
        start=start,
    )


def source(start: Start) -> str:
    return f"output of {' '.join(start.command)}"


def plight(start: Start) -> Plight | None:
    """None: it ended well, or runs and says nothing of what keeps it."""
    if start.exit and not start.running:
        return crashed(start) if start.exit.status or start.exit.signal else None
    return held(start) or given_up(start)


def crashed(start: Start) -> Plight:
    trouble = next((line.text for line in start.said if line.kind is not Kind.LISTENING), "")
    nowhere = bool(start.refusals) and not start.refusals[-1].port
    return Plight(
        "service-crashed-at-start",
        f"The command failed before it came to listen: {trouble}",
        "no process of it ever listened"
        + ("; bind(2) failed, and it does not say at which address" if nowhere else ""),
        *unnamed(start, nowhere),
    )


def unnamed(start: Start, nowhere: bool) -> tuple[str, tuple[str, ...], bool]:
    """What to do where its words leave open what is to be mended; "" where they name it."""
    if nowhere:
        return "see which address it tries to bind", ("strace", "-f", "-e", "trace=bind", *start.command), False
    if start.exit and start.exit.signal in FAULTS:
        return "see where it crashed, if core dumps are kept here", ("coredumpctl", "info"), True
    if start.exit and start.exit.signal:
        return "see who sent the signal (si_pid)", ("strace", "-f", "-e", "trace=none", *start.command), True
    if not start.last:
        return (
            "it said nothing: see the last calls of the kernel before it ended",
            ("strace", "-f", *start.command),
            True,
        )
    return "", (), False


FAULTS = ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE")  # of the program itself, signal(7)


def held(start: Start) -> Plight | None:
    """For an answer, a lock, a debugger, or whoever stopped it."""
    kept = [*start.held]
    kept += [f"it asks: {line.text}" for line in start.said[-1:] if line.kind is Kind.ASKING]
    kept += [f"it says: {line.text}" for line in start.said[-1:] if line.kind is Kind.LOCKED]
    if not kept:
        return None
    return Plight(
        "start-blocked-by-prompt-or-lock",
        f"The command did not come to listen: {kept[0]}",
        kept[0],
        "give it what it waits for, or start it so that it does not wait: with --yes, with CI=1, without --inspect-brk",
    )


def given_up(start: Start) -> Plight | None:
    if not start.said or start.said[-1].kind is not Kind.WAITING:
        return None
    why = next((line.text for line in start.said if line.kind is Kind.ERROR), start.said[-1].text)
    title = f"The watcher runs, and the server that it started does not: {why}"
    return Plight("dev-watcher-alive-child-crashed", title, f"it says: {start.said[-1].text}")


def finding(found: Plight, seen: Evidence) -> Finding:
    """With the steps of the cause that need no address."""
    cause = next(cause for cause in knowledge.causes() if cause.id == found.cause)
    cites = tuple(o.id for o in seen)
    return Finding(
        cause=cause.id,
        title=found.title,
        hop=cause.hop,
        explains=frozenset({Outcome.REFUSED}),
        about=None,
        addresses=(),
        state=State.SUPPORTED,
        score=cause.prior,
        because=(Said("what the command did and said", cites, told=found.told),),
        against=(),
        unless=(),
        steps=(*own(found, seen.target), *(() if found.alone else steps(general(cause), (), seen.target))),
        suspect=cause.suspect,
    )


def own(found: Plight, target: Target) -> tuple[Step, ...]:
    again = f"portwise why {target.raw}"
    safety = Safety.ASK if found.argv else Safety.SHOW  # it is started once more
    undo = "nothing to undo" if found.argv else "start it as before"
    return (Step(found.does, found.argv, safety, False, again, undo),) if found.does else ()


def general(cause: Cause[Any]) -> Cause[Any]:
    plain = tuple(remedy for remedy in cause.remedies if not remedy.when)
    complete = tuple(remedy for remedy in plain if not wanted(remedy.does, *remedy.argv))
    return cause._replace(remedies=complete)
