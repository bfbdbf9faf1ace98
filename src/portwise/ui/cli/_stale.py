"""``portwise stop --stale``: end what is left over of a checkout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from portwise.ui.cli import _terminal
from portwise.ui.cli._signalling import agreed, carried_out

if TYPE_CHECKING:
    from portwise.model.stop import Told


def carried_through(told: Told, yes: bool, dry_run: bool, timeout: float, as_json: bool, plain: bool) -> int:
    """The exit code: 0 where nothing is left over any more."""
    from portwise.app.here import home, this_machine
    from portwise.app.stale import NoCheckout, end, sweep
    from portwise.render import stale as render

    try:
        found = sweep(this_machine(), told)
    except NoCheckout as error:
        raise click.ClickException(str(error)) from None
    look = _terminal.look(plain)
    if not as_json:
        _terminal.show(render.offered(found, look, told.kill, timeout, home()))
    go_on = bool(found.stale) and not dry_run and (yes or agreed(as_json))
    outcome = carried_out(lambda: end(this_machine(), found, told, timeout)) if go_on else None
    if as_json:
        _terminal.show_json(render.document(found, outcome))
    elif outcome:
        _terminal.show(render.done(outcome, look))
    if outcome:
        return 1 if outcome.changed or outcome.alive or found.kept else 0
    return 0 if not found.kept and (dry_run or not found.stale) else 1
