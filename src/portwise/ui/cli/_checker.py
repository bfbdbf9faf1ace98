"""``--checker URL``, or PORTWISE_CHECKER: from outside, by a service that somebody named, and after a yes."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from portwise.model.report import Report
from portwise.ui.cli._terminal import somebody_answers
from portwise.ui.cli._usual import CHECKER as VARIABLE

if TYPE_CHECKING:
    from portwise.app.manner import Manner

PRIVATE = "portwise: nobody outside was asked: {} has no address of the internet that was tried"
NOT_ASKED = "portwise: nobody outside was asked: --yes asks without a question"


def with_checker(command: Callable[..., Any]) -> Callable[..., Any]:
    option = click.option(
        "--checker",
        metavar="URL",
        help=f"Ask a service outside, after a yes; with {{host}} and {{port}} in it ({VARIABLE}).",
    )
    return option(command)


def outside(report: Report, checker: str | None, yes: bool, may_ask: bool, how: Manner) -> Report:
    """What is only in the environment is asked where nobody is let in, and never on a run that sends nothing."""
    template = checker or os.environ.get(VARIABLE, "")
    if not template or (how.passive and not checker):
        return report
    if how.passive:
        raise click.UsageError("--checker sends packets: without --passive")
    from portwise.app.here import this_machine
    from portwise.app.outside import Checker, NotAChecker, asked, consultation, left

    try:
        consult = consultation(report, Checker.of(template), checker is not None)
    except NotAChecker as error:
        raise click.UsageError(str(error) if checker else f"{VARIABLE}: {error}") from None
    if consult is None:
        if checker:
            click.echo(PRIVATE.format(report.target.raw), err=True)
        return report
    if not agreed(tuple(consult.lines()), yes, may_ask):
        return left(report, consult)
    return asked(report, this_machine(), consult, how)


def agreed(plan: tuple[str, ...], yes: bool, may_ask: bool) -> bool:
    """Shown also to who has said yes beforehand."""
    for line in plan:
        click.echo(line, err=True)
    if yes:
        return True
    if not (may_ask and somebody_answers()):
        click.echo(NOT_ASKED, err=True)
        return False
    return click.confirm("Ask it?", err=True)
