"""``--vantage WHERE``: the same question, asked from another place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from portwise.model.report import Report
from portwise.model.target import Target

if TYPE_CHECKING:
    from portwise.app.manner import Manner
    from portwise.model.vantage import Vantage

ALONE = "{} is of this process alone: without --vantage"


def with_vantage(command: Callable[..., Any]) -> Callable[..., Any]:
    option = click.option(
        "--vantage",
        metavar="WHERE",
        callback=read,
        help="Ask from there: browser[:NAME], container:NAME, netns:NAME|PID, ssh:HOST.",
    )
    return option(command)


def read(_: click.Context, __: click.Parameter, text: str | None) -> Vantage | None:
    """Nobody who stays here pays for the import."""
    if text is None:
        return None
    from portwise.model.vantage import NotAVantage, Vantage

    try:
        return Vantage.of(text)
    except NotAVantage as error:
        raise click.BadParameter(str(error)) from None


def fitting(vantage: Vantage | None, checklist: bool, repeat: int | None, told: bool) -> None:
    """What is counted, checked or said of this machine is not so of another place."""
    for option, given in (("--checklist", checklist), ("--repeat", repeat is not None)):
        if vantage and given:
            raise click.UsageError(ALONE.format(option))
    if vantage and told and not vantage.hears:
        raise click.UsageError(ALONE.format("what you say with --saw and --worked-until"))


def diagnosed(target: Target, how: Manner, vantage: Vantage | None) -> Report:
    """Raises ClickException, exit code 2, where nobody can look from there."""
    from portwise.app.here import this_machine

    if vantage is None:
        from portwise.app.diagnose import diagnose

        return diagnose(target, this_machine(), manner=how)
    from portwise.app.vantages import diagnose_from
    from portwise.model.vantage import NoVantage

    try:
        return diagnose_from(vantage, target, this_machine(), manner=how)
    except NoVantage as error:
        raise NotTaken(str(error)) from None


class NotTaken(click.ClickException):
    exit_code = 2
