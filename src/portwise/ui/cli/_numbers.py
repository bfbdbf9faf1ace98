"""Numbers of a command line: ports and seconds."""

from __future__ import annotations

import math

import click


class Port(click.IntRange):
    """``3000``, ``:3000``, and what else the verbs take for a place of this machine: ``http://localhost:3000``."""

    def convert(self, value: object, *_: object) -> int:
        from portwise.app.here import this_machine
        from portwise.app.locally import port_here

        try:
            return port_here(str(value), lambda address: this_machine().owns(address))
        except ValueError as error:
            self.fail(str(error))


class Count(click.IntRange):
    """Of tries, of steps, of tokens; the number of a port alone."""

    name = "whole number"  # click's own is "integer range"


class Seconds(click.FloatRange):
    name = "number of seconds"

    def convert(self, value: float, parameter: click.Parameter | None, context: click.Context | None) -> float:
        """IEEE 754: NaN is neither below nor above a limit, and so passes every comparison of a range."""
        seconds = float(super().convert(value, parameter, context))
        if not math.isfinite(seconds):
            self.fail(f"{value!r} is not a number of seconds", parameter, context)
        return seconds
