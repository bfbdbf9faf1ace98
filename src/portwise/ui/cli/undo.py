"""``portwise undo``: what `portwise fix` has done is taken back."""

from __future__ import annotations

import click

from portwise.ui.cli import _terminal


@click.command("undo", short_help="Take back what fix has done.")
@click.argument("plan", required=False, default="")
@click.option("--list", "as_list", is_flag=True, help="Show what was done and not taken back.")
@click.option("--json", "as_json", is_flag=True, help="One object, portwise.undo/1.")
@click.option("--plain", is_flag=True, help="No colour, ASCII only.")
def command(plan: str, as_list: bool, as_json: bool, plain: bool) -> int:
    """Take back the steps of PLAN, the last first; without a name those of the newest plan.

    A thing that is no longer as portwise left it is shown and not touched. Exit code 0 where all is as it was, 1
    where something is left, or where there was nothing to take back.

    \b
    portwise undo --list
    portwise undo
    portwise undo 20261120-130501-042
    """
    from portwise.app.fix import standing, undo
    from portwise.app.here import this_machine

    try:
        rows = standing() if as_list else undo(this_machine(), plan)
    except OSError as error:
        raise click.ClickException(f"the journal cannot be read: {error.strerror or error}") from None
    if as_json:
        from portwise.render.json import plain as valued

        _terminal.show_json({"schema": "portwise.undo/1", "steps": [valued(row) for row in rows]})
    elif rows:
        from portwise.render.fix import listed, undone

        look = _terminal.look(plain)
        _terminal.show(listed(rows, look) if as_list else undone(rows, look))
    else:
        _terminal.show("There is nothing to take back.\n")
    return 0 if rows and all(row.fine for row in rows) else 1
