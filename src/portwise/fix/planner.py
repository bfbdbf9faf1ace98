"""From findings to a plan: for every blocker the first of its steps that changes something, in the order of the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from portwise.fix.steps import kinds
from portwise.fix.steps.waking import identified
from portwise.model.cause import Safety
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Move, Plan
from portwise.model.report import Finding, Report, Step

SYSTEMS = ("linux", "any")
ALTERNATIVE = re.compile(r"^(or|then|and|else) ")  # of a list in which it is not the first
THEN = re.compile(r"^then ")  # it is nothing without the one before
REREADS = ("nginx",)  # on SIGHUP; others end by it, signal(7)
BY_HAND = "nobody but you can know how"
NEEDS_ROOT = "it takes root"
ONLY_SHOWN = "it is never done by a program"


Needless = Callable[[Deed], bool]


def planned(report: Report, id_: str, root: bool, needless: Needless) -> Plan:
    """*needless* tells of a deed whether the machine is as it would be then."""
    moves = [move(report, finding, root, needless) for finding in in_order(report)]
    return Plan(id_, report, tuple(m._replace(number=n) for n, m in enumerate(filter(None, moves), 1)))


def in_order(report: Report) -> Iterator[Finding]:
    """What blocks the way, hop by hop; of two at one hop the likelier first."""
    order = {hop.hop: n for n, hop in enumerate(report.path)}
    yield from sorted(report.supported, key=lambda finding: order.get(finding.hop, len(order)))


def move(report: Report, finding: Finding, root: bool, needless: Needless) -> Move | None:
    """The first step that can be done, and is not done already; else the first of all, to be shown."""
    steps = [step for step in finding.steps if step.platform in SYSTEMS]
    following = zip(steps, (*steps[1:], None), strict=True)
    deeds = ((step, known(step, after, report.evidence)) for step, after in following)
    able = next(((step, deed) for step, deed in deeds if deed and not needless(deed)), None)
    if able and (root or not able[0].needs_root):
        return made(finding, *able, "")
    if able:
        return made(finding, able[0], None, NEEDS_ROOT)
    shown = next((step for step in steps if step.safety is not Safety.SAFE), next(iter(steps), None))  # no mere look
    if shown is None:
        return None
    return made(finding, shown, None, ONLY_SHOWN if shown.safety is Safety.SHOW else BY_HAND)


def known(step: Step, after: Step | None, seen: Evidence) -> Deed | None:
    """
    What a kind of ours makes of its command; a step that is only shown is never done.

    What is to be done *after* it belongs to it: an edited file that nobody reads again would prove nothing.
    """
    if step.safety is Safety.SHOW or not step.command or THEN.match(step.does):
        return None
    deed = next((deed for kind in kinds().values() if (deed := kind.reads(step.command, seen))), None)
    if deed is None or after is None or not THEN.match(after.does):
        return deed
    return None if after.safety is Safety.SHOW else rereads(deed, after.command, seen)


def rereads(deed: Deed, argv: tuple[str, ...], seen: Evidence) -> Deed | None:
    """With the signal that makes its owner read the file again, nginx(8)."""
    owner = identified(argv[2], seen) if len(argv) == 3 and argv[:2] == ("kill", "-HUP") else None
    if owner is None or owner.name not in REREADS:
        return None
    return deed._replace(then=argv, owner=(str(owner.pid), str(owner.started), owner.name))


def made(finding: Finding, step: Step, deed: Deed | None, why: str) -> Move:
    """A step that cannot be taken back always asks."""
    safety = Safety.SHOW if deed is None else Safety.ASK if deed.irreversible else step.safety
    return Move(
        number=0,
        cause=finding.cause,
        title=finding.title,
        does=ALTERNATIVE.sub("", step.does),
        command=step.command,
        safety=safety,
        needs_root=step.needs_root,
        deed=deed,
        why_shown=why,
        verify=step.verify,
        undo=step.undo,
    )
