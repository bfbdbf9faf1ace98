"""Numbers of a command line: ports and seconds."""

from __future__ import annotations

import math

import click

from portwise.model.target import HIGHEST_PORT

LONGEST = 20  # characters of what is repeated


class Port(click.IntRange):
    """``3000`` or ``:3000``."""

    def convert(self, value: object, parameter: click.Parameter | None, context: click.Context | None) -> int:
        try:
            return int(super().convert(int(str(value).removeprefix(":")), parameter, context))
        except (ValueError, click.BadParameter):
            self.fail(f"{str(value)[:LONGEST]!r} is no port: 1 to {HIGHEST_PORT}, as in portwise who 3000")


class Seconds(click.FloatRange):
    def convert(self, value: float, parameter: click.Parameter | None, context: click.Context | None) -> float:
        """IEEE 754: NaN is neither below nor above a limit, and so passes every comparison of a range."""
        seconds = float(super().convert(value, parameter, context))
        if not math.isfinite(seconds):
            self.fail(f"{value!r} is not a number of seconds", parameter, context)
        return seconds
