"""``portwise read --answer FILE --evidence BUNDLE.json``: what the evidence says to somebody's answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from portwise.model.answer import Worth
from portwise.render.layout import Look
from portwise.ui.cli._pasted import content
from portwise.ui.cli._terminal import show
from portwise.ui.cli._wire import NotKept


def with_answer(command: Callable[..., Any]) -> Callable[..., Any]:
    answer = click.option(
        "--answer",
        metavar="FILE",
        help="An answer of a model or a forum, - is standard input: each claim is held against --evidence.",
    )
    evidence = click.option(
        "--evidence", metavar="FILE", help="With --answer: what portwise why --out FILE.json wrote."
    )
    return answer(evidence(command))


def judged(answer: str | None, evidence: str | None, as_json: bool, reader: Look) -> int | None:
    """The exit code, 1 where a claim is refuted; None where no answer was given."""
    if answer is None and evidence is None:
        return None
    if answer is None or evidence is None:
        raise click.UsageError("--answer FILE is held against --evidence FILE.json, and neither goes alone")
    if answer == evidence == "-":
        raise click.UsageError("only one of the two comes from standard input")
    from portwise.app.answering import answered
    from portwise.app.bundle import NotABundle
    from portwise.render import answer as shown

    text = content(answer)
    try:
        told = answered(text, evidence)
    except NotABundle as error:
        raise NotKept(f"{evidence} is no evidence: {error}") from None
    except OSError as error:
        raise NotKept(f"{evidence} cannot be read: {error.strerror or error}") from None
    show(shown.as_json(told) if as_json else shown.render(told, reader))
    return 1 if told.count(Worth.REFUTED) else 0
