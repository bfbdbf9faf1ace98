"""Words instead of a target, and ``--with FILE``: what somebody pasted, beside what is measured."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from portwise.model.report import Report
from portwise.model.target import Target

MOST = 10_000_001  # bytes: one more than is read, so that it is known to go on
STDIN = "-"
NO_TARGET = "that text names no host and no port to try; portwise read takes it as it is"


def with_pasted(command: Callable[..., Any]) -> Callable[..., Any]:
    option = click.option(
        "--with",
        "beside",
        metavar="FILE",
        help="A pasted report or output (- for standard input), judged together with what is measured.",
    )
    return option(command)


def is_words(text: str | None) -> bool:
    """An error line or a sentence; a target has no blanks."""
    return text is not None and (text == STDIN or len(text.split()) > 1)


def target_of(words: str) -> Target:
    """What an error line is about; ``-`` reads it from standard input."""
    from portwise.app.pasted import about

    found = about(content(STDIN).decode("utf-8", "replace") if words == STDIN else words)
    if found is None:
        raise click.UsageError(NO_TARGET)
    return found


def joined(report: Report, beside: str | None) -> Report:
    if beside is None:
        return report
    from portwise.app.pasted import together

    return together(report, content(beside))


def content(file: str) -> bytes:
    """Raises ClickException, exit code 2, where there is nothing to read."""
    try:
        if file != STDIN:
            with open(file, "rb") as source:
                text = source.read(MOST)
        elif sys.stdin is None or sys.stdin.isatty():
            text = b""
        else:
            text = sys.stdin.buffer.read(MOST)
    except OSError as error:
        raise Unread(f"{file} cannot be read: {error.strerror or error}") from None
    if not text.strip():
        raise click.UsageError("nothing was pasted: name a FILE with a text, or pipe one in")
    return text


class Unread(click.ClickException):
    exit_code = 2
