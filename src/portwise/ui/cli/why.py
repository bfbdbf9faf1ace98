"""``portwise why TARGET``: why it does not answer, or cannot be bound."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from portwise.model.cause import Way
from portwise.model.report import Report
from portwise.model.target import Endpoint, Target
from portwise.render.layout import Look
from portwise.ui.cli import _out
from portwise.ui.cli._checker import outside, with_checker
from portwise.ui.cli._numbers import Count, Seconds
from portwise.ui.cli._pasted import is_words, joined, target_of, with_pasted
from portwise.ui.cli._questions import may_ask, questioned
from portwise.ui.cli._start import WithCommand, taken, with_command
from portwise.ui.cli._targets import target_or_place
from portwise.ui.cli._terminal import look, show, somebody_answers
from portwise.ui.cli._testimony import checked, with_testimony
from portwise.ui.cli._usual import TIMEOUT, code, told
from portwise.ui.cli._vantage import diagnosed, fitting, with_vantage
from portwise.ui.cli._wire import announced, kept, manner, with_wire

if TYPE_CHECKING:
    from portwise.model.vantage import Vantage

LONGEST = 60.0  # seconds; who wants to wait longer wants `portwise watch`


NEGATIVE = re.compile(r"-\d+")  # a port that cannot exist is a finding and not a wrong option
VALUED = (  # options that take the next word
    *("--timeout", "--bind", "--repeat", "--concurrency", "--origin", "--method", "--header"),
    *("--saw", "--worked-until", "--pcap", "--vantage", "--with", "--out", "--budget", "--evidence", "--checker"),
)


class Why(WithCommand):
    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """``portwise why -1 --json``: the number is the target, wherever it stands."""
        args = taken(context, args, NEGATIVE.fullmatch)
        pairs = list(zip(["", *args], args, strict=False))
        numbers = [word for before, word in pairs if NEGATIVE.fullmatch(word) and before not in VALUED]
        if not numbers or "--" in args:
            return super().parse_args(context, args)
        rest = [word for before, word in pairs if not NEGATIVE.fullmatch(word) or before in VALUED]
        return super().parse_args(context, [*rest, "--", *numbers])


@click.command("why", cls=Why, short_help="Say why a target does not answer, or cannot be bound.")
@click.argument("target", required=False)
@click.option("--bind", "place", metavar="[ADDR]:PORT", help="Say why this place cannot be bound by a server.")
@click.option("--json", "as_json", is_flag=True, help="One object, portwise.report/1; --schema describes it.")
@click.option("--brief", is_flag=True, help="One line of at most 160 characters.")
@click.option("--checklist", is_flag=True, help="The checks that people do by hand, each with its answer.")
@click.option("--plain", is_flag=True, help="No colour, ASCII only.")
@click.option("--verbose", is_flag=True, help="What each client shows, and every observation with its source and time.")
@click.option(
    "--timeout",
    type=Seconds(min=0, min_open=True, max=LONGEST),
    default=TIMEOUT,
    show_default=True,
    metavar="S",
    help="Seconds for all probing and looking together.",
)
@click.option("--passive", is_flag=True, help="Send no packet; look at this machine only.")
@click.option("--deep", is_flag=True, help="Ask everything, also what is settled; as root with --trace.")
@click.option("--repeat", type=Count(1, 500), metavar="N", help="Try N times and count; for what fails now and then.")
@click.option(
    "--concurrency",
    type=Count(1, 50),
    default=1,
    show_default=True,
    metavar="C",
    help="So many of them at once.",
)
@click.option("--yes", is_flag=True, help="Repeat at another machine, and ask the checker, without a question.")
@click.option("--origin", metavar="ORIGIN", help="For a page of a browser that is from there: http://localhost:5173.")
@click.option("--method", metavar="WORD", default="", help="With --origin: what its script sends, PUT; never sent.")
@click.option("--header", "headers", metavar="NAME", multiple=True, help="With --origin: a header that it sets.")
@click.option("--credentials", is_flag=True, help="With --origin: cookies or a login go along.")
@with_testimony
@with_pasted
@with_vantage
@with_checker
@with_wire
@_out.with_out
@with_command
@click.option("--explain-access", is_flag=True, help="List what is read, what is sent, what would need privilege.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of --json.")
def command(
    target: str | None,
    place: str | None,
    as_json: bool,
    brief: bool,
    checklist: bool,
    plain: bool,
    verbose: bool,
    timeout: float,
    passive: bool,
    deep: bool,
    repeat: int | None,
    concurrency: int,
    yes: bool,
    origin: str | None,
    method: str,
    headers: tuple[str, ...],
    credentials: bool,
    saw: tuple[str, ...],
    worked_until: str | None,
    no_questions: bool,
    beside: str | None,
    vantage: Vantage | None,
    checker: str | None,
    trace: bool,
    capture: bool,
    pcap: str | None,
    explain_access: bool,
    schema: bool,
) -> int:
    """Say why TARGET does not answer: which addresses were tried, who answered, the cause and its proof, what to do.

    TARGET is a URL, host:port, [::1]:3000, :3000, 3000 or unix:/path.sock; udp://host:port sends one datagram.
    An error line in quotes is searched for its target, and - reads it from standard input.

    A COMMAND is started once, without a shell, and watched until it listens, ends or cannot get on, for 20 s or
    --timeout; its output goes to stderr. Then its address is diagnosed, and all that it started is stopped.

    \b
    portwise why http://localhost:3000
    portwise why postgres://db.internal/shop --verbose
    portwise why --bind :8080
    portwise why localhost:3000 --checklist
    portwise why http://localhost:3000 --repeat 200 --concurrency 20
    portwise why http://localhost:3000/api --origin http://localhost:5173 --method PUT
    portwise why localhost:5432 --vantage container:web
    portwise why http://localhost:3000 --saw chrome=ERR_CONNECTION_REFUSED --worked-until yesterday
    portwise why "connect ECONNREFUSED ::1:5432"
    portwise why localhost:3000 --with report.md
    portwise why :3000 -- npm run dev
    portwise why localhost:3000 --json | jq .findings[0].cause
    """
    if schema:
        return _schema()
    reader = look(plain, verbose)
    if explain_access:
        return _access(reader)
    if (said := _out.elsewhere(target, place, reader, as_json, brief)) is not None:
        return said
    if checklist and brief:
        raise click.UsageError("--checklist has many lines, and --brief one")
    words = target is not None and place is None and is_words(target)
    named = target_of(target or "") if words else target_or_place("why", target, place)
    asked = _asked_by(named, origin, method, headers, credentials)
    if repeat and (Way.of(asked) is not Way.TCP or passive):
        raise click.UsageError("--repeat takes a target of TCP, and sends packets: without --bind and --passive")
    if vantage and checker:
        raise click.UsageError("--checker is beside what is met from here: without --vantage")
    fitting(vantage, checklist, repeat, bool(saw or worked_until))
    hear = checked(saw, worked_until, place is not None)
    how = manner(timeout, deep, passive, trace, capture or pcap is not None)
    announced(asked, how)
    report = diagnosed(asked, how, vantage)
    if not vantage:
        report = outside(report, checker, yes, not no_questions, how)
    report = joined(hear(report, timeout, deep), beside)
    if not (as_json or brief or plain or checklist or no_questions or vantage) and may_ask():
        report = questioned(report, timeout, deep)
    if repeat:
        report = _repeated(report, repeat, concurrency, timeout, yes)
    if checklist:
        from portwise.ui.cli import _checklist

        return _checklist.shown(report, reader, as_json, timeout, passive)
    if not _out.instead(report, deep, as_json, brief, reader):
        told(report, reader, as_json, brief)
    kept(report, pcap)
    _out.carried(report, deep, reader)
    return code(report)


def _asked_by(target: Target, origin: str | None, method: str, headers: tuple[str, ...], credentials: bool) -> Target:
    """A page of a browser is held to rules that no other client has."""
    if origin is None:
        if method or headers or credentials:
            raise click.UsageError("--method, --header and --credentials are of a page: --origin says of which")
        return target
    if target.scheme not in ("http", "https"):
        raise click.UsageError("--origin takes a target of the web: http://localhost:3000")
    from portwise.model.fetch import Fetch, NotAPage

    try:
        return target._replace(fetch=Fetch.of(origin, method, headers, credentials))
    except NotAPage as error:
        raise click.UsageError(str(error)) from None


def _repeated(report: Report, times: int, concurrency: int, timeout: float, yes: bool) -> Report:
    """Somebody else's machine is not loaded without a yes."""
    from portwise.app.here import this_machine
    from portwise.app.manner import Manner
    from portwise.app.repeating import can_be_repeated, repeated, strangers

    host = this_machine()
    others = strangers(report, host)
    if not can_be_repeated(report) or (others and not yes and not _agreed(others[0], times)):
        return report
    return repeated(report, host, times, concurrency, Manner(timeout))


def _agreed(other: Endpoint, times: int) -> bool:
    if not somebody_answers():
        raise click.UsageError(f"{other} is another machine: --yes repeats it there")
    return click.confirm(f"{other} is another machine. Connect to it {times} times?", err=True)


def _access(reader: Look) -> int:
    from portwise.app.access import access
    from portwise.render.page import render

    show(render(access(), reader))
    return 0


def _schema() -> int:
    from pkgutil import get_data  # also from inside a zip

    show((get_data("portwise", "schema/report-1.json") or b"").decode())
    return 0
