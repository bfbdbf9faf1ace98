"""``--capture`` and ``--pcap FILE``: the packets of an attempt, shown and kept."""

from __future__ import annotations

from collections.abc import Callable
from os.path import lexists
from typing import Any

import click

from portwise.model.report import Report


def with_wire(command: Callable[..., Any]) -> Callable[..., Any]:
    capture = click.option(
        "--capture", is_flag=True, help="As root: hear the packets of one more attempt at every interface."
    )
    pcap = click.option(
        "--pcap",
        metavar="FILE",
        callback=absent,
        help="With --capture: write them to a new FILE for Wireshark and tcpdump.",
    )
    return capture(pcap(command))


def absent(_: click.Context, __: click.Parameter, path: str | None) -> str | None:
    """Said before anything is tried: somebody may want what is in the file."""
    if path is not None and lexists(path):
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
