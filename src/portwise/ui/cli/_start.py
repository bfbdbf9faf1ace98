"""``portwise why [TARGET] -- COMMAND...``: what stands behind ``--`` is started, once and as an argument list."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click
from click.core import ParameterSource

from portwise.model.report import Report, Verdict
from portwise.model.target import NotATarget, Target
from portwise.render.layout import DIM, Look
from portwise.ui.cli import _out
from portwise.ui.cli._terminal import look, show_report

COMMAND, KEEP = "portwise.command", "portwise.keep"  # in the `meta` of the context
FITTING = frozenset(("target", "as_json", "brief", "plain", "verbose", "timeout", "deep", "no_questions"))
MOST_SHOWN, LONGEST = 200, 500  # lines of its output that are passed on, and letters of one
DIAGNOSIS = 10.0  # seconds at most: a machine that has just started something is busy; --timeout is for the command
KEPT = "--keep leaves a command running: portwise why --keep -- npm run dev"


def remember(context: click.Context, _: click.Parameter, keep: bool) -> None:
    context.meta[KEEP] = keep


def with_command(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that only a command has."""
    option = click.option(
        "--keep",
        is_flag=True,
        expose_value=False,
        callback=remember,
        help="Leave what stands behind -- running; else all that it started is stopped.",
    )
    return option(command)


class WithCommand(click.Command):
    """A command of click that takes another command behind ``--``, and never looks into its words."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [*super().collect_usage_pieces(ctx), "[-- COMMAND...]"]

    def invoke(self, ctx: click.Context) -> Any:
        if ctx.params.get("schema") or ctx.params.get("explain_access"):
            return super().invoke(ctx)
        if argv := ctx.meta.get(COMMAND):
            return run(ctx, argv)
        if ctx.meta.get(KEEP):
            raise click.UsageError(KEPT)
        return super().invoke(ctx)


def taken(context: click.Context, args: list[str], number: Callable[[str], object]) -> list[str]:
    """The words before ``--``; those behind it are the command, unless they are one number below 0, a target."""
    if "--" not in args:
        return args
    at = args.index("--")
    argv = tuple(args[at + 1 :])
    if len(argv) == 1 and number(argv[0]):
        return args
    if not argv or not argv[0]:
        raise click.UsageError("a command belongs behind --: portwise why :3000 -- npm run dev")
    context.meta[COMMAND] = argv
    return args[:at]


def run(context: click.Context, argv: tuple[str, ...]) -> int:
    params = context.params
    others = [p for p in context.params if context.get_parameter_source(p) is ParameterSource.COMMANDLINE]
    if odd := [p for p in others if p not in FITTING]:
        raise click.UsageError(f"--{OPTIONS.get(odd[0], odd[0])} does not go together with a command to start")
    _out.apart(context)
    if not sys.platform.startswith("linux"):
        raise click.UsageError("a command can be started and watched on Linux alone")
    reader = look(params["plain"], params["verbose"])
    chosen = context.get_parameter_source("timeout") is ParameterSource.COMMANDLINE
    report = started(argv, params["target"], params["timeout"] if chosen else None, context.meta[KEEP], reader, params)
    if not _out.instead(report, params["deep"], params["as_json"], params["brief"], reader, params["target"] or ""):
        show_report(report, params["as_json"], params["brief"], reader)
    _out.carried(report, params["deep"], reader, params["target"] or "")
    return 0 if report.verdict is Verdict.REACHABLE else 1


OPTIONS = {"place": "bind", "worked_until": "worked-until", "headers": "header"}


def started(
    argv: tuple[str, ...], text: str | None, patience: float | None, keep: bool, reader: Look, params: dict[str, Any]
) -> Report:
    from portwise.app.here import this_machine
    from portwise.app.manner import Manner
    from portwise.app.starting import PATIENCE, Asked, NotStarted, start_and_diagnose

    try:
        target = Target.parse(text) if text is not None else None
    except NotATarget as error:
        raise click.UsageError(str(error)) from None
    passing = Passing(reader)
    try:
        manner = Manner(DIAGNOSIS, params["deep"])
        return start_and_diagnose(Asked(argv, target, patience or PATIENCE, keep, manner), this_machine(), passing.line)
    except NotStarted as error:
        raise click.UsageError(str(error)) from None
    finally:
        passing.end()


class Passing:
    """The output of the command on stderr, line by line: without control sequences, and not without an end."""

    def __init__(self, reader: Look) -> None:
        self.reader, self.count = reader, 0

    def line(self, text: str) -> None:
        self.count += 1
        if self.count <= MOST_SHOWN:
            self.write(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")

    def end(self) -> None:
        if (left := self.count - MOST_SHOWN) > 0:
            self.write(f"… and {left} more")

    def write(self, text: str) -> None:
        """Nobody who reads it, or nowhere to write it, is no reason not to diagnose."""
        if sys.stderr is None:
            return
        line = f"  {'|' if self.reader.plain else '│'} {self.reader.clean(text)}"
        shown = f"\x1b[{DIM}m{line}\x1b[0m" if self.reader.colour and sys.stderr.isatty() else line
        encoding = sys.stderr.encoding or "utf-8"
        try:
            sys.stderr.write(shown.encode(encoding, "backslashreplace").decode(encoding) + "\n")
            sys.stderr.flush()
        except OSError:
            self.count = MOST_SHOWN + 1
