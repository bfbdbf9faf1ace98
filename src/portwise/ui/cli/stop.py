"""``portwise stop PORT`` and ``portwise stop --stale``: end who listens there, and prove that the port is free."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from portwise.model.target import HIGHEST_PORT
from portwise.ui.cli import _terminal
from portwise.ui.cli._numbers import Port, Seconds
from portwise.ui.cli._signalling import agreed, carried_out

if TYPE_CHECKING:
    pass

LONGEST = 60.0  # seconds


@click.command("stop", short_help="End who listens on a port, or what is left over, and prove it.")
@click.argument("port", type=Port(1, HIGHEST_PORT), required=False)
@click.option("--stale", is_flag=True, help="Instead of PORT: what is left over of the checkout of this folder.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--kill", is_flag=True, help="End by force (SIGKILL) what has not ended after --timeout.")
@click.option("--supervisor", is_flag=True, help="Stop who would start it again, with all that it looks after.")
@click.option("--user", metavar="NAME", default="", help="Processes of that user may be stopped too.")
@click.option(
    "--timeout",
    type=Seconds(0.1, LONGEST),
    default=10.0,
    show_default=True,
    metavar="S",
    help="Seconds that they have to end.",
)
@click.option("--json", "as_json", is_flag=True, help="One object, portwise.stop/1.")
@click.option("--plain", is_flag=True, help="No colour, ASCII only.")
def command(
    port: int | None,
    stale: bool,
    yes: bool,
    dry_run: bool,
    kill: bool,
    supervisor: bool,
    user: str,
    timeout: float,
    as_json: bool,
    plain: bool,
) -> int:
    """End the processes that listen on PORT, by their identity and never by their name, and look whether it is free.

    The plan is shown first; without a terminal nothing is done unless --yes. Never stopped are pid 1, whoever started
    portwise, other users' processes, and programs that carry more than this port (sshd, tmux, docker-proxy): each
    says its own switch instead. Exit code 0 where the port is free then, or was.

    With --stale: servers of the checkout that this folder belongs to whose starter is gone, that are stopped, or that
    got no port because the same command serves there already, each with its reason. They are told by folder and
    ancestry, never by name; two that both serve are told and not ended. Another repository below is not looked into,
    and outside a project it is this folder alone; a home folder and / are refused.

    \b
    portwise stop 3000
    portwise stop 3000 --dry-run
    portwise stop 3000 --yes --kill --timeout 3
    portwise stop --stale --dry-run
    """
    if (port is None) is not stale:
        raise click.UsageError("one port, or --stale: portwise stop 3000, portwise stop --stale")
    from portwise.app.here import home, this_machine
    from portwise.app.stop import allowing, is_free, plan, stop

    try:
        told = allowing(this_machine(), user, supervisor, kill)
    except LookupError as error:
        raise click.UsageError(str(error.args[0])) from None
    if port is None:
        from portwise.ui.cli._stale import carried_through

        return carried_through(told, yes, dry_run, timeout, as_json, plain)
    found, first = plan(this_machine(), port, told)
    look = _terminal.look(plain)
    if not as_json:
        from portwise.render.stop import offered

        _terminal.show(offered(first, found, look, kill, timeout, home()))
    go_on = bool(first.endings) and not dry_run and (yes or agreed(as_json))
    outcome = carried_out(lambda: stop(this_machine(), first, told, timeout)) if go_on else None
    if as_json:
        from portwise.render.stop import document

        _terminal.show_json(document(first, outcome))
    elif outcome:
        from portwise.render.stop import done

        _terminal.show(done(outcome, first, look, home()))
    if outcome:
        return 0 if outcome.freed else 1
    return 0 if is_free(found) or (dry_run and first.endings) else 1
