"""What is to be reached or bound, as it was typed."""

from __future__ import annotations

import click

from portwise.model.target import NotATarget, Target

PLACE = "--bind takes a place like :8080, 127.0.0.1:8080 or [::1]:8080"


def target(text: str) -> Target:
    """Misuse where it is none."""
    try:
        return Target.parse(text)
    except NotATarget as error:
        raise click.UsageError(str(error)) from None


def target_or_place(verb: str, text: str | None, place: str | None) -> Target:
    """Exactly one of the two; *verb* is what the example begins with."""
    if place is None and text is not None:
        return target(text)
    if place is None or text is not None:
        example = f"portwise {verb} localhost:3000, portwise {verb} --bind :80"
        raise click.UsageError(f"one target, or one place to bind: {example}")
    try:
        return Target.to_bind(place)
    except NotATarget:
        raise click.UsageError(PLACE) from None
