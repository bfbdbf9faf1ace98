"""``portwise read --answer FILE``: what evidence, or a report that somebody pasted, says to an answer to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from portwise.model.answer import Worth
from portwise.model.report import Report
from portwise.render.layout import Look
from portwise.ui.cli._out import replayed
from portwise.ui.cli._pasted import STDIN, content
from portwise.ui.cli._terminal import show


def with_answer(command: Callable[..., Any]) -> Callable[..., Any]:
    answer = click.option(
        "--answer",
        metavar="FILE",
        help="An answer of a model or a forum, - is standard input: each claim is held against FILE, or --evidence.",
    )
    evidence = click.option(
        "--evidence", metavar="FILE", help="With --answer: what portwise why --out FILE.json wrote."
    )
    return answer(evidence(command))


def judged(
    answer: str | None, evidence: str | None, file: str, read: Callable[[], Report], as_json: bool, reader: Look
) -> int | None:
    """The exit code, 1 where a claim is refuted; None where no answer was given."""
    if answer is None and evidence is None:
        return None
    if answer is None:
        raise click.UsageError("--evidence is what an --answer FILE is held against")
    if answer == STDIN and (evidence or file) == STDIN:
        raise click.UsageError("an answer from standard input is held against a FILE, or --evidence FILE.json")
    if evidence is not None and file != STDIN:
        raise click.UsageError("an answer is held against a report, or against --evidence, and not against both")
    from portwise.app.answering import held
    from portwise.render import answer as shown

    told = held(content(answer), read() if evidence is None else replayed(evidence)[1])
    show(shown.as_json(told) if as_json else shown.render(told, reader))
    return 1 if told.count(Worth.REFUTED) else 0
