"""``portwise lab``: break a throw-away machine, and see what every tool says of it."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import click

from portwise.app.manner import AS_USUAL
from portwise.host.local import Local
from portwise.model.target import Transport
from portwise.render import layout
from portwise.render.layout import BOLD, Look, cells, hanging, pad, pieces
from portwise.render.text import render
from portwise.render.words import quoted
from portwise.ui.cli import _terminal
from portwise_lab import score
from portwise_lab.case import SCENARIOS, Case, cases
from portwise_lab.machines import Machine
from portwise_lab.run import Play, Vantage, all_parts, compare, play_all, start, told, vantages
from portwise_lab.world import with_pids

TOOL_PATIENCE = 2.0
MOST_LINES = 6  # of what another tool prints
RECORDED = "(recorded)"
SYSTEMS = {  # by the platform of a recorded machine
    "": "A throw-away machine, broken on purpose",
    "win32": "A Windows machine, recorded",
    "darwin": "A Mac, recorded",
}
PLATFORMS = {"linux": "linux", "darwin": "macos", "win32": "windows"}  # as steps name them
HEAD = ("cause", "what is broken", "what is asked")
HOW = "portwise lab CAUSE breaks it, shows the diagnosis and cleans up; portwise lab --score plays them all."
NO_NAMESPACES = "this machine lets you make no namespaces: run it as root, or allow user namespaces"


def beginning(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    """For the shell: the scenarios that begin so, by the names of their files."""
    stems = sorted(path.stem.replace("_", "-") for path in SCENARIOS.rglob("*.toml"))
    return [stem for stem in stems if stem.startswith(typed)]


@click.command()
@click.argument("cause", required=False, shell_complete=beginning)
@click.option("--case", "wanted", help="another case of the file, by a part of its name")
@click.option("--score", "scoring", is_flag=True, help="play every case from every vantage and print the accuracy")
@click.option("--json", "as_json", is_flag=True, help="the same as one JSON object")
@click.option("--plain", is_flag=True, help="no colour, ASCII only")
def command(cause: str | None, wanted: str | None, scoring: bool, as_json: bool, plain: bool) -> int:
    """Break a throw-away network namespace for real, and see the diagnosis beside curl, lsof and ss.

    Nothing of this machine is touched: the world is gone when the command ends.
    """
    if scoring:
        return scored(as_json)
    if cause is None:
        return listed(as_json, _terminal.look(plain))
    return shown(cause, wanted, _terminal.look(plain))


def listed(as_json: bool, look: Look) -> int:
    """Every cause that has a scenario, and what its fault is."""
    rows = [(case.scenario, called(case), case.ask) for case in faults()]
    if as_json:
        click.echo(json.dumps([dict(zip(("cause", "fault", "ask"), row, strict=True)) for row in rows], indent=2))
        return 0
    lines = [*catalogue(rows, look), "", *hanging(look, "", HOW)]
    _terminal.show("\n".join(lines) + "\n")
    return 0


def catalogue(rows: list[tuple[str, str, str]], look: Look) -> Iterator[str]:
    """A table where there is room for one, else a few lines for each cause."""
    table = [HEAD, *rows]
    widths = [max(cells(row[n]) for row in table) for n in range(len(HEAD))]
    if sum(widths) + 2 * (len(HEAD) - 1) <= look.columns:
        for row in table:
            yield look.clean("  ".join(map(pad, row, widths)).rstrip())
        return
    for cause, fault, ask in rows:
        yield look.paint(look.clean(cause), BOLD)
        yield from hanging(look, "  broken  ", fault)
        yield from hanging(look, "  asked   ", ask)


def called(case: Case) -> str:
    """Nobody is to take for played what is only told again."""
    return f"{case.name} {RECORDED}" if case.recorded and RECORDED not in case.name else case.name


def faults() -> Iterator[Case]:
    """The first fault of every file."""
    seen: set[str] = set()
    for case in cases():
        if case.kind == "fault" and case.scenario not in seen:
            seen.add(case.scenario)
            yield case


def shown(cause: str, wanted: str | None, look: Look) -> int:
    """Build the world of one case and ask everybody."""
    mine = [case for case in cases() if case.scenario == cause]
    fitting = [case for case in mine if wanted.lower() in case.name.lower()] if wanted else mine
    able = [case for case in fitting if wanted or case.kind == "fault"]
    if not able:
        raise click.UsageError(unknown(cause, mine))
    played = first(able, vantages())
    if played is None:
        raise click.UsageError(needs_root(able[0], wanted))
    chosen, vantage = played
    _terminal.show("\n".join(scene(chosen, in_world(chosen, vantage, look), look)) + "\n")
    return 0


def first(able: Iterable[Case], have: tuple[Vantage, ...]) -> tuple[Case, Vantage] | None:
    """The first that somebody like us can play, root before all others; None where nobody like us can play any."""
    every = ((case, vantage) for case in able for vantage in have if vantage.value in case.vantages)
    return next(every, None)


def needs_root(case: Case, wanted: str | None) -> str:
    part = ("--case", wanted) if wanted else ()
    return f"this case needs root: {shlex.join(('sudo', 'portwise', 'lab', case.scenario, *part))}"


def scene(case: Case, said: dict[str, Any], look: Look) -> Iterator[str]:
    """What was broken, what the usual tools say of it, and what portwise does."""
    yield from hanging(look, "", f"{SYSTEMS[case.machine.get('platform', '')]}: {case.name}")
    for argv, words in said["tools"]:
        yield ""
        yield from typed(argv.split(), look)
        yield from (f"  | {piece}" for line in words or ["(nothing)"] for piece in folded(line, look))
    yield ""
    saw = (word for one in case.saw for word in ("--saw", quoted(one)))
    there = ("--vantage", case.place.format(pid0="PID")) if case.place else ()
    verb = ("why",) if case.ask.startswith("--") or there else ()
    yield from typed(("portwise", *verb, *case.ask.split(), *there, *saw), look)
    yield said["text"]
    yield "" if case.machine else "It is gone again, with everything in it."


def typed(argv: Iterable[str], look: Look) -> Iterator[str]:
    yield from layout.command(look, ("  $", *map(look.clean, argv)), 0)


def folded(line: str, look: Look) -> Iterator[str]:
    """What another tool prints keeps its columns, and goes on below where the terminal ends."""
    return pieces(look.clean(line.expandtabs()), look.columns - 4)


def unknown(cause: str, mine: list[Case]) -> str:
    if mine:
        return f"no case of {cause} is called so; there are: " + "; ".join(case.name for case in mine)
    return f"no scenario is called {cause}; portwise lab lists them"


def in_world(case: Case, vantage: Vantage, look: Look) -> dict[str, Any]:
    """What the usual tools and portwise print inside.  Raises click.ClickException where no world can be made."""
    pid, answer = start(case, vantage, partial(everybody, look))
    with os.fdopen(answer, "rb") as pipe:
        said: dict[str, Any] = json.loads(pipe.read() or b"{}")
    os.waitpid(pid, 0)
    if "text" not in said:
        last = str(said.get("broken", NO_NAMESPACES)).strip().splitlines()[-1]
        raise click.ClickException(f"{last} ({NO_NAMESPACES})" if "Operation not permitted" in last else last)
    return said


def everybody(look: Look, case: Case) -> bytes:
    if case.machine:
        tools = [(words, first_lines(said)) for words, said in case.machine.get("prints", {}).items()]
        there = look._replace(platform=PLATFORMS[case.machine["platform"]])
        return json.dumps({"tools": tools, "text": render(told(case, Machine(case.machine), AS_USUAL), there)}).encode()
    tools = [(" ".join(argv), output(argv)) for argv in commands(case)]
    case = case._replace(place=with_pids(case.place))
    return json.dumps({"tools": tools, "text": render(told(case, Local(), AS_USUAL), look)}).encode()


def commands(case: Case) -> Iterator[tuple[str, ...]]:
    """What a developer would type."""
    target = case.target
    if target.transport is Transport.UNIX:
        yield ("curl", "-sS", "--max-time", "1", "--unix-socket", target.path, "http://localhost/")
        yield ("ss", "-xlp")
        return
    if target.port is None or not target.port_is_valid:
        yield ("curl", "-sS", case.ask)
        return
    if not case.ask.startswith("--"):
        yield ("curl", "-sS", "--max-time", "1", target.url or f"http://{case.ask}/")
    yield ("lsof", "-nP", f"-iTCP:{target.port}")
    yield ("ss", "-ltnp", f"sport = :{target.port}")


def output(argv: tuple[str, ...]) -> list[str]:
    try:
        done = subprocess.run(
            argv, capture_output=True, text=True, errors="replace", timeout=TOOL_PATIENCE, check=False
        )
    except FileNotFoundError:
        return [f"{argv[0]} is not installed here"]
    except subprocess.TimeoutExpired:
        return [f"nothing for {TOOL_PATIENCE:.0f} s"]
    return first_lines(done.stderr + done.stdout)


def first_lines(said: str) -> list[str]:
    lines = [line for line in said.splitlines() if line.strip()]
    return lines[:MOST_LINES] + ([f"({len(lines) - MOST_LINES} more lines)"] if len(lines) > MOST_LINES else [])


def scored(as_json: bool) -> int:
    """Play everything; exit 1 where a world could not be built."""
    played = play_all(all_parts(cases()), compare)
    plays = {part: play for part, play in played.items() if isinstance(play, Play)}
    rows, by_cause, stories = score.marks(plays), score.told(plays), score.told(plays, stories=True)
    if as_json:
        document = {
            "vantages": [m._asdict() for m in rows],
            "causes": score.document(by_cause),
            "stories": score.document(stories),
        }
        click.echo(json.dumps(document, indent=2))
    else:
        click.echo(score.scenarios(by_cause))
        click.echo("\n" + score.causes(by_cause))
        click.echo("\n" + score.stories(stories))
        click.echo("\n" + score.table(rows))
        click.echo("\nCauses behind one word of a plain client: " + behind(plays))
    for failed in (play for play in played.values() if isinstance(play, RuntimeError)):
        click.echo(f"not built: {failed}", err=True)
    return 0 if len(plays) == len(played) else 1


def behind(plays: dict[tuple[Case, Vantage], Play]) -> str:
    hidden = sorted(score.ambiguity(plays).items(), key=lambda item: -len(item[1]))
    return ", ".join(f"{word} {len(ids)}" for word, ids in hidden)


if __name__ == "__main__":
    sys.exit(command(standalone_mode=False))
