"""
Lines of a given width, with modest colour.

Text is measured in terminal cells and not in characters, and colour is put on
after a line is laid out: an escape sequence has no width.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from portwise.model.record import NamedTuple
from portwise.render.escape import ascii_only, printable

NARROWEST, WIDEST = 24, 120  # columns; below nothing can be laid out, above nobody likes to read

RED, GREEN, YELLOW, BLUE, BOLD, DIM = "31", "32", "33", "36", "1", "2"  # ECMA-48, 8.3.117 SGR


class Look(NamedTuple):
    """How a text is to be shown, and where its steps are to be taken."""

    width: int = 80
    colour: bool = False
    plain: bool = False  # ASCII only
    verbose: bool = False
    platform: str = "linux"  # linux, macos, windows

    @property
    def columns(self) -> int:
        return max(NARROWEST, min(self.width, WIDEST))

    def clean(self, text: str) -> str:
        """Safe to print, whatever was in it."""
        text = printable(text.replace("\n", " "))
        return ascii_only(text) if self.plain else text

    def paint(self, text: str, *codes: str) -> str:
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if self.colour and codes and text else text


def cells(text: str) -> int:
    """Columns that *text* takes: wide characters two, combining ones none (UAX #11)."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def pad(text: str, columns: int) -> str:
    return text + " " * max(columns - cells(text), 0)


def wrap(text: str, columns: int) -> list[str]:
    """Broken at blanks; a word that is too long for a line is broken where the line ends."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in pieces(word, columns):
            if line and cells(line) + 1 + cells(piece) <= columns:
                line = f"{line} {piece}"
                continue
            if line:
                lines.append(line)
            line = piece
    return [*lines, line] if line else lines


def pieces(word: str, columns: int) -> Iterator[str]:
    while cells(word) > columns:
        end = next(n for n in range(len(word), 0, -1) if cells(word[:n]) <= max(columns, 2))
        yield word[:end]
        word = word[end:]
    yield word


def hanging(look: Look, label: str, text: str, *codes: str, under: int = 0, tint: str = "") -> Iterator[str]:
    """
    *label*, and the text beside it; every further line starts below the text, or at column *under*.

    The label is painted here, by *tint*: whoever hands over what is painted already sees its codes as text.
    """
    label, text = look.clean(label), look.clean(text)
    column = under or cells(label)
    if cells(label) > column:
        yield tinted(look, label, tint)
        label = ""
    first, *rest = wrap(text, look.columns - column) or [""]
    yield f"{tinted(look, label, tint)}{' ' * gap(label, column)}{look.paint(first, *codes)}".rstrip()
    yield from (" " * column + look.paint(line, *codes) for line in rest)


def tinted(look: Look, label: str, tint: str) -> str:
    return look.paint(label.rstrip(), *filter(None, (tint,)))


def gap(label: str, column: int) -> int:
    """Blanks between a label and what stands at that column."""
    return max(column - cells(label.rstrip()), 0)


def paragraph(look: Look, text: str, margin: int, *codes: str) -> Iterator[str]:
    for line in wrap(look.clean(text), look.columns - margin):
        yield " " * margin + look.paint(line, *codes)


def command(look: Look, words: Iterable[str], margin: int) -> Iterator[str]:
    """A shell command; a line that goes on ends with a backslash, so that it can be copied whole."""
    lines = fitted(words, look.columns - margin)
    for n, line in enumerate(lines):
        yield " " * (margin + 2 * bool(n)) + look.paint(line, BOLD)


def fitted(words: Iterable[str], columns: int) -> list[str]:
    lines = [""]
    for word in words:
        room = columns - 2 * bool(len(lines) - 1) - 2  # the indent of what goes on, and the " \\" behind it
        if not lines[-1]:
            lines[-1] = word
        elif cells(lines[-1]) + 1 + cells(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines[-1] += " \\"
            lines.append(word)
    return lines
