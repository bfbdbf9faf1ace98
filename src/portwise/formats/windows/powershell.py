"""
What PowerShell prints of objects: Format-List, Format-Table, ConvertTo-Csv.

The names of properties are those of the program and never translated, unlike most of what older tools print.  A table
is cut to the width of the window, and a value that is cut ends in "..." or "…".
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping

from portwise.formats.windows.printed import lines
from portwise.model.record import NamedTuple
from portwise.model.target import HIGHEST_PORT

PAIR = re.compile(r"[ \t]*([A-Za-z][A-Za-z0-9_]{0,60})[ \t]*:(?:[ \t](.{0,4000}))?")
RULE = re.compile(r"[ \t]*-{2,}(?:[ \t]+-{2,})*[ \t]*")
GAP = re.compile(r"[ \t]{2,}|[ \t]")
MOST = 20_000  # records


class Record(NamedTuple):
    """One object."""

    values: Mapping[str, str]
    line: int  # where it begins, from 1


def records(text: str) -> tuple[Record, ...]:
    """Objects in the order of the text, in whichever of the three forms."""
    printed = lines(text)
    head = next((line.strip() for line in printed if line.strip()), "")
    if head.startswith(('"', "#TYPE ")):
        return tuple(_csv(printed))[:MOST]
    if any(RULE.fullmatch(line) for line in printed):
        return tuple(_tables(printed))[:MOST]
    return tuple(_lists(printed))[:MOST]


def _csv(printed: list[str]) -> Iterator[Record]:
    """RFC 4180 with a head."""
    start = next(n for n, line in enumerate(printed) if line.strip() and not line.startswith("#TYPE "))
    try:
        names: list[str] = []
        for number, row in enumerate(csv.reader(printed[start:]), start + 1):
            if not names:
                names = row
            elif row:
                yield Record(dict(zip(names, row, strict=False)), number)
    except csv.Error as error:
        raise ValueError(str(error)) from error


def _lists(printed: list[str]) -> Iterator[Record]:
    """``Name : value`` until a blank line; a value goes on in lines that are indented behind the colon."""
    values: dict[str, str] = {}
    start, name = 1, ""
    for number, line in enumerate([*printed, ""], 1):
        found = PAIR.fullmatch(line)
        if found and found[1] not in values:
            start, name = (start if values else number), found[1]
            values[name] = (found[2] or "").strip()
        elif line.strip() and name and line[:4].isspace() and not found:
            values[name] += line.strip()
        elif values and (not line.strip() or found):
            yield Record(values, start)
            values, name = {}, ""
            if found:
                start, name = number, found[1]
                values[name] = (found[2] or "").strip()


def _tables(printed: list[str]) -> Iterator[Record]:
    """Under each rule of dashes its rows; a row is cut where the columns of the rule begin."""
    names: list[str] = []
    columns: list[tuple[int, int]] = []
    for number, line in enumerate(printed, 1):
        if RULE.fullmatch(line):
            columns = [found.span() for found in re.finditer("-+", line)]
            names = _names(printed[number - 2] if number > 1 else "", len(columns))
        elif not line.strip():
            names = []
        elif names and len(printed) > number and RULE.fullmatch(printed[number]):
            names = []  # the head of another one
        elif names:
            yield Record(dict(zip(names, _cells(line, columns), strict=True)), number)


def _names(head: str, count: int) -> list[str]:
    words = head.split()
    return words if len(words) == count else []


def _cells(line: str, columns: list[tuple[int, int]]) -> list[str]:
    """By words where there are as many, for numbers stand to the right of their column; else by the columns."""
    words = line.split()
    if len(words) == len(columns):
        return words
    ends = [start for start, _ in columns[1:]] + [len(line)]
    return [line[start:end].strip() for (start, _), end in zip(columns, ends, strict=True)]


def port(text: str) -> int:
    """Raises ValueError."""
    number = int(text) if text.isdecimal() and len(text) <= 5 else -1
    if not 0 <= number <= HIGHEST_PORT:
        raise ValueError(f"{text[:20]} is no port")
    return number
