"""What somebody says beside what was measured: with options, or in answer to questions on a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from portwise.model.report import Report

if TYPE_CHECKING:
    from portwise.model.testimony import Testimony


with_saw = click.option(
    "--saw",
    metavar="CLIENT=WORD",
    multiple=True,
    help="What another client met: curl=ok, chrome=ERR_CONNECTION_REFUSED, curl=502.",
)
SAID = (
    with_saw,
    click.option("--worked-until", metavar="WHEN", help="A date or a time: 2026-11-19, 10:30, yesterday."),
    click.option("--no-questions", is_flag=True, help="Never ask back, also on a terminal."),
)


def with_testimony(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options, in the order in which --help shows them."""
    for option in reversed(SAID):
        command = option(command)
    return command


def checked(saw: tuple[str, ...], worked_until: str | None, binding: bool) -> Callable[[Report, float, bool], Report]:
    """Reads what was said before anything is tried; what comes back puts it into a report."""
    if not saw and worked_until is None:
        return lambda report, _, __: report
    from portwise.app.here import this_machine
    from portwise.app.manner import Manner
    from portwise.app.testimony import heard

    said = understood(saw, worked_until, binding)
    return lambda report, timeout, deep: heard(report, this_machine(), said, Manner(timeout, deep))


def understood(saw: tuple[str, ...], worked_until: str | None, binding: bool) -> Testimony:
    """Raises UsageError, exit code 2."""
    from portwise.app.here import this_machine
    from portwise.app.testimony import NotTestimony, statement

    try:
        return statement(saw, worked_until, this_machine().clock(), binding)
    except NotTestimony as error:
        raise click.UsageError(str(error)) from None
