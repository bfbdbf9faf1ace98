"""From findings to a plan: for every blocker the first of its steps that changes something, in the order of the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from portwise.fix.steps import kinds
from portwise.fix.steps.kind import LINUX, Kind
from portwise.model.cause import Safety
from portwise.model.evidence import Evidence
from portwise.model.record import NamedTuple
from portwise.model.repair import Deed, Move, Plan
from portwise.model.report import Finding, Report, Step

ALTERNATIVE = re.compile(r"^(or|then|and|else) ")  # of a list in which it is not the first
ENTERS = ("nsenter",)  # nsenter(1)
THEN = re.compile(r"^then ")  # it is nothing without the one before
BY_HAND = "nobody but you can know how"
NEEDS_ROOT = "it needs root"
BY_ROOT = ("sudo", "portwise")
TRACED = ("--trace",)  # no repair is planned by that
ELSEWHERE = "portwise does not do it by itself on this system; run it yourself, and ask again"
ONLY_SHOWN = "it is never done by a program"
AS_WANTED = "it is so already"
NOT_SO = "that line does not have it once"
UNREAD = "the file may not be read, or nobody can be told of it"
ABSENT = "its tool does not answer here"
GO_THERE = "nothing here is changed by it"
WAY = re.compile(r"(?:^|, )(?:use|open|write) ")  # of a step that is safe: where the server does answer


Unfit = Callable[[Deed], str]


def planned(report: Report, id_: str, root: bool, unfit: Unfit, platform: str = LINUX) -> Plan:
    """
    *unfit* tells why a deed is not to be done: all is as it would be then, or nobody here can; "" where it is.

    *platform* is linux, macos or windows.
    """
    moves = [move(report, finding, root, unfit, platform) for finding in in_order(report)]
    return Plan(id_, report, tuple(m._replace(number=n) for n, m in enumerate(filter(None, moves), 1)))


def in_order(report: Report) -> Iterator[Finding]:
    """What blocks the way, hop by hop; of two at one hop the likelier first."""
    order = {hop.hop: n for n, hop in enumerate(report.path)}
    yield from sorted(report.supported, key=lambda finding: order.get(finding.hop, len(order)))


def of_platform(platform: str) -> Iterator[Kind]:
    return (kind for kind in kinds().values() if platform in kind.platforms)


def entering(command: tuple[str, ...], seen: Evidence, platform: str) -> Deed | None:
    """One that is for another network is done in there; what is looked at as a file or a process is not."""
    inside = command[:2] if command[:1] == ENTERS and command[1:2] and command[1].startswith("--net=/") else ()
    found = (kind.reads(command[len(inside) :], seen) for kind in of_platform(platform))
    deed = next(filter(None, found), None)
    if deed is None or not inside:
        return deed
    if deed.look.how != "output" or deed.owner:
        return None
    return deed._replace(inside=inside, look=deed.look._replace(what=(*inside, *deed.look.what)))


class Choice(NamedTuple):
    """A step, the one that belongs to it, what a kind of ours makes of both, and why that is not to be done."""

    step: Step
    then: Step | None
    deed: Deed | None
    why: str
    ends: Step | None = None  # who runs by what was so before, where another starts instead


def move(report: Report, finding: Finding, root: bool, unfit: Unfit, platform: str) -> Move | None:
    """The first step that can be done, and is not done already; else one of them, to be shown."""
    steps = [step for step in finding.steps if step.platform in (platform, "any")]
    choices = []
    for at, step in enumerate(steps):
        if THEN.match(step.does):
            continue
        ends, then = following(steps[at + 1 :])
        deed = known(step, then, report.evidence, platform, ends)
        why = unfit(deed) if deed else unable(step, platform)
        if why == ABSENT:
            continue  # it is a repair of other machines
        if deed and not why and step.needs_root and not root:
            return made(finding, Choice(step, then, None, NEEDS_ROOT, ends), report.evidence)
        if deed and not why:
            return made(finding, Choice(step, then, deed, "", ends), report.evidence)
        printed = () if why == NOT_SO else by_root(step.command)  # whoever runs it himself would change something else
        choices.append(Choice(step._replace(command=printed), then, deed, why, ends))
    shown = to_show(choices)
    return shown and made(finding, shown._replace(deed=None), report.evidence)


def following(steps: list[Step]) -> tuple[Step | None, Step | None]:
    """What belongs to a step: who ends, where another starts in his place, and what is done then."""
    first, second = (*(step if THEN.match(step.does) else None for step in steps[:2]), None, None)[:2]
    starts = first and second and first.command[:1] == ("kill",) and second.command[:1] == ("env",)
    return (first, second) if starts else (None, first)


def to_show(choices: list[Choice]) -> Choice | None:
    """One that rests on what is so here, a repair, a place that answers, what root is told, or more than a look."""
    asking = [choice for choice in choices if choice.deed or choice.step.safety is Safety.ASK]
    understood = [choice for choice in asking if choice.deed and choice.why not in (AS_WANTED, NOT_SO)]
    commands = [choice for choice in asking if choice.step.command]
    unsaid = [choice for choice in asking if choice.why == NOT_SO]
    ways = [choice._replace(why=GO_THERE) for choice in choices if is_way(choice.step)]
    rooted = [choice for choice in choices if choice.step.command[:2] == BY_ROOT]
    more = [choice for choice in choices if choice.step.safety is not Safety.SAFE]
    return next(iter((*understood, *commands, *unsaid, *ways, *rooted, *more, *choices)), None)


def is_way(step: Step) -> bool:
    return step.safety is Safety.SAFE and bool(step.command) and bool(WAY.search(step.does))


def by_root(command: tuple[str, ...]) -> tuple[str, ...]:
    """Whoever wants a repair has it planned by root, and is not only told what is wrong."""
    return (*BY_ROOT, "fix", *command[3:]) if command[:3] == (*BY_ROOT, "why") and command[4:] != TRACED else command


def unable(step: Step, platform: str) -> str:
    if step.command[:2] == BY_ROOT:
        return NEEDS_ROOT
    if step.safety is Safety.SHOW:
        return ONLY_SHOWN
    return BY_HAND if platform == LINUX or not step.command else ELSEWHERE


def known(step: Step, then: Step | None, seen: Evidence, platform: str, ends: Step | None = None) -> Deed | None:
    """
    What a kind of ours makes of its command; a step that is only shown is never done.

    What is done *then* belongs to it: an edited file that nobody reads again would prove nothing.
    """
    if not step.command or Safety.SHOW in (step.safety, then and then.safety):
        return None
    if then is None:
        return entering(step.command, seen, platform)
    pairs = (k.with_next(step.command, then.command, seen) for k in of_platform(platform) if k.with_next)
    deed = next(filter(None, pairs), None)
    return None if ends and deed and ends.command[1:] != deed.owner[:1] else deed


def made(finding: Finding, choice: Choice, seen: Evidence) -> Move:
    """A step that cannot be taken back always asks."""
    step, then, deed, why, ends = choice
    lasts = kinds()[deed.kind].lasting(deed, seen) if deed and not deed.inside else ()  # nothing lasts of a namespace
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
        lasts=lasts,
        holds=until(deed, lasts) if deed else "",
        then=then.command if then else (),
        then_does=(f"{ends.does}, and {THEN.sub('', then.does)}" if ends else then.does) if then else "",
        ends=ends.command if ends else (),
        loses=kinds()[deed.kind].loses(deed) if deed else "",
    )


def until(deed: Deed, lasts: tuple[str, ...]) -> str:
    """Until when it is so; of what a command makes last, only where that ends, too."""
    kind = kinds()[deed.kind]
    return kind.holds(deed) if kind.until or not lasts else ""
