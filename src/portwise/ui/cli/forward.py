"""``portwise forward LISTEN TARGET``: a way that works now."""

from __future__ import annotations

import re

import click

from portwise.model.target import HIGHEST_PORT, Target
from portwise.model.vantage import NotAVantage, Vantage
from portwise.ui.cli import _terminal
from portwise.ui.cli._targets import target

PLACE = re.compile(r"(?:(?P<host>\[[^]]+\]|[^:]+):|:)?(?P<port>\d{1,5})")
SPAN = re.compile(r"(\d+)\s*(s|m|h)?")
SECONDS = {"s": 1, "m": 60, "h": 3600, None: 1}


@click.command("forward", short_help="Carry connections from one place to another, for a while.")
@click.argument("listen")
@click.argument("aim", metavar="TARGET")
@click.option("--for", "span", metavar="TIME", default="", help="End by itself: 30m, 90s, 2h.")
@click.option("--expose", is_flag=True, help="Listen also where other machines can come in.")
@click.option("--vantage", metavar="WHERE", default="", help="The target as it is in netns:NAME|PID or container:NAME.")
@click.option("--plain", is_flag=True, help="No colour, ASCII only.")
def command(listen: str, aim: str, span: str, expose: bool, vantage: str, plain: bool) -> int:
    """Listen at LISTEN (a port, or address:port) and carry every connection to TARGET, until Ctrl-C or --for.

    Without an address it is loopback, in both families: a client that takes ::1 and a server at 127.0.0.1 meet. A
    TARGET of https:// is reached by TLS, so that a client may speak plain HTTP; unix:/path is a socket of the file
    system.

    \b
    portwise forward 3000 127.0.0.1:3002
    portwise forward 8080 https://api.internal --for 30m
    portwise forward 5433 unix:/run/postgresql/.s.PGSQL.5432
    """
    from portwise.app.forward import NoWay, forward, places, way_to
    from portwise.app.here import this_machine

    address, port = _place(listen, expose)
    asked, seconds, host = _connectable(aim), _seconds(span), this_machine()
    look = _terminal.look(plain)

    def ready(at: tuple[tuple[str, int], ...]) -> None:
        from portwise.render.forward import started

        _terminal.show(started(at, asked, seconds, look))

    try:
        way = way_to(asked, Vantage.of(vantage) if vantage else None, host)
        carried = forward(places(address, port, host, expose), way, ready, seconds)
    except (NoWay, NotAVantage) as error:
        raise click.ClickException(str(error)) from None
    from portwise.render.forward import ended

    _terminal.show(ended(carried.connections, carried.failed, carried.up, carried.down))
    return 0


def _place(text: str, expose: bool) -> tuple[str, int]:
    found = PLACE.fullmatch(text)
    if not found or not 0 < int(found["port"]) <= HIGHEST_PORT:
        raise click.UsageError("LISTEN is a port or an address with one: 3000, 127.0.0.1:3000, [::1]:3000")
    host = (found["host"] or "").strip("[]")
    from portwise.app.forward import is_inside

    if host and not is_inside(host) and not expose:
        raise click.UsageError(f"{host} lets other machines in: --expose does that")
    return host, int(found["port"])


def _connectable(text: str) -> Target:
    found = target(text)
    if found.transport.value != "unix" and not found.port:
        raise click.UsageError("the target has no port that a connection could go to")
    return found


def _seconds(span: str) -> float | None:
    found = SPAN.fullmatch(span.strip())
    if span and not found:
        raise click.UsageError("--for takes a time: 90s, 30m, 2h")
    return int(found[1]) * SECONDS[found[2]] if found else None
