"""Until every target answers, and the right program does: `portwise wait`."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import NamedTuple

from portwise.app.diagnose import diagnose
from portwise.app.manner import Manner
from portwise.app.who import listeners, who
from portwise.host.api import Host
from portwise.model.report import Report, Verdict
from portwise.model.target import Target
from portwise.model.who import Holder, Way

FIRST, LONGEST, GROWTH = 0.02, 0.5, 1.5  # seconds between two looks: few servers come up faster than they are asked
A_LOOK = 1.0  # seconds that one look may take
NO_CAUSES = ()  # a look asks whether, and not yet why


class Waited(NamedTuple):
    target: Target
    ready: bool
    elapsed: float  # seconds until it was, or until the time was up
    why: str  # of one that answers and is another program's; "" else
    report: Report  # the whole diagnosis of one that is not ready


def wait(targets: Iterable[Target], host: Host, patience: float, project: str = "") -> tuple[Waited, ...]:
    """
    Each in turn, for *patience* seconds together.

    Ready is a target of which every address that clients use answers; and where a *project* is named (a folder), one
    whose listener on this machine works below it.
    """
    until = host.now() + patience
    return tuple(one(target, host, until, project) for target in targets)


def one(target: Target, host: Host, until: float, project: str) -> Waited:
    began, pause = host.now(), FIRST
    while True:
        report = diagnose(target, host, NO_CAUSES, Manner(timeout=A_LOOK))
        stranger = another(target, host, project) if report.verdict is Verdict.REACHABLE and project else ""
        if report.verdict is Verdict.REACHABLE and not stranger:
            return Waited(target, True, host.now() - began, "", report)
        pause = rested(target, host, until, pause)
        if host.now() >= until:
            return Waited(target, False, host.now() - began, stranger, diagnose(target, host))


def rested(target: Target, host: Host, until: float, pause: float) -> float:
    """Nothing tells when a server comes up but asking it; one that has not taken our last connection is not asked."""
    while (left := until - host.now()) > 0:
        time.sleep(min(pause, left))  # the pause of this loop, see its head
        pause = min(pause * GROWTH, LONGEST)
        if not waits(target, host):
            break
    return pause


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
