"""``--trace``, ``--capture`` and ``--pcap FILE``: the kernel as a witness, and packets, shown and kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from portwise.model.cause import Way
from portwise.model.report import Report

if TYPE_CHECKING:
    from portwise.app.manner import Manner
    from portwise.model.target import Target

MARKS = (
    "For one more attempt to each address stand meanwhile: an nft table and a tracefs instance, portwise-PID-STARTTIME"
)


def with_wire(command: Callable[..., Any]) -> Callable[..., Any]:
    capture = click.option(
        "--capture", is_flag=True, help="As root: hear the packets of one more attempt at every interface."
    )
    pcap = click.option(
        "--pcap",
        metavar="FILE",
        callback=absent,
        help="The same, and the packets go to a new FILE for Wireshark and tcpdump.",
    )
    trace = click.option(
        "--trace",
        is_flag=True,
        help="As root: the kernel names the rule that refused one more attempt, and its own reason; an nft table and a "
        "tracefs instance stand meanwhile.",
    )
    return trace(capture(pcap(command)))


def manner(timeout: float, deep: bool, passive: bool, trace: bool, capture: bool) -> Manner:
    """Whoever asks for everything gets what leaves a mark as well, where he may have it."""
    from portwise.app.manner import Manner

    return Manner(timeout, deep, passive, trace=trace or (deep and root() and not passive), capture=capture)


def root() -> bool:
    return getattr(os, "geteuid", lambda: -1)() == 0


def announced(target: Target, how: Manner) -> None:
    """On stderr, before anything is tried: what stands on the machine for a moment.  Nobody but root can have it so."""
    if how.trace and root() and not how.passive and Way.of(target) in (Way.TCP, Way.UDP):
        click.echo(MARKS, err=True)


def absent(_: click.Context, __: click.Parameter, path: str | None) -> str | None:
    """Said before anything is tried: somebody may want what is in the file."""
    if path is not None and os.path.lexists(path):
        raise click.BadParameter(f"{path} exists, and is not overwritten")
    return path


def kept(report: Report, path: str | None) -> None:
    """Raises ClickException, exit code 2, where there is nothing to write, or no place for it."""
    if path is None:
        return
    from portwise.app.packets import NothingHeard, keep

    try:
        packets = keep(report, path)
    except (OSError, NothingHeard) as error:
        raise NotKept(f"{path} was not written: {getattr(error, 'strerror', None) or error}") from None
    click.echo(f"{path}: {packets} packet{'s' if packets != 1 else ''}", err=True)


class NotKept(click.ClickException):
    exit_code = 2
