"""Numbers of a command line: ports and seconds."""

from __future__ import annotations

import math

import click

from portwise.model.target import HIGHEST_PORT, NotATarget, Target

LONGEST = 30  # characters of what is repeated


class Port(click.IntRange):
    """``3000``, ``:3000``, and what else the verbs take for a place of this machine: ``http://localhost:3000``."""

    def convert(self, value: object, parameter: click.Parameter | None, context: click.Context | None) -> int:
        shown = said if len(said := str(value)) <= LONGEST else f"{said[: LONGEST - 10]}…"
        try:
            found = Target.parse(said)
            number = int(super().convert(found.port or 0, parameter, context))
        except (NotATarget, click.BadParameter):
            self.fail(f"{shown!r} is no port: 1 to {HIGHEST_PORT}, as in portwise who 3000")
        if not is_here(found):
            self.fail(f"{shown!r} is a place of another machine: ask there")
        return number


def is_here(target: Target) -> bool:
    """Loopback, every address, and one that this machine has."""
    address = target.address
    if address is None or address.is_loopback or address.is_unspecified:
        return address is not None or target.is_loopback_name
    from portwise.app.here import this_machine

    try:
        return this_machine().owns(address)
    except OSError:
        return False


class Seconds(click.FloatRange):
    def convert(self, value: float, parameter: click.Parameter | None, context: click.Context | None) -> float:
        """IEEE 754: NaN is neither below nor above a limit, and so passes every comparison of a range."""
        seconds = float(super().convert(value, parameter, context))
        if not math.isfinite(seconds):
            self.fail(f"{value!r} is not a number of seconds", parameter, context)
        return seconds
