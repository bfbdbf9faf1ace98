"""``portwise fix TARGET``: the plan, a yes, the steps, and the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from portwise.model.cause import Safety
from portwise.model.testimony import NOTHING
from portwise.ui.cli import _terminal
from portwise.ui.cli._numbers import Count
from portwise.ui.cli._targets import target_or_place
from portwise.ui.cli._testimony import understood, with_saw
from portwise.ui.cli._vantage import NotTaken, fitting, with_vantage

if TYPE_CHECKING:
    from portwise.app.fix import Foreground
    from portwise.model.repair import Move, Plan, Repair, Workaround
    from portwise.model.report import Report
    from portwise.model.vantage import Vantage
    from portwise.render.layout import Look


@click.command("fix", short_help="Repair what keeps a target from answering, prove it, and be able to undo it.")
@click.argument("target", required=False)
@click.option("--bind", "place", metavar="[ADDR]:PORT", help="Repair what keeps a server from taking this place.")
@with_vantage
@with_saw
@click.option(
    "--yes", is_flag=True, help="Agree to the steps that are safe (such as loopback up); with --step to that one."
)
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--step", "only", type=Count(1), default=None, metavar="N", help="Do this step alone.")
@click.option("--json", "as_json", is_flag=True, help="One object, portwise.fix/1.")
@click.option("--plain", is_flag=True, help="No colour, ASCII only.")
def command(
    target: str | None,
    place: str | None,
    vantage: Vantage | None,
    saw: tuple[str, ...],
    yes: bool,
    dry_run: bool,
    only: int | None,
    as_json: bool,
    plain: bool,
) -> int:
    """Say what would be done about all that blocks the way to TARGET; after a yes do it, and try again after each step.

    A step that did not help is taken back at once. What was done is written down first, so that portwise undo takes
    it back later, also after a crash. A server that is started again stays in this terminal until Ctrl-C. Without a
    terminal nothing is done unless --yes. Exit code 0 where the target is reachable then.

    Where a browser alone fails (--vantage browser met it, or --saw says it), other ways are tried by real browsers with
    clean profiles, one by one, and the first that works is said.

    \b
    portwise fix localhost:3000
    portwise fix localhost:3000 --dry-run
    portwise fix --bind :8080 --step 1 --yes
    portwise fix localhost:3000 --vantage container:web
    portwise fix http://localhost:3000 --vantage browser --saw chrome=ERR_CONNECTION_REFUSED
    """
    from portwise.app.fix import plan
    from portwise.app.here import this_machine
    from portwise.app.undoing import interrupted
    from portwise.model.repair import answers, cannot
    from portwise.model.vantage import NoVantage

    asked_for = target_or_place("fix", target, place)
    fitting(vantage, checklist=False, repeat=None, told=bool(saw))
    said = understood(saw, None, place is not None) if saw else NOTHING
    look = _terminal.look(plain)
    foreground = _foreground(as_json)
    try:
        made = plan(asked_for, this_machine(), foreground=foreground, vantage=vantage, said=said)
    except NoVantage as error:
        raise NotTaken(str(error)) from None
    if only is not None and (why := cannot(made, only)):
        raise click.UsageError(why)
    if not as_json:
        from portwise.render.fix import cut_short, offered

        _terminal.show(cut_short(interrupted(this_machine()), look) + offered(made, look))
    able = any(move.deed for move in made.moves)
    repair = _repaired(made, yes, only or 0, None if as_json else look, foreground) if able and not dry_run else None
    if repair and yes and not _terminal.somebody_answers():
        _named(repair, asked_for.raw if place is None else f"--bind {place}")
    found = None if dry_run else _otherwise(repair.after if repair else made.report)
    if as_json:
        from portwise.render.fix import document

        _terminal.show_json(document(made, repair, found))
    elif repair and repair.done:
        from portwise.render.fix import done

        _terminal.show(done(repair, look))
    if found and not as_json:
        from portwise.render.fix import otherwise

        _terminal.show(otherwise(found, look))
    if foreground and foreground.child:
        _stay(foreground, made.id)
    if dry_run and able:
        return 0
    return 0 if answers(repair.after if repair else made.report) else 1


def _named(repair: Repair, target: str) -> None:
    """How each step is agreed to that was asked for and that nobody could answer."""
    from portwise.model.repair import State

    for row in repair.done:
        if row.state is State.DECLINED:
            number = row.move.number
            click.echo(f"portwise: step {number} asks: portwise fix {target} --step {number} --yes does it", err=True)


def _foreground(as_json: bool) -> Foreground | None:
    """Where a server could go on that is started again: a terminal that somebody looks at."""
    if as_json or not _terminal.somebody_answers():
        return None
    from portwise.app.fix import Foreground

    return Foreground()


def _otherwise(report: Report) -> Workaround | None:
    """Only where a browser was asked, or something was said of one: who did neither waits for no import."""
    if not report.heard and not report.vantage.startswith("browser"):
        return None
    from portwise.app.here import this_machine
    from portwise.app.workarounds import workaround

    return workaround(report, this_machine())


def _stay(foreground: Foreground, plan: str) -> None:
    """Until the server ends, or we are ended: what carried connections is over then, and nobody has to undo it."""
    from portwise.app.here import this_machine
    from portwise.app.undoing import over
    from portwise.ui.cli._signals import until_ended

    click.echo("portwise: the server runs in this terminal; Ctrl-C ends it", err=True)
    with until_ended():
        try:
            foreground.wait()
        finally:
            foreground.end()
            over(this_machine(), plan)


def _repaired(made: Plan, yes: bool, only: int, look: Look | None, foreground: Foreground | None) -> Repair | None:
    """Nobody is asked, and nothing is shown, without a *look*."""
    from portwise.app.fix import repair
    from portwise.app.here import this_machine
    from portwise.app.undoing import Busy

    agreed_to: set[Safety] = {Safety.SAFE} if yes else set()

    def agreed(move: Move) -> bool:
        if look and move.number > len(made.moves):  # it came to light when another was gone: nobody has seen it yet
            from portwise.render.fix import found_then

            _terminal.show(found_then(move, look))
        if move.safety in agreed_to or (yes and move.number == only):
            return True
        if look is None or not _terminal.somebody_answers():
            return False
        said = click.confirm(f"Step {move.number}: go on?", err=True)
        agreed_to.update({Safety.SAFE} & {move.safety} if said else ())  # one yes is for all that are safe
        return said

    if not yes and not _terminal.somebody_answers():
        click.echo("portwise: nothing was changed: --yes, or --step N --yes for a step that asks, does it", err=True)
        return None
    try:
        return repair(made, this_machine(), agreed, only=only, foreground=foreground)
    except Busy as busy:
        click.echo(f"portwise: nothing was changed: {busy.strerror}", err=True)
        return None
