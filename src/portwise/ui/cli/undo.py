"""``portwise undo``: what `portwise fix` has done is taken back."""

from __future__ import annotations

import click

from portwise.ui.cli import _terminal


@click.command("undo", short_help="Take back what fix has done.")
@click.argument("plan", required=False, default="")
@click.option("--list", "as_list", is_flag=True, help="Show what was done and not taken back.")
@click.option("--forget", is_flag=True, help="Leave all of PLAN as it is now, and offer it no more.")
@click.option("--leftovers", is_flag=True, help="Remove what a portwise that was killed has left behind.")
@click.option("--json", "as_json", is_flag=True, help="One object, portwise.undo/1.")
@click.option("--plain", is_flag=True, help="No colour, ASCII only.")
def command(plan: str, as_list: bool, forget: bool, leftovers: bool, as_json: bool, plain: bool) -> int:
    """Take back the steps of PLAN, the last first; without a name those of the newest plan.

    A thing that is no longer as portwise left it is shown and not touched: as it was, as portwise left it, and as it
    is. Once you have settled it, --forget has it offered no more. Exit code 0 where all is as it was, 1 where
    something is left, or where there was nothing to take back.

    \b
    portwise undo --list
    portwise undo --leftovers
    portwise undo
    portwise undo 20261120-130501-042
    portwise undo 20261120-130501-042 --forget
    """
    if leftovers:
        if plan or as_list or forget:
            raise click.UsageError(
                "--leftovers removes all that was left behind, and is alone: no plan, list or forget"
            )
        return _swept(as_json)
    from portwise.app.here import this_machine
    from portwise.app.undoing import Busy, is_known, older, standing, undo
    from portwise.app.undoing import forget as settle

    try:
        if forget and (as_list or not plan):
            ids = ", ".join(dict.fromkeys(row.entry.id for row in standing()))
            raise click.UsageError(f"--forget is for one plan, and {f'these stand: {ids}' if ids else 'none stands'}")
        if plan and not is_known(plan):
            raise click.UsageError(f"no plan is called {plan}: portwise undo --list names those that stand")
        rows = standing() if as_list else settle(this_machine(), plan) if forget else undo(this_machine(), plan)
    except Busy as busy:
        click.echo(f"portwise: nothing was changed: {busy.strerror}", err=True)
        return 1
    except OSError as error:
        raise click.ClickException(f"the journal cannot be read: {error.strerror or error}") from None
    if as_json:
        from portwise.render.json import plain as valued

        _terminal.show_json({"schema": "portwise.undo/1", "steps": [valued(row) for row in rows]})
    elif rows:
        from portwise.render.fix import listed, undone

        look = _terminal.look(plain)
        _terminal.show(listed(rows, look) if as_list else undone(rows, look, older(rows)))
    else:
        _terminal.show("There is nothing to take back.\n")
    return 0 if rows and all(row.fine for row in rows) else 1


def _swept(as_json: bool) -> int:
    """Folders and traces of our own that nobody uses any more; the next run would remove each when it needs another."""
    from portwise.app.leftovers import swept

    gone = swept()
    if as_json:
        _terminal.show_json({"schema": "portwise.undo/1", "steps": [], "leftovers": list(gone)})
    else:
        _terminal.show("".join(f"Removed {name}\n" for name in gone) or "Nothing of portwise was left behind.\n")
    return 0
