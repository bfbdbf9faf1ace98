"""``portwise who PORT``: who has it."""

from __future__ import annotations

import click

from portwise.model.target import HIGHEST_PORT
from portwise.ui.cli import _terminal
from portwise.ui.cli._numbers import Port


@click.command("who", short_help="Say who has a port, since when, and who looks after it.")
@click.argument("port", type=Port(1, HIGHEST_PORT))
@click.option("--json", "as_json", is_flag=True, help="One object, portwise.who/1.")
@click.option("--plain", is_flag=True, help="No colour, ASCII only.")
def command(port: int, as_json: bool, plain: bool) -> int:
    """Say who has PORT: program, project, since when, started by whom; also who holds it without listening.

    Nothing is changed, and nothing leaves this machine. Exit code 0 where somebody has it, 1 where nobody is found.

    \b
    portwise who 3000
    portwise who 5432 --json | jq '.held[].holders[].process.pid'
    """
    from portwise.app.here import home, this_machine
    from portwise.app.who import who
    from portwise.render.who import document, render

    found = who(this_machine(), port)
    if as_json:
        _terminal.show_json(document(found))
    else:
        _terminal.show(render(found, _terminal.look(plain), home()))
    return 0 if found.held else 1
