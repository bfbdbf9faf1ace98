"""
Who listens, by what ss, netstat, lsof and PowerShell printed.

A table without a filter tells of every port, one that is filtered by a number of that port alone.  Nothing printed is
an answer too, where somebody typed the next command right behind it; not of lsof(8), which shows nobody else's sockets
to a user.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import NamedTuple

from portwise.model.evidence import Answer, Known
from portwise.model.facts import HERE, LISTENERS, OWNERS
from portwise.model.net import Socket
from portwise.model.process import Process
from portwise.model.reading import Line, source
from portwise.model.target import Intent, Target, Transport
from portwise.read.glimpsed import ANY, OtherSockets, Otherwise
from portwise.read.places import is_address
from portwise.read.sections import Section, of, sections
from portwise.read.signs.tables import Row, parsed, waits
from portwise.read.text import Text

TOOLS = re.compile(r"(?P<tool>ss|netstat|lsof|get-nettcpconnection)(?:\.exe)?(?=\s|$)(?P<rest>.*)")
NUMBER = r"[\"'/c:^* ]{0,6}(?P<port>\d{2,5})[\"'$ ]{0,4}"
SEARCH = r"\|\s*(?:sudo )?(?:grep|egrep|findstr|find|select-string)(?:\s+[-/]\w+)*\s+"
BY_PORT = re.compile(
    rf"{SEARCH}{NUMBER}(?![\w|])"
    r"|\s-i ?(?:tcp)?(?:@\S{1,40})?:(?P<listed>\d{2,5})(?![\d-])"
    r"|-localport (?P<local>\d{2,5})"
    r"|[\"'( ]\(?\s*(?:sport|src)\s*={1,2}\s*:(?P<sport>\d{2,5})(?!\d)"
)
LISTENING = re.compile(
    r"\|\s*(?:sudo )?(?:grep|egrep|findstr|find|select-string)(?:\s+-\w+)*\s+[\"']?listen(?:ing)?[\"']?\s*$"
)
# what is left of a command that narrows it in another way
NARROWS = re.compile(
    r"\||grep|findstr|-p (?:udp|icmp)|dport|sport|where|-i ?\S*:|-localport|-remote|-owningprocess|-pid"
)
UDP_ALONE = re.compile(r"^\s+-\w*u\w*(?:\s|$)")
IPV4 = re.compile(r"\bIPv4\b|\btcp4\b", re.IGNORECASE)
WINDOWS = re.compile(r"^\W*TCP\s+\S+:\d+\s+\S+:\d+\s")  # netstat.exe: two places and no queues
SYSTEM, SYSTEM_PID = "System", 4  # the kernel of Windows and its drivers
FEWEST = 2  # rows of a table of every port that claims to be whole


HIDDEN = re.compile(r"^\W{0,3}(?:\.{2,5}|\u2026|snip\w*)\W{0,3}$", re.IGNORECASE)


class Table(NamedTuple):
    """Who listens, of every port or of one."""

    section: Section
    rows: tuple[Row, ...]
    port: int | None


def listeners(text: Text, target: Target) -> Iterator[Answer]:
    """Of a table of every port, else of that port; two that differ are of two moments or machines, and tell nothing."""
    if target.transport is not Transport.TCP:
        return
    found = [table for table in tables(text) if table.port in (None, target.port)]
    best = sorted(found, key=lambda table: table.port is not None)
    told = {told_of(table, target.port) for table in found}
    if not best or len(told) > 1:
        return
    if target.intent is Intent.BIND and any(pid is None for _, pid in told.pop()):
        return  # who has it is the question, and it was not told
    yield from answered(best[0])


def told_of(table: Table, port: int | None) -> frozenset[tuple[str, int | None]]:
    return frozenset((row.host, row.pid) for row in table.rows if row.port == port)


def tables(text: Text) -> Iterator[Table]:
    for section, begins in of(sections(text), TOOLS):
        rows = tuple(row for line in section.printed if (row := listening(line)))
        if any(HIDDEN.search(line.text) for line in section.printed):  # "[...]": some were cut out
            continue
        port, whole = asked(begins["rest"])
        if not whole:
            continue
        if port is None:
            if len(rows) >= FEWEST:
                yield Table(section, rows, None)
        elif rows or (section.ended and not section.printed and (begins["tool"] != "lsof" or section.as_root)):
            yield Table(section, tuple(row for row in rows if row.port == port), port)


def listening(line: Line) -> Row | None:
    row = parsed(line, line.text.casefold())
    return row if row and waits(row) and row.transport == "tcp" else None


def asked(rest: str) -> tuple[int | None, bool]:
    """The port that the options of a command name, and whether they leave nothing else out."""
    rest = LISTENING.sub("", rest)
    named = [next(filter(None, found.groups())) for found in BY_PORT.finditer(rest)]
    left = BY_PORT.sub(" ", rest)
    if len(named) > 1 or NARROWS.search(left) or UDP_ALONE.match(left):
        return None, False
    return (int(named[0]) if named else None), True


def answered(table: Table) -> Iterator[Answer]:
    """A row has no inode: its place in the text stands for one."""
    numbers = {line.number: line.text for line in table.section.printed}
    held = [(row, one) for row in table.rows if (one := socket(row, numbers[row.line]))]
    rest = () if table.port is None else (OtherSockets(ANY, Otherwise.than(table.port), False, 0, 0, 0, 0),)
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
