"""
Sockets by netstat(1), which shows every one of them to every user, with the pid of its holder.

A socket has no number there: the pid stands for the inode, as `portwise.host.portable` has it.  Where netstat cannot
be run, psutil is asked, which needs an administrator.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable

from portwise.collect import fallback
from portwise.collect.collector import Collector, Cost, each
from portwise.formats import bsdnetstat
from portwise.formats.bsdnetstat import Queue, Row
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import BOUND, CONNECTIONS, DATAGRAMS, HERE, LIMITS, LISTENERS, SOURCE_PORTS
from portwise.model.net import Connection, Socket, SourcePorts
from portwise.model.target import Endpoint

LISTEN, CLOSED = "LISTEN", "CLOSED"
TCP, UDP = ("netstat", "-anv", "-p", "tcp"), ("netstat", "-anv", "-p", "udp")
QUEUES = ("netstat", "-anL", "-p", "tcp")
SOURCE, BY_UDP, BY_LSOF = " ".join(TCP), " ".join(UDP), "lsof -nP -iTCP -sTCP:LISTEN"


def table(host: Host, argv: tuple[str, ...]) -> tuple[Row, ...]:
    return bsdnetstat.sockets(host.output(argv))


def listening(host: Host, seen: Evidence, _: str) -> tuple[Socket, ...]:
    try:
        rows = [row for row in table(host, TCP) if row.state == LISTEN]
        queues = bsdnetstat.queues(host.output(QUEUES))
    except FileNotFoundError:
        return fallback.listening(host, seen)[0]
    return tuple(queued(rows, queues))


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
        waiting, most = (mine.waiting, mine.most) if mine else (0, fallback.LONG)
        yield Socket(row.local.address, row.local.port, row.v6only, waiting, most, -1, row.pid)


def written(row: Row) -> str:
    host = "*" if row.local.address.is_unspecified else str(row.local.address)
    return f"{host}.{row.local.port}"


def holding(host: Host, _: Evidence, __: str) -> tuple[Socket, ...]:
    """Bound, and neither listening nor connected: netstat calls it CLOSED."""
    rows = [row for row in table(host, TCP) if row.state == CLOSED and row.local.port and row.remote is None]
    return tuple(socket(row) for row in rows)


def datagrams(host: Host, seen: Evidence, _: str) -> tuple[Socket, ...]:
    try:
        rows = table(host, UDP)
    except FileNotFoundError:
        return fallback.datagrams(host, seen)[0]
    return tuple(socket(row) for row in rows if row.local.port)


def socket(row: Row) -> Socket:
    return Socket(row.local.address, row.local.port, row.v6only, 0, fallback.LONG, -1, row.pid)


def connected(host: Host, _: Evidence, port: int) -> tuple[Connection, ...]:
    try:
        rows = table(host, TCP)
    except FileNotFoundError:
        return fallback.connected(host, port)[0]
    return tuple(connections(rows, lambda row: row.local.port == port))


def connections(rows: Iterable[Row], wanted: Callable[[Row], bool]) -> Iterable[Connection]:
    for row in rows:
        if row.remote is not None and row.state not in (LISTEN, CLOSED) and wanted(row):
            yield Connection(row.state, row.local, row.remote, -1, row.pid, row.unread)


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


ALL = (
    Collector(LISTENERS, Cost.CHEAP, f"{SOURCE}; {' '.join(QUEUES)}", BY_LSOF, each(listening, SOURCE, BY_LSOF)),
    Collector(BOUND, Cost.CHEAP, SOURCE, BY_LSOF, each(holding, SOURCE, BY_LSOF)),
    Collector(DATAGRAMS, Cost.CHEAP, BY_UDP, "lsof -nP -iUDP", each(datagrams, BY_UDP, "lsof -nP -iUDP")),
    Collector(CONNECTIONS, Cost.CHEAP, SOURCE, SOURCE, each(connected, SOURCE, SOURCE)),
    Collector(SOURCE_PORTS, Cost.SLOW, SOURCE, SOURCE, each(source_ports, SOURCE, SOURCE)),
)
