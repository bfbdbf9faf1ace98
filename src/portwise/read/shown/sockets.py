"""
Who listens, by what ss, netstat, lsof and PowerShell printed.

A table without a filter tells of every port, one that is filtered by a number of that port alone.  Nothing printed is
an answer too, where somebody typed the next command right behind it; not of lsof(8), which shows nobody else's sockets
to a user, so that what it shows is true and what it does not show is unknown.  What another machine or a container
printed is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

from portwise.model.evidence import Answer, Known
from portwise.model.facts import HERE, LISTENERS, OWNERS
from portwise.model.glimpsed import ANY, OtherSockets, Otherwise
from portwise.model.net import Socket
from portwise.model.process import Process
from portwise.model.reading import source
from portwise.model.record import NamedTuple
from portwise.model.target import Intent, Target, Transport
from portwise.read.options import asked
from portwise.read.places import is_address
from portwise.read.sections import HIDDEN, Section, of, typed_here
from portwise.read.signs.tables import Row, listening
from portwise.read.text import Text

TOOLS = re.compile(r"(?P<tool>ss|netstat|lsof|get-nettcpconnection)(?:\.exe)?(?=\s|$)(?P<rest>.*)")
IPV4 = re.compile(r"\bIPv4\b|\btcp4\b", re.IGNORECASE)
WINDOWS = re.compile(r"^\W*TCP\s+\S+:\d+\s+\S+:\d+\s")  # netstat.exe: two places and no queues
SYSTEM, SYSTEM_PID = "System", 4  # the kernel of Windows and its drivers
FEWEST = 2  # rows of a table of every port that claims to be whole


class Table(NamedTuple):
    """Who listens, of every port or of one; where it is not whole, as far as whoever typed it could see or asked."""

    section: Section
    rows: tuple[Row, ...]
    port: int | None
    whole: bool


def listeners(text: Text, target: Target) -> Iterator[Answer]:
    """Of a table of every port, else of that port; two that differ are of two moments or machines, and tell nothing."""
    if target.transport is not Transport.TCP:
        return
    found = [table for table in tables(text, target.port) if table.port in (None, target.port)]
    found = [table for table in found if table.whole] or found
    best = sorted(found, key=lambda table: table.port is not None)
    told = {told_of(table, target.port) for table in found}
    if not best or len(told) > 1:
        return
    if target.intent is Intent.BIND and any(pid is None for _, pid in told.pop()):
        return  # who has it is the question, and it was not told
    yield from answered(best[0])


def told_of(table: Table, port: int | None) -> frozenset[tuple[str, int | None]]:
    return frozenset((row.host, row.pid) for row in table.rows if row.port == port)


def tables(text: Text, wanted: int | None) -> Iterator[Table]:
    for section, begins in of(typed_here(text), TOOLS):
        rows = tuple(row for line in section.printed if (row := listening(line)))
        if any(HIDDEN.search(line.text) for line in section.printed):  # "[...]": some were cut out
            continue
        words = asked(begins["tool"], begins["rest"], section.text)
        if words is None:
            continue
        port, sees_all = words.port, begins["tool"] != "lsof" or section.as_root
        if port is None and len(rows) < FEWEST:
            continue
        if port is None and not sees_all and any(row.port == wanted for row in rows):
            port = wanted  # of the others it does not tell
        if port is None:
            yield Table(section, rows, None, sees_all and words.version is None)
        elif rows or (section.ended and not section.printed and sees_all and words.version is None):
            yield Table(section, tuple(row for row in rows if row.port == port), port, words.version is None)


def answered(table: Table) -> Iterator[Answer]:
    """A row has no inode: its place in the text stands for one."""
    numbers = {line.number: line.text for line in table.section.printed}
    held = [(row, one) for row in table.rows if (one := socket(row, numbers[row.line]))]
    others = OtherSockets(ANY, Otherwise.than(table.port if table.whole else None), False, 0, 0, 0, 0)
    rest = () if table.port is None and table.whole else (others,)
    first = source(held[0][0].line if held and table.port is None else table.section.line.number)
    yield Answer(LISTENERS.of(HERE), Known((*(one for _, one in held), *rest)), first)
    for row, one in held:
        if row.pid is not None:
            name = row.program or (SYSTEM if row.pid == SYSTEM_PID and windows(numbers[row.line]) else "")
            yield Answer(OWNERS.of(one.inode), Known((Process(row.pid, 0, name[:15]),)), source(row.line))


def socket(row: Row, line: str) -> Socket | None:
    host = row.host.partition("%")[0]
    if host in ("*", ""):
        host = "0.0.0.0" if IPV4.search(line) else "::"
    if not is_address(host):
        return None
    apart = windows(line) or row.by == "net-tcp"  # Windows shows a socket of both families in two rows
    return Socket(ip_address(host), row.port, apart and host == "::", 0, 128, 0, row.line)


def windows(line: str) -> bool:
    return bool(WINDOWS.match(line))


ANSWERS = (listeners,)
