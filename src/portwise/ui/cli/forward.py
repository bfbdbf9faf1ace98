"""``portwise forward LISTEN TARGET``: a way that works now."""

from __future__ import annotations

import re

import click

from portwise.model.target import Target
from portwise.model.vantage import NotAVantage, Vantage
from portwise.ui.cli import _terminal
from portwise.ui.cli._targets import target

SPAN = re.compile(r"(\d+)\s*(s|m|h)?")
SECONDS = {"s": 1, "m": 60, "h": 3600, None: 1}


@click.command("forward", short_help="Carry connections from one place to another, for a while.")
@click.argument("listen")
@click.argument("aim", metavar="TARGET")
@click.option("--for", "span", metavar="TIME", default="", help="End by itself: 30m, 90s, 2h.")
@click.option("--expose", is_flag=True, help="Listen also where other machines can come in.")
@click.option(
    "--vantage", metavar="WHERE", default="", help="TARGET as it is in netns:NAME|PID, container:NAME, ssh:HOST."
)
@click.option("--tls", is_flag=True, help="Speak TLS to clients, with a development certificate that is made once.")
@click.option("--cert", metavar="FILE", default="", help="The same with a certificate of your own, and its chain.")
@click.option("--key", metavar="FILE", default="", help="Its key, where it is not in the same file.")
@click.option("--insecure", is_flag=True, help="Take whatever certificate TARGET shows; on loopback it is so anyway.")
@click.option("--plain", is_flag=True, help="No colour, ASCII only.")
def command(
    listen: str,
    aim: str,
    span: str,
    expose: bool,
    vantage: str,
    tls: bool,
    cert: str,
    key: str,
    insecure: bool,
    plain: bool,
) -> int:
    """Listen at LISTEN (a port, address:port, unix:/path) and carry every connection to TARGET, until Ctrl-C or --for.

    Without an address it is loopback, in both families: a client that takes ::1 and a server at 127.0.0.1 meet. A
    TARGET of https:// is reached by TLS, so that a client may speak plain HTTP; unix:/path is a socket of the file
    system. The target is tried once before it is said that it works; of HTTP, a redirect that names TARGET itself leads
    back here. Exit code 1 where nothing ever got through.

    \b
    portwise forward 3000 127.0.0.1:3002
    portwise forward 8080 https://api.internal --for 30m
    portwise forward 5433 unix:/run/postgresql/.s.PGSQL.5432
    portwise forward 8443 localhost:3000 --tls
    portwise forward 5433 localhost:5432 --vantage ssh:db.internal
    """
    from portwise.app.forward import NoWay, forward, pair, places, way_there
    from portwise.app.here import this_machine
    from portwise.ui.cli._signals import until_ended

    if key and not cert:
        raise click.UsageError("--key is of a certificate: --cert says which")
    address, port = _place(listen, expose)
    asked, seconds, host = _connectable(aim), _seconds(span), this_machine()
    look = _terminal.look(plain)

    lost = []

    def ready(at: tuple[tuple[str, int], ...], trouble: str) -> None:
        from portwise.render.forward import started

        lost.append(trouble)
        _terminal.show(started(at, asked, seconds, look, trouble, shown[0] if shown else ""))

    try:
        shown = pair(cert, key) if tls or cert else None
        with until_ended(), way_there(asked, Vantage.of(vantage) if vantage else None, host, insecure) as way:
            carried = forward(places(address, port, host, expose), way, ready, seconds, shown)
    except (NoWay, NotAVantage) as error:
        raise click.ClickException(str(error)) from None
    from portwise.render.forward import ended

    _terminal.show(ended(*carried))
    return 1 if any(lost) and carried.connections == carried.failed else 0


def _place(text: str, expose: bool) -> tuple[str, int]:
    from portwise.app.forward import unfit
    from portwise.app.here import this_machine
    from portwise.app.locally import listening_at

    try:
        host, port = listening_at(text)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    if why := unfit(host, this_machine(), expose, "--expose"):
        raise click.UsageError(why)
    return host, port


def _connectable(text: str) -> Target:
    found = target(text)
    if found.transport.value != "unix" and not found.port:
        raise click.UsageError("the target has no port that a connection could go to")
    return found


def _seconds(span: str) -> float | None:
    found = SPAN.fullmatch(span.strip())
    if span and not (found and int(found[1])):
        raise click.UsageError("--for takes a time: 90s, 30m, 2h")
    return int(found[1]) * SECONDS[found[2]] if found else None
