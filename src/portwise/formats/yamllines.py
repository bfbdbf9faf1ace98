"""
The plain scalars of a YAML file, each with the path to it and its line.

A reader for configuration that people write by hand (yaml.org/spec/1.2.2 is far larger): block mappings and
sequences, one-line ``[a, b]`` and ``{a: b}``, comments, both kinds of quotes.  Not read, and left out: anchors and what
refers to them, block scalars, flow collections over several lines, escapes within quotes, keys that are not plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.record import NamedTuple

KEY = re.compile(r"""("[^"]*"|'[^']*'|[^\s:#\[\]{},&*!|>"'-][^:]*?)\s*:(?:\s+(.*)|$)""")
LONGEST = 10_000  # characters of a line that a person writes


class Scalar(NamedTuple):
    """One value; items of a sequence are numbered "0", "1", ... in the path."""

    path: tuple[str, ...]
    value: str
    line: int


class Level(NamedTuple):
    """Where the reader stands: the column of a key or of a dash, and its name."""

    column: int
    name: str
    item: bool


def scalars(text: str) -> Iterator[Scalar]:
    """Every plain value in order."""
    stack: list[Level] = []
    skip_beyond: int | None = None  # within a block scalar, its lines stand deeper than its key
    for number, raw in enumerate(text.splitlines(), 1):
        line = without_comment(raw)
        column = len(line) - len(line.lstrip())
        if not line.strip() or (skip_beyond is not None and column > skip_beyond):
            continue
        skip_beyond = None
        if line.startswith(("---", "...")):
            stack = []
            continue
        value = place(stack, column, line.strip())
        if value[:1] in ("|", ">"):
            skip_beyond = column
        elif value:
            yield from flow(tuple(level.name for level in stack), value, number)


def without_comment(line: str) -> str:
    if len(line) > LONGEST or "#" not in line:
        return line[:LONGEST].rstrip()
    quote = ""
    for at, letter in enumerate(line):
        if letter in "\"'" and quote in ("", letter):
            quote = "" if quote else letter
        elif letter == "#" and not quote and (at == 0 or line[at - 1].isspace()):
            return line[:at].rstrip()
    return line.rstrip()


def place(stack: list[Level], column: int, content: str) -> str:
    """Bring the stack to this line, and hand back the value that stands on it, "" where none does."""
    while content == "-" or content.startswith("- "):
        previous = pop(stack, column, item=True)
        stack.append(Level(column, str(previous + 1), item=True))
        rest = content[1:].lstrip()
        column += len(content) - len(rest)
        content = rest
    key = KEY.match(content)
    if not key:
        return content
    pop(stack, column, item=False)
    stack.append(Level(column, key[1].strip("\"'").strip(), item=False))
    return key[2] or ""


def pop(stack: list[Level], column: int, item: bool) -> int:
    """Leave every level that ended; the number of the item before in the same sequence, -1 without one.

    A sequence may stand at the column of the key that holds it.
    """
    previous = -1
    while stack and (stack[-1].column > column or (stack[-1].column == column and (stack[-1].item or not item))):
        left = stack.pop()
        if item and left.item and left.column == column:
            previous = int(left.name)
            break
    return previous


def flow(path: tuple[str, ...], value: str, line: int) -> Iterator[Scalar]:
    """One value, or those of a collection on one line."""
    if value.startswith("[") and value.endswith("]"):
        for at, part in enumerate(parts(value[1:-1])):
            yield Scalar((*path, str(at)), plain(part), line)
    elif value.startswith("{") and value.endswith("}"):
        for part in parts(value[1:-1]):
            name, _, inner = part.partition(":")
            yield Scalar((*path, plain(name)), plain(inner), line)
    elif not value.startswith(("&", "*", "!", "[", "{")):
        yield Scalar(path, plain(value), line)


def parts(inside: str) -> list[str]:
    return [part for part in re.findall(r"""(?:"[^"]*"|'[^']*'|[^,"'])+""", inside) if part.strip()]


def plain(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
