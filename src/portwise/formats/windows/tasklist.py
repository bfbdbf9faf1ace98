"""
``tasklist``, ``tasklist /svc`` and ``tasklist /v``, as a table, a list or CSV.

Headings are in the language of the machine, the order of the columns is not: name, number of the process, and then
session, or with /svc the services in it.  A long name is cut in the table, and not in CSV.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from portwise.formats.windows.printed import lines
from portwise.model.record import NamedTuple

RULE = re.compile(r"={4,}(?:[ \t]+={2,})+[ \t]*")
NONE = {"n/a", "nicht zutreffend", "nicht verfügbar", "n/d", "k.a.", "non applicable", "暂缺"}


class Task(NamedTuple):
    """One process, and the services that it runs."""

    name: str
    pid: int
    services: tuple[str, ...]  # () also where the listing does not tell services
    line: int


def tasks(text: str) -> tuple[Task, ...]:
    """Whatever of it is a process; the rest is passed over."""
    printed = lines(text)
    first = next((line for line in printed if line.strip()), "")
    return tuple(_csv(printed) if first.startswith('"') else _table(printed))


def _csv(printed: list[str]) -> Iterator[Task]:
    for number, line in enumerate(printed, 1):
        row = next(csv.reader([line]), []) if line.startswith('"') and "\0" not in line else []
        if len(row) > 1 and _is_pid(row[1]):
            yield Task(row[0], int(row[1]), _services(row[2]) if len(row) == 3 else (), number)


def _table(printed: list[str]) -> Iterator[Task]:
    """The rule of "=" tells where columns begin; services that find no room go on below."""
    columns: list[tuple[int, int]] = []
    waiting: Task | None = None
    for number, line in enumerate(printed, 1):
        if RULE.fullmatch(line.strip()):
            columns = [found.span() for found in re.finditer("=+", line)]
            continue
        if len(columns) < 2:
            continue
        name, pid, rest = _cells(line, columns)
        if _is_pid(pid):
            if waiting:
                yield waiting
            waiting = Task(name, int(pid), _services(rest) if len(columns) == 3 else (), number)
        elif waiting and not name and rest and len(columns) == 3:
            waiting = waiting._replace(services=waiting.services + _services(rest))
    if waiting:
        yield waiting


def _cells(line: str, columns: list[tuple[int, int]]) -> tuple[str, str, str]:
    (_, first), (_, second), *_ = columns
    return line[:first].strip(), line[first:second].strip(), line[second:].strip()


def _services(text: str) -> tuple[str, ...]:
    words = (word.strip() for word in text.split(","))
    return tuple(word for word in words if word and word.lower() not in NONE)


def _is_pid(text: str) -> bool:
    return text.isdecimal() and len(text) <= 10
