"""``portwise wait TARGET…``: until it answers, or why it does not."""

from __future__ import annotations

import click

from portwise.model.target import Target
from portwise.ui.cli import _terminal
from portwise.ui.cli._numbers import Seconds
from portwise.ui.cli._targets import target

LONGEST = 3600.0  # seconds


@click.command("wait", short_help="Wait until targets answer; say why, if they do not.")
@click.argument("targets", nargs=-1, required=True)
@click.option(
    "--timeout",
    type=Seconds(0.1, LONGEST),
    default=60.0,
    show_default=True,
    metavar="S",
    help="Seconds that each has, side by side.",
)
@click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False),
    metavar="FOLDER",
    default=None,
    help="A program of that folder must answer, and no other.",
)
@click.option("--any", "any_address", is_flag=True, help="One address that answers is enough, as it is for browsers.")
@click.option("--json", "as_json", is_flag=True, help="One object, portwise.wait/1.")
@click.option("--plain", is_flag=True, help="No colour, ASCII only.")
def command(
    targets: tuple[str, ...], timeout: float, project: str | None, any_address: bool, as_json: bool, plain: bool
) -> int:
    """Wait until every address of each TARGET answers; exit code 0 then, and 1 with a diagnosis when the time is up.

    Where only some addresses of a name answer, as 127.0.0.1 of localhost and not ::1, that is said at once.

    \b
    portwise wait localhost:3000 postgres://localhost
    portwise wait :3000 --timeout 20 --project . && npm test
    """
    import os

    from portwise.app.here import this_machine
    from portwise.app.waiting import wait
    from portwise.render import wait as told

    asked = [target(text) for text in targets]

    def half(one: Target, missing: str) -> None:
        click.echo(f"! {told.half(one.raw, missing, '--any')}", err=True)

    root = os.path.realpath(project) if project else ""
    rows = wait(asked, this_machine(), timeout, root, any_address, half)
    look = _terminal.look(plain)
    if as_json:
        found = ((row.target.raw, row.ready, row.elapsed, row.why, row.report, row.missing) for row in rows)
        _terminal.show_json(told.document(found))
    else:
        for row in rows:
            raw = row.target.raw
            _terminal.show(
                told.ready(raw, row.elapsed, look)
                if row.ready
                else told.late(raw, row.elapsed, row.why, row.report, look, row.missing)
            )
    return 0 if all(row.ready for row in rows) else 1
