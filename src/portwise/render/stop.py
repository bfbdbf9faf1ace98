"""What would be stopped, what was, and who has the port now."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.model.process import Process
from portwise.model.stop import SCHEMA, Ending, Keeper, Outcome, Plan, Refused
from portwise.model.who import Way, Who
from portwise.render import words
from portwise.render.json import plain
from portwise.render.layout import BOLD, DIM, GREEN, RED, YELLOW, Look, command, hanging
from portwise.render.who import lines as who_lines

MOST = 12  # processes of a tree


def document(plan: Plan, outcome: Outcome | None) -> dict[str, object]:
    """The plan, and what came of it: null where nothing was tried."""
    return {"schema": SCHEMA, "plan": plain(plan), "outcome": plain(outcome)}


def offered(plan: Plan, found: Who, look: Look, kill: bool, patience: float, home: str = "") -> str:
    """The plan before anything is done; who has the port is told with it."""
    return "\n".join((*who_lines(found, look, home), *planned(plan, found, look, kill, patience))) + "\n"


def planned(plan: Plan, found: Who, look: Look, kill: bool, patience: float) -> Iterator[str]:
    if plan.refused:
        yield ""
        for refused in plan.refused:
            yield from refusal(refused, look)
    elif plan.endings:
        yield ""
        for ending in plan.endings:
            yield from ending_of(ending, look, kill, patience)
    elif found.held:
        yield ""
        yield from hanging(look, "", "Nobody listens with it over TCP: portwise stop ends listeners, and nobody else.")


def ending_of(ending: Ending, look: Look, kill: bool, patience: float) -> Iterator[str]:
    who = f"{ending.program} (pid {ending.process.pid})"
    force = f", and after {patience:g} s it is ended by force (SIGKILL)" if kill else ""
    yield from hanging(look, "Plan  ", f"{who} is asked to end (SIGTERM){force}", under=6, tint=BOLD)
    rest = ending.tree[1:]
    if rest:
        yield from hanging(look, "      ", f"It has started {named(rest)}.", DIM)
    if ending.stopped:
        yield from hanging(look, "      ", "It is stopped, and is continued (SIGCONT) so that it can end.", DIM)
    yield from hanging(look, "      ", "That cannot be undone: it would have to be started again.", DIM)


def named(processes: tuple[Process, ...]) -> str:
    shown = [f"{process.name} ({process.pid})" for process in processes[:MOST]]
    return words.listed([*shown, *([f"{len(processes) - MOST} others"] if len(processes) > MOST else [])])


def refusal(refused: Refused, look: Look) -> Iterator[str]:
    who = f"{refused.program} (pid {refused.process.pid}) " if refused.process else ""
    text = f"{who}is not stopped: {refused.why}." if who else f"Not stopped: {refused.why}."
    yield from hanging(look, "✗ ", text, under=2, tint=RED)
    if refused.instead:
        yield from command(look, refused.instead, 4)


def done(outcome: Outcome, plan: Plan, look: Look, home: str = "") -> str:
    return "\n".join(told(outcome, plan, look, home)) + "\n"


def told(outcome: Outcome, plan: Plan, look: Look, home: str) -> Iterator[str]:
    port = plan.port
    if outcome.changed:
        yield from hanging(look, "✗ ", f"Nothing was stopped: {outcome.changed}.", under=2, tint=RED)
    elif outcome.freed:
        called = {ending.process: ending.program for ending in plan.endings}
        ended = words.listed(dict.fromkeys(f"{called.get(p, p.name)} (pid {p.pid})" for p, _ in outcome.signalled))
        text = f"Port {port} is free: {ended} ended, {words.milliseconds(outcome.elapsed_ms)}."
        yield from hanging(look, "✓ ", text, under=2, tint=GREEN)
    else:
        text = f"Port {port} is not free{by_whom(outcome)}."
        yield from hanging(look, "✗ ", text, under=2, tint=RED)
        yield from who_lines(outcome.after, look, home)
        if outcome.again:
            yield from ended_first(outcome.again, port, look)
    if outcome.alive:
        yield from hanging(look, "  ", f"Still running: {named(outcome.alive)}.", YELLOW)
        if not outcome.freed:
            yield from command(look, ("portwise", "stop", str(port), "--kill"), 4)
    if outcome.freed and outcome.after.held:
        ways = words.listed(dict.fromkeys(held.way.value for held in outcome.after.held if held.way is not Way.LISTENS))
        yield from hanging(look, "  ", f"Somebody else still has it, without listening: {ways}.", YELLOW)


def by_whom(outcome: Outcome) -> str:
    again = outcome.again
    return f": {again.called} (pid {again.process.pid}) has started it again" if again else ""


def ended_first(again: Keeper, port: int, look: Look) -> Iterator[str]:
    """A script may be ended with what it starts, a person's terminal not."""
    if again.scripted:
        yield from hanging(look, "  ", "It has to end with it:", YELLOW)
        yield from command(look, ("portwise", "stop", str(port), "--supervisor"), 4)
    else:
        yield from hanging(look, "  ", "It has to be ended first, by Ctrl-C where it runs.", YELLOW)
