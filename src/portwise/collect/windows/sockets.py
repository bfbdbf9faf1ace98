"""
Sockets by psutil, and where that cannot tell by ``netstat -ano``, which is on every Windows and asks for no rights; and
last by Get-NetTCPConnection of PowerShell.

A socket has no number there: the pid stands for the inode, as `portwise.host.portable` has it.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from portwise.collect import fallback
from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import BOUND, CONNECTIONS, DATAGRAMS, DIALLING, HERE, LIMITS, LISTENERS, SOURCE_PORTS
from portwise.model.net import UNTOLD, Connection, Socket, SourcePorts
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    from portwise.formats.windows.netstat import Row

LISTEN, CLOSED = "LISTEN", ("LISTEN", "NONE", "BOUND", "CLOSED", "CLOSE", "DELETE_TCB")
SOURCE, TO_KNOW = "psutil.net_connections(), netstat -ano", "netstat -ano"
WITH_BOUND = "netstat -anoq"
PLAIN, BOUND_TOO = ("netstat", "-ano"), ("netstat", "-anoq")
PROPERTIES = "LocalAddress,LocalPort,RemoteAddress,RemotePort,State,OwningProcess"
SHELL = (
    *("powershell", "-NoProfile", "-NonInteractive", "-Command"),
    f"Get-NetTCPConnection | Select-Object {PROPERTIES} | ConvertTo-Csv -NoTypeInformation",
)
EVERY4 = IPv4Address(0)


def rows(host: Host, protocol: str) -> tuple[fallback.Row, ...]:
    """Every socket; where neither can tell, the reason is that of psutil."""
    try:
        return tuple(fallback.Row(*h[:4], -1, h.inode, None) for h in host.table() if h.protocol == protocol)
    except OSError as denied:
        try:
            return printed(host, PLAIN, protocol)
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                return by_shell(host, protocol)
            raise denied from None


def by_shell(host: Host, protocol: str) -> tuple[fallback.Row, ...]:
    """PowerShell tells of TCP, and takes a second."""
    from portwise.formats.windows import netstat

    found = netstat.connections(host.output(SHELL)) if protocol == "tcp" else ()
    if not found:
        raise ValueError("Get-NetTCPConnection lists no socket at all")
    return tuple(row(one, protocol) for one in found)


def printed(host: Host, argv: tuple[str, ...], protocol: str) -> tuple[fallback.Row, ...]:
    """Raises ValueError where netstat printed no socket at all: every Windows has some."""
    from portwise.formats.windows import netstat  # only where psutil does not tell

    found = netstat.rows(host.output(argv))
    if not found:
        raise ValueError("netstat lists no socket at all")
    return tuple(row(one, protocol) for one in found if one.protocol == protocol)


def row(one: Row, protocol: str) -> fallback.Row:
    return fallback.Row(protocol, one.state, one.local, one.remote, -1, one.pid or 0, None)


def listening(host: Host, seen: Evidence, _: str) -> tuple[Socket, ...]:
    mine = [one for one in rows(host, "tcp") if one.state == LISTEN]
    if any(fallback.queue_matters(seen, row) for row in mine):
        raise OSError(errno.ENOTSUP, "Windows tells nobody how long an accept queue is")
    return tuple(socket(host, seen, row, mine) for row in mine)


def socket(host: Host, seen: Evidence, row: fallback.Row, others: Iterable[fallback.Row]) -> Socket:
    only = row.local.address.version == 6 and row.local.address.is_unspecified and alone(host, seen, row, others)
    return Socket(row.local.address, row.local.port, only, 0, UNTOLD, -1, row.inode)


def alone(host: Host, seen: Evidence, row: fallback.Row, others: Iterable[fallback.Row]) -> bool:
    """
    Whether ``::`` leaves IPv4 alone: IPV6_V6ONLY is on there unless a program turns it off.

    A socket that takes both keeps 0.0.0.0 from being bound beside it.  That is tried for the port of the target, and
    without SO_REUSEADDR, which on Windows lets a bind succeed beside anybody.
    """
    if any(other.local.port == row.local.port and other.local.address.version == 4 for other in others):
        return True
    if row.local.port != seen.target.port:
        return True
    return host.bind(Endpoint(EVERY4, row.local.port), False, row.protocol == "udp").outcome is Outcome.BOUND


def holding(host: Host, _: Evidence, __: str) -> tuple[Socket, ...]:
    """Bound, and neither listening nor connected: netstat has a word for it with -q, since Windows 10."""
    mine = [row for row in printed(host, BOUND_TOO, "tcp") if row.state == "BOUND"]
    return tuple(Socket(r.local.address, r.local.port, True, 0, 0, -1, r.inode) for r in mine)


def datagrams(host: Host, seen: Evidence, _: str) -> tuple[Socket, ...]:
    mine = [row for row in rows(host, "udp") if row.local.port]
    return tuple(socket(host, seen, row, mine) for row in mine)


def connected(host: Host, _: Evidence, port: int) -> tuple[Connection, ...]:
    return tuple(connections(row for row in rows(host, "tcp") if row.local.port == port))


def connections(found: Iterable[fallback.Row]) -> Iterable[Connection]:
    for row in found:
        if row.remote is not None and row.state not in CLOSED:
            yield Connection(row.state, row.local, row.remote, -1, row.inode, None)


def dialling(host: Host, _: Evidence, __: str) -> tuple[Connection, ...]:
    return tuple(connections(row for row in rows(host, "tcp") if row.state == "SYN_SENT"))


def source_ports(host: Host, seen: Evidence, endpoint: Endpoint) -> SourcePorts:
    """A port in use towards anybody is in use towards all, unless a program shares it."""
    low, high = seen[LIMITS.of(HERE)].ephemeral
    found = rows(host, "tcp")
    ends = [row for row in connections(found) if row.remote == endpoint]
    held = (row.local.port for row in found if row.state == LISTEN)
    closing = {end.local.port for end in ends if end.state == "TIME_WAIT"}
    taken = {port for port in (*held, *(end.local.port for end in ends)) if low <= port <= high}
    return SourcePorts(low, high, len(taken), len(closing & taken))


ALL = (
    Collector(LISTENERS, Cost.CHEAP, SOURCE, TO_KNOW, each(listening, SOURCE, TO_KNOW)),
    Collector(BOUND, Cost.CHEAP, WITH_BOUND, WITH_BOUND, each(holding, WITH_BOUND, WITH_BOUND)),
    Collector(DATAGRAMS, Cost.CHEAP, SOURCE, TO_KNOW, each(datagrams, SOURCE, TO_KNOW)),
    Collector(CONNECTIONS, Cost.CHEAP, SOURCE, TO_KNOW, each(connected, SOURCE, TO_KNOW)),
    Collector(DIALLING, Cost.CHEAP, SOURCE, TO_KNOW, each(dialling, SOURCE, TO_KNOW)),
    Collector(SOURCE_PORTS, Cost.SLOW, SOURCE, TO_KNOW, each(source_ports, SOURCE, TO_KNOW)),
)
