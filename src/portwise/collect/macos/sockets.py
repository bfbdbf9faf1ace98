"""
Sockets by netstat(1), which shows every one of them to every user, with the pid of its holder.

A socket has no number there: the pid stands for the inode, as `portwise.host.portable` has it.  Where netstat cannot
be run, psutil is asked, which needs an administrator.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from portwise.collect import fallback
from portwise.collect.collector import Collector, Cost, Questions, each, known
from portwise.formats import bsdnetstat
from portwise.formats.bsdnetstat import Queue, Row
from portwise.host.api import Host
from portwise.model.behind import UnixListener
from portwise.model.evidence import Answer, Evidence, Unknown
from portwise.model.facts import (
    BOUND,
    CONNECTIONS,
    DATAGRAMS,
    DIALLING,
    HERE,
    LIMITS,
    LISTENERS,
    SOURCE_PORTS,
    UNIX_LISTENERS,
)
from portwise.model.net import UNTOLD, Connection, Socket, SourcePorts
from portwise.model.target import Endpoint

LISTEN, CLOSED = "LISTEN", "CLOSED"
TCP, UDP = ("netstat", "-anv", "-p", "tcp"), ("netstat", "-anv", "-p", "udp")
UNIX = ("netstat", "-an", "-f", "unix")
QUEUES = ("netstat", "-anL", "-p", "tcp")
SOURCE, BY_UDP, BY_UNIX, BY_LSOF = *map(" ".join, (TCP, UDP, UNIX)), "lsof -nP -iTCP -sTCP:LISTEN"
Ask = Callable[[Host, Evidence, Any], object]
Instead = Callable[[Host, Evidence, Any], tuple[object, str]]  # with its source


def table(host: Host, argv: tuple[str, ...]) -> tuple[Row, ...]:
    return bsdnetstat.sockets(host.output(argv))


def listening(host: Host, _: Evidence, __: str) -> tuple[Socket, ...]:
    rows = [row for row in table(host, TCP) if row.state == LISTEN]
    return tuple(queued(rows, bsdnetstat.queues(host.output(QUEUES))))


def either(first: Ask, source: str, second: Instead) -> Callable[[Host, Evidence, Questions], Iterator[Answer]]:
    """By netstat, else by psutil; where neither can tell, the reason is netstat's."""
    by_netstat = each(first, source, BY_LSOF)

    def collect(host: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
        for answer in by_netstat(host, seen, asked):
            yield instead(host, seen, answer, second) if isinstance(answer.said, Unknown) else answer

    return collect


def instead(host: Host, seen: Evidence, answer: Answer, second: Instead) -> Answer:
    try:
        return known(answer.question, *second(host, seen, answer.question.key))
    except (OSError, ValueError):
        return answer


def queued(rows: Iterable[Row], queues: tuple[Queue, ...]) -> Iterable[Socket]:
    """
    Each with its own queue; both listings go through one list of the kernel, so that equal places keep their order.

    A listener without a line has come since, and nobody waits for it yet.
    """
    left = list(queues)
    for row in rows:
        mine = next((queue for queue in left if queue.place == written(row)), None)
        if mine:
            left.remove(mine)
        waiting, most = (mine.waiting, mine.most) if mine else (0, UNTOLD)
        yield Socket(row.local.address, row.local.port, row.v6only, waiting, most, -1, row.pid)


def written(row: Row) -> str:
    host = "*" if row.local.address.is_unspecified else str(row.local.address)
    return f"{host}.{row.local.port}"


def holding(host: Host, _: Evidence, __: str) -> tuple[Socket, ...]:
    """Bound, and neither listening nor connected: netstat calls it CLOSED."""
    rows = [row for row in table(host, TCP) if row.state == CLOSED and row.local.port and row.remote is None]
    return tuple(socket(row) for row in rows)


def datagrams(host: Host, _: Evidence, __: str) -> tuple[Socket, ...]:
    return tuple(socket(row) for row in table(host, UDP) if row.local.port)


def socket(row: Row) -> Socket:
    return Socket(row.local.address, row.local.port, row.v6only, 0, UNTOLD, -1, row.pid)


def connected(host: Host, _: Evidence, port: int) -> tuple[Connection, ...]:
    return tuple(connections(table(host, TCP), lambda row: row.local.port == port))


def connections(rows: Iterable[Row], wanted: Callable[[Row], bool]) -> Iterable[Connection]:
    for row in rows:
        if row.remote is not None and row.state not in (LISTEN, CLOSED) and wanted(row):
            yield Connection(row.state, row.local, row.remote, -1, row.pid, row.unread)


def dialling(host: Host, _: Evidence, __: str) -> tuple[Connection, ...]:
    return tuple(connections(table(host, TCP), lambda row: row.state == "SYN_SENT"))


def waiting(host: Host, _: Evidence, __: str) -> tuple[UnixListener, ...]:
    return bsdnetstat.paths(host.output(UNIX))


def source_ports(host: Host, seen: Evidence, endpoint: Endpoint) -> SourcePorts:
    low, high = seen[LIMITS.of(HERE)].ephemeral
    rows = table(host, TCP)
    if not rows:
        raise OSError(errno.ENODATA, "netstat lists no socket at all")
    ends = list(connections(rows, lambda row: row.remote == endpoint))
    held = (row.local.port for row in rows if row.state == LISTEN)
    closing = {c.local.port for c in ends if c.state == "TIME_WAIT"}
    taken = {port for port in (*held, *(c.local.port for c in ends)) if low <= port <= high}
    return SourcePorts(low, high, len(taken), len(closing & taken))


LISTENING = either(listening, SOURCE, lambda host, seen, _: fallback.listening(host, seen))
RECEIVING = either(datagrams, BY_UDP, lambda host, seen, _: fallback.datagrams(host, seen))
CONNECTING = either(connected, SOURCE, lambda host, _, port: fallback.connected(host, port))
ALL = (
    Collector(LISTENERS, Cost.CHEAP, f"{SOURCE}; {' '.join(QUEUES)}", BY_LSOF, LISTENING),
    Collector(BOUND, Cost.CHEAP, SOURCE, BY_LSOF, each(holding, SOURCE, BY_LSOF)),
    Collector(DATAGRAMS, Cost.CHEAP, BY_UDP, "lsof -nP -iUDP", RECEIVING),
    Collector(CONNECTIONS, Cost.CHEAP, SOURCE, SOURCE, CONNECTING),
    Collector(DIALLING, Cost.CHEAP, SOURCE, SOURCE, each(dialling, SOURCE, SOURCE)),
    Collector(UNIX_LISTENERS, Cost.CHEAP, BY_UNIX, "lsof -U", each(waiting, BY_UNIX, "lsof -U")),
    Collector(SOURCE_PORTS, Cost.SLOW, SOURCE, SOURCE, each(source_ports, SOURCE, SOURCE)),
)
