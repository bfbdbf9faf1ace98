"""What is left over of a checkout, with the reason for each, and what came of ending it."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.process import at_home, in_words
from portwise.model.stale import SCHEMA, Stale, Sweep, Swept
from portwise.model.stop import Refused
from portwise.render import words
from portwise.render.json import plain
from portwise.render.layout import BOLD, DIM, GREEN, RED, YELLOW, Look, command, hanging
from portwise.render.stop import named, refusal

UNDER = 7


def document(found: Sweep, outcome: Swept | None) -> dict[str, object]:
    """The plan, and what came of it: null where nothing was tried."""
    return {"schema": SCHEMA, "plan": plain(found), "outcome": plain(outcome)}


def offered(found: Sweep, look: Look, kill: bool, patience: float, home: str = "") -> str:
    return "\n".join(planned(found, look, kill, patience, home)) + "\n"


def planned(found: Sweep, look: Look, kill: bool, patience: float, home: str) -> Iterator[str]:
    where = at_home(found.root, home)
    if not found.stale and not found.kept and not found.twice:
        yield from hanging(look, "✓ ", f"Nothing is left over in {where}.", under=2, tint=GREEN)
        return
    for one in found.stale:
        yield from stale(one, look, home)
    for refused in found.kept:
        yield from refusal(refused, look)
    for pair in found.twice:
        yield from doubled(pair, look)
    if found.stale:
        force = f", and after {patience:g} s ended by force (SIGKILL)" if kill else ""
        yield ""
        text = f"{asked(found)} asked to end (SIGTERM){force}; that cannot be undone"
        yield from hanging(look, "Plan   ", text, under=UNDER, tint=BOLD)
    if found.others:
        yield from hanging(look, "", f"{others(found.others, where)}.", DIM)


def asked(found: Sweep) -> str:
    """By their numbers, for others may be told of above."""
    pids = [str(process.pid) for one in found.stale for process in one.ending.tree]
    return f"pid {words.listed(pids)} {'are' if len(pids) > 1 else 'is'}"


def doubled(pair: Refused, look: Look) -> Iterator[str]:
    """Nothing is wrong with either: whoever knows which one is wanted may end the other."""
    pid = pair.process.pid if pair.process else ""
    text = f"{pair.program} (pid {pid}) stays: {pair.why}. To end it:"
    yield from hanging(look, "! ", text, under=2, tint=YELLOW)
    yield from command(look, pair.instead, 4)


def others(number: int, where: str) -> str:
    if number == 1:
        return f"One other process of {where} is looked after, and stays"
    return f"{number} other processes of {where} are looked after, and stay"


def stale(one: Stale, look: Look, home: str) -> Iterator[str]:
    top = one.ending.process
    ports = f", listens at {words.listed(str(port) for port in one.ports)}" if one.ports else ""
    age = f", {in_words(one.age)} old" if one.age is not None else ""
    who = f"{one.ending.program} (pid {top.pid}) in {at_home(one.folder, home)}{ports}{age}"
    yield from hanging(look, "✗ ", who, BOLD, under=2, tint=RED)
    for reason in one.reasons:
        yield from hanging(look, "  ", f"{words.sentence(reason)}", under=2)
    if rest := one.ending.tree[1:]:
        yield from hanging(look, "  ", f"It has started {named(rest)}, which are asked too.", DIM)


def done(outcome: Swept, look: Look) -> str:
    return "\n".join(told(outcome, look)) + "\n"


def told(outcome: Swept, look: Look) -> Iterator[str]:
    if outcome.changed:
        yield from hanging(look, "✗ ", f"Nothing was stopped: {outcome.changed}.", under=2, tint=RED)
        return
    ended = words.listed(dict.fromkeys(f"pid {process.pid}" for process, _ in outcome.signalled))
    ports = f"; free again: {words.listed(str(port) for port in outcome.ports)}" if outcome.ports else ""
    if outcome.alive:
        text = f"Still running: {named(outcome.alive)}{ports}."
        yield from hanging(look, "✗ ", text, YELLOW, under=2, tint=RED)
        yield from command(look, ("portwise", "stop", "--stale", "--kill"), 4)
        return
    took = words.milliseconds(outcome.elapsed_ms)
    yield from hanging(look, "✓ ", f"Ended: {ended}{ports}, {took}.", under=2, tint=GREEN)
