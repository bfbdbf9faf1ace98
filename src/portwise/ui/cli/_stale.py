"""``portwise stop --stale``: end what is left over of a checkout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from portwise.ui.cli import _terminal

if TYPE_CHECKING:
    from portwise.model.stale import Sweep, Swept
    from portwise.model.stop import Told


def carried_through(told: Told, yes: bool, dry_run: bool, timeout: float, as_json: bool, plain: bool) -> int:
    """The exit code: 0 where nothing is left over any more."""
    from portwise.app.here import home, this_machine
    from portwise.app.stale import sweep
    from portwise.render import stale as render

    found = sweep(this_machine(), told)
    look = _terminal.look(plain)
    if not as_json:
        _terminal.show(render.offered(found, look, told.kill, timeout, home()))
    agreed = bool(found.stale) and not dry_run and (yes or _terminal.agreed(as_json))
    outcome = done(found, told, timeout) if agreed else None
    if as_json:
        _terminal.show_json(render.document(found, outcome))
    elif outcome:
        _terminal.show(render.done(outcome, look))
    if outcome:
        return 1 if outcome.changed or outcome.alive or found.kept else 0
    return 0 if not found.kept and (dry_run or not found.stale) else 1


def done(found: Sweep, told: Told, timeout: float) -> Swept:
    from portwise.app.here import this_machine
    from portwise.app.stale import end

    try:
        return end(this_machine(), found, told, timeout)
    except PermissionError:
        raise click.ClickException("the system does not let you signal that process; nothing was stopped") from None
    except OSError as error:
        raise click.ClickException(f"nothing was stopped: {error.strerror or error}") from None
