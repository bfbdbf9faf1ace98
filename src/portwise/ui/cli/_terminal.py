"""What the terminal can show, and how a result gets there."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from portwise.render.layout import Look

if TYPE_CHECKING:
    from portwise.model.report import Report

UNKNOWN_WIDTH = 100  # columns when nobody looks: files, pipes, logs
PLATFORMS = {"darwin": "macos", "win32": "windows", "cygwin": "windows"}


def look(plain: bool = False, verbose: bool = False) -> Look:
    """NO_COLOR (no-color.org) and TERM=dumb turn colour off, FORCE_COLOR turns it on, --plain outranks all."""
    return Look(
        width=width(),
        colour=not plain and coloured(sys.stdout.isatty()),
        plain=plain or not draws(),
        verbose=verbose,
        platform=PLATFORMS.get(sys.platform, "linux"),
    )


def coloured(terminal: bool) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if forced := os.environ.get("FORCE_COLOR"):
        return forced != "0"
    return terminal and os.environ.get("TERM") != "dumb"


def draws() -> bool:
    """Whether the output can encode our symbols; an old locale gets their ASCII twins."""
    try:
        "✓✗…→".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def width() -> int:
    """COLUMNS, else the terminal's own; shutil would cost 5 ms of imports."""
    written = os.environ.get("COLUMNS", "")
    if written.isdigit() and int(written) > 0:
        return int(written)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or UNKNOWN_WIDTH
    except (OSError, ValueError):
        return UNKNOWN_WIDTH


def show(text: str) -> None:
    """The result, on stdout; a character that it cannot encode becomes an escape, and never an error."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


def show_json(document: object) -> None:
    """One object."""
    import json  # for those who want it so

    show(json.dumps(document, indent=2) + "\n")


def somebody_answers() -> bool:
    """Whether a person can say yes: standard input is a terminal, and not closed (None, ``<&-``)."""
    return sys.stdin is not None and sys.stdin.isatty()


def show_report(report: Report, as_json: bool, brief: bool, reader: Look) -> None:
    """In the form that was asked for; nobody waits for the imports of another one."""
    if as_json:
        from portwise.render.json import render as as_object

        show(as_object(report) + "\n")
    elif brief:
        from portwise.render.brief import render as in_brief

        show(in_brief(report, reader) + "\n")
    else:
        from portwise.render.text import render

        show(render(report, reader))
