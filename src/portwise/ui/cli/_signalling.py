"""A plan that ends processes: a person agrees to it, and what keeps it from being carried out is one line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from portwise.ui.cli._terminal import somebody_answers

T = TypeVar("T")


def agreed(as_json: bool) -> bool:
    """Whether a person at a terminal says yes to what was shown; nobody else can."""
    if as_json or not somebody_answers():
        click.echo("portwise: nothing was stopped: --yes does it without asking", err=True)
        return False
    return click.confirm("Go on?", err=True)


def carried_out(work: Callable[[], T]) -> T:
    """What came of it.  Raises ClickException where nothing was signalled."""
    try:
        return work()
    except PermissionError:
        raise click.ClickException("the system does not let you signal that process; nothing was stopped") from None
    except OSError as error:
        raise click.ClickException(f"nothing was stopped: {error.strerror or error}") from None
