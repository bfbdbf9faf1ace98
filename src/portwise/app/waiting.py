"""Until every target answers, and the right program does: `portwise wait`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from portwise.app.diagnose import diagnose
from portwise.app.manner import AS_USUAL, Manner
from portwise.app.who import listeners, who
from portwise.host.api import Host
from portwise.model.cause import Cause
from portwise.model.outcome import WELL
from portwise.model.record import NamedTuple
from portwise.model.report import Report, Tried, Verdict
from portwise.model.target import Endpoint, Target
from portwise.model.who import Holder, Way

FIRST, LONGEST, GROWTH = 0.02, 0.5, 1.5  # seconds between two looks: few servers come up faster than they are asked
A_LOOK = Manner(timeout=1.0)  # what one look may take
NO_CAUSES = ()  # a look asks whether, and not yet why
Half = Callable[[Target, str], None]  # told once of each target of which some addresses answer and others do not


class Waited(NamedTuple):
    target: Target
    ready: bool
    elapsed: float  # seconds until it was, or until the time was up
    why: str  # of one that answers and is another program's; "" else
    report: Report  # the whole diagnosis of one that is not ready
    missing: str = ""  # which addresses answer and which do not, where both are so; "" else


class Step(NamedTuple):
    """What one look has brought, or how long to rest before the next."""

    number: int = 0  # of the target, from 0
    waited: Waited | None = None  # None: not yet
    half: str = ""  # what is missing, the first time that it is seen
    rest: float = 0.0  # seconds


def wait(
    targets: Iterable[Target],
    host: Host,
    patience: float,
    project: str = "",
    any_address: bool = False,
    half: Half | None = None,
) -> tuple[Waited, ...]:
    """
    All of them side by side, each for *patience* seconds; one row each, in order.

    Ready is a target of which every address that clients use answers, with *any_address* one of them; and where a
    *project* is named (a folder), one whose listener on this machine works below it.
    """
    asked, rows = tuple(targets), {}
    for step in watched(asked, host, patience, project, any_address):
        if step.half and half:
            half(asked[step.number], step.half)
        if step.waited:
            rows[step.number] = step.waited
        time.sleep(step.rest)  # the pause of this loop, see its head
    return tuple(rows[number] for number in sorted(rows))


def watched(
    targets: tuple[Target, ...], host: Host, patience: float, project: str, any_address: bool
) -> Iterator[Step]:
    """
    One look after another, for two at once would count each other's packets; the caller rests in between.

    Nothing tells when a server comes up but asking it; one that has not taken our last connection is not asked.
    """
    began, pause, told = host.now(), FIRST, set()
    pending, due, again = dict(enumerate(targets)), list(range(len(targets))), False
    while pending:
        for number in due:
            if again and host.now() >= began + patience:
                break
            manner = A_LOOK._replace(naming=began + patience - host.now())  # a resolver asked anew begins anew
            row = look(pending[number], host, began, project, any_address, NO_CAUSES, manner)
            news = "" if row.ready or number in told else row.missing
            told |= {number} if news else set()
            yield Step(number, row if row.ready else None, news)
            if row.ready:
                del pending[number]
        left = began + patience - host.now()
        if left <= 0:
            break
        yield Step(rest=min(pause, left) if pending else 0.0)
        pause, again = min(pause * GROWTH, LONGEST), True
        due = [number for number, target in pending.items() if not waits(target, host)]
    over = host.now() - began
    for number, target in pending.items():
        row = look(target, host, began, project, any_address)
        yield Step(number, row if row.ready else row._replace(elapsed=over))


def look(
    target: Target,
    host: Host,
    began: float,
    project: str,
    any_address: bool,
    causes: Iterable[Cause[Any]] | None = None,
    manner: Manner = AS_USUAL,
) -> Waited:
    """Whether it is ready by now; *began* is on the host's clock."""
    report = diagnose(target, host, causes, manner)
    answers = report.verdict is Verdict.REACHABLE
    met = [tried.met in WELL for tried in report.attempts]
    some = any(met) and (any_address or answers)
    stranger = another(target, host, project) if some and project else ""
    missing = "" if all(met) or not any(met) else lacking(report.attempts)
    return Waited(target, some and not stranger, host.now() - began, stranger, report, missing)


def lacking(attempts: tuple[Tried, ...]) -> str:
    well = [place(tried) for tried in attempts if tried.met in WELL]
    ill = [
        f"{place(tried)} does not ({tried.met.value if tried.met else tried.why_not})"
        for tried in attempts
        if tried.met not in WELL
    ]
    return f"{' and '.join(well)} {'answers' if len(well) == 1 else 'answer'}, {' and '.join(ill)}"


def place(tried: Tried) -> str:
    return str(tried.spot.address) if isinstance(tried.spot, Endpoint) else str(tried.spot)


def waits(target: Target, host: Host) -> bool:
    """Whether somebody stands in the queue of a listener at that port here: one more would only make it longer."""
    return any(socket.rqueue for socket in listeners(host, target.port or 0))


def another(target: Target, host: Host, project: str) -> str:
    """Who answers in place of the project's own program; "" where that is it, or nobody of this machine listens."""
    found = who(host, target.port or 0)
    people = [holder for held in found.held if held.way is Way.LISTENS for holder in held.holders]
    if not people or any(within(holder, project) for holder in people):
        return ""
    stranger = people[0]
    return f"{stranger.program} (pid {stranger.process.pid}) of {stranger.folder or 'another user'} answers"


def within(holder: Holder, project: str) -> bool:
    root = project.rstrip("/")
    return holder.folder == root or holder.folder.startswith(f"{root}/")
