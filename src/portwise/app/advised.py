"""Steps of a cause that a text speaks for: what it tells is filled in, and what it leaves open is not written out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from portwise.knowledge import terms
from portwise.knowledge.terms import containers
from portwise.model.cause import Cause, Remedy, View
from portwise.model.evidence import Evidence, Missing, Unreadable
from portwise.model.reading import Contained, Listening, Published
from portwise.model.report import Finding, State, Step
from portwise.model.target import Endpoint
from portwise.read.aim import NO_TARGET
from portwise.read.text import Text
from portwise.reason.fill import known, sentence, steps
from portwise.reason.rule import Ruling, Truth, rule, wanted

UNFIT = (ArithmeticError, AttributeError, LookupError, StopIteration, TypeError, ValueError)  # of what is not shown
STATES = {"stopped": "exited", "running": "up ", "restarting": "restarting", "paused": "(paused)"}  # of a container
LOOK = ("see ", "read ")  # how the sentence of a step begins that changes nothing, and says little without its command
ENGINES = ("docker", "podman")
OF_THE_TARGET = {"PORT", "HOST", "TARGET"}
THEN = re.compile(r"^(?:then|and),? ")
WORDS = re.compile(r"[A-Z][A-Z0-9_]+")


class Unshown:
    """What a cause is about, where the text does not show it: whatever is asked of it is unknown."""

    def __getattribute__(self, name: str) -> Any:
        raise LookupError(name)

    def __bool__(self) -> bool:
        raise LookupError

    def __iter__(self) -> Iterator[Any]:
        raise LookupError

    def __hash__(self) -> int:
        raise LookupError

    def __eq__(self, other: object) -> bool:
        raise LookupError

    def __str__(self) -> str:
        raise LookupError


UNSHOWN = Unshown()


def advised(finding: Finding, cause: Cause[Any], text: Text, seen: Evidence, systems: frozenset[str]) -> Finding:
    """In the order of the cause; *systems* are those that the text shows, none where it does not tell."""
    if finding.state is State.REFUTED:
        return finding
    if finding.state is State.SUPPORTED:
        return finding._replace(steps=tuple(whole(finding.steps, cause)))
    slots = tuple(filled(cause, text, seen, spot(finding, seen)))
    words = known(slots) | ({"target": seen.target.raw} if seen.target is not NO_TARGET else {})
    fitting = [r for r in cause.remedies if not systems or r.platform == "any" or r.platform in systems]
    said = tuple(remedies(fitting, frozenset(words)))
    told: dict[str, Step] = {}
    target = seen.target if seen.target is not NO_TARGET else NO_TARGET._replace(raw="TARGET")
    for step in steps(cause._replace(remedies=said), slots, target):
        told.setdefault(step.does, step)  # one that has a variant for each client is told once
    return finding._replace(steps=tuple(told.values()))


def remedies(fitting: list[Remedy], words: frozenset[str]) -> Iterator[Remedy]:
    """Without its command a look is worth little where something else can be said."""
    said = [one for one in fitting if can_be_said(one, words)]
    worth = [one for one in said if wanted(*one.argv) <= words or not sentence(one, words).startswith(LOOK)]
    for n, one in enumerate(fitting):
        if one in (worth or said):
            after = n == 0 or fitting[n - 1] in (worth or said)
            yield spoken(one if after else one._replace(does=THEN.sub("", one.does)), words)


def can_be_said(remedy: Remedy, words: frozenset[str]) -> bool:
    """Without a target there is nothing that portwise could be asked for again."""
    if "target" in wanted(remedy.does, *remedy.argv) - words:
        return False
    return bool(sentence(remedy, words))


def spoken(remedy: Remedy, words: frozenset[str]) -> Remedy:
    """Nobody can type a command with a gap."""
    return remedy if wanted(*remedy.argv) <= words else remedy._replace(argv=())


def whole(steps: tuple[Step, ...], cause: Cause[Any]) -> Iterator[Step]:
    """Of what is proven most is known already; its gaps stand there as manual pages write them."""
    gaps = {name.upper() for remedy in cause.remedies for name in wanted(remedy.does, *remedy.argv)} - OF_THE_TARGET
    for step in steps:
        if not gaps & {*WORDS.findall(step.does)}:
            yield step._replace(command=()) if gaps & {*WORDS.findall(" ".join(step.command))} else step


def spot(finding: Finding, seen: Evidence) -> Endpoint | None:
    """Where it may hold: what speaks against it there would name the wrong address to mend."""
    return next((one for one in seen.endpoints if one.address in finding.addresses and not finding.against), None)


def filled(cause: Cause[Any], text: Text, seen: Evidence, at: Endpoint | None) -> Iterator[Ruling]:
    """What the cause itself makes of what the text tells, then what the words tell of the same."""
    about = shown(lambda view: next(iter(cause.about.each(view)), UNSHOWN), seen, at)
    named, fares = dict(by_words(text, seen)), dict(states(cause, text, seen))
    target = seen.target
    address = target.address if at or not (target.address and target.address.is_loopback) else None
    plainly = (("host", target.host), ("port", target.port), ("address", address), ("url", target.url))
    for name, slot in cause.slots.items():
        if name in fares:
            yield Ruling(name, Truth.YES, name, (), ()) if fares[name] else Ruling(name, Truth.NO, None, (), ())
            continue
        told = ruled(name, slot, about, seen, at)
        value = told.value or named.get(slot) or dict(plainly).get(name)
        yield Ruling(name, Truth.YES, str(value), (), ()) if value else told._replace(value=None)
    for name, value in plainly:
        if value and name not in cause.slots:
            yield Ruling(name, Truth.YES, str(value), (), ())


def ruled(
    name: str, slot: Callable[[View, Any], str | None], about: Any, seen: Evidence, at: Endpoint | None
) -> Ruling:
    try:
        found = rule(name, lambda view: slot(view, about), seen, at)
    except UNFIT:
        return Ruling(name, Truth.UNKNOWN, None, (), ())
    if found.value is None:  # of a target that is not told nothing is known not to be so
        return found._replace(truth=Truth.UNKNOWN) if seen.target is NO_TARGET else found
    told = isinstance(found.value, str) and "None" not in found.value  # a port that no target has
    return found if told else found._replace(truth=Truth.UNKNOWN, value=None)


def shown(test: Callable[[View], Any], seen: Evidence, at: Any) -> Any:
    try:
        return test(View(seen, at))
    except (Missing, Unreadable, *UNFIT):
        return UNSHOWN


def by_words(text: Text, seen: Evidence) -> Iterator[tuple[Callable[..., Any], str]]:
    """What is known by the same name in many causes: who has the port, and what the container is called."""
    at = [noted.sign for noted in text.signs(Listening) if noted.sign.port == seen.target.port and noted.sign.pid]
    if len({sign.pid for sign in at}) == 1:
        yield terms.pid, str(at[0].pid)
        yield from [(terms.app, at[0].program)] if at[0].program else []
    if (box := contained(text, seen)) is not None:
        yield containers.name, box.container
    engines = [engine for engine in ENGINES if text.find(rf"\b{engine}\b")]
    if len(engines) == 1:
        yield containers.engine, engines[0]


def contained(text: Text, seen: Evidence) -> Contained | None:
    """The container that the port belongs to, or the only one: by the name that its engine lists it by."""
    boxes = {noted.sign.container: noted.sign for noted in text.signs(Contained) if noted.sign.container}
    lent = {n.sign.container for n in text.signs(Published) if n.sign.port == seen.target.port}
    own = [box for name, box in boxes.items() if name in lent] or [*boxes.values()]
    return own[0] if len(own) == 1 else None


def states(cause: Cause[Any], text: Text, seen: Evidence) -> Iterator[tuple[str, bool]]:
    """What its row in `docker ps` says of how it fares."""
    box = contained(text, seen) if containers.name in cause.slots.values() else None
    if box is not None and box.status:
        yield from ((name, word in box.status.casefold()) for name, word in STATES.items())
        yield from (("made", True), ("absent", False), ("engineless", False))
