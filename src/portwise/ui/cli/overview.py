"""``portwise`` alone: what listens here, what the folder declares, what looks wrong."""

from __future__ import annotations

import click

from portwise.ui.cli import _terminal


@click.command("overview")
@click.option("--json", "as_json", is_flag=True, help="One object, portwise.overview/1.")
@click.option("--plain", is_flag=True, help="No colour, ASCII only.")
def command(as_json: bool, plain: bool) -> int:
    """Say what listens here, by whom, what this folder declares against what really listens, and what looks wrong."""
    from portwise.app.here import this_machine
    from portwise.app.overview import overview
    from portwise.render.overview import document, render

    seen = overview(this_machine())
    if as_json:
        _terminal.show_json(document(seen))
    else:
        _terminal.show(render(seen, _terminal.look(plain)))
    return 0
