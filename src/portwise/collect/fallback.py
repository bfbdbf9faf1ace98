"""
The socket tables without SOCK_DIAG: from /proc, and where there is none from psutil.

Seccomp filters, gVisor and other systems deny netlink.  The other tables say less:
not whether ``::`` takes IPv4, and not how long an accept queue may get.  The first
is found out by a bind; where the second would matter, the whole answer is unknown.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from ipaddress import IPv4Address

from portwise.formats import netlink, procnet
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import ATTEMPT
from portwise.model.net import UNTOLD, Connection, Socket
from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.target import Endpoint

NET = "/proc/thread-self/net"  # /proc/net would be the leader's namespace
EVERY4 = IPv4Address(0)
LISTEN, CLOSE = "LISTEN", "CLOSE"
QUEUE_HIDDEN = OSError(errno.ENOTSUP, "without SOCK_DIAG nothing tells how long the accept queue may get")


class Row(NamedTuple):
    """What both tables have in common."""

    protocol: str
    state: str
    local: Endpoint
    remote: Endpoint | None
    uid: int
    inode: int
    waiting: int | None  # None: not told


class Table(NamedTuple):
    rows: tuple[Row, ...]
    source: str


def table(host: Host, protocol: str) -> Table:
    """All sockets of tcp or udp.  Raises OSError where no table can be read."""
    try:
        return Table(tuple(_from_proc(host, protocol)), f"{NET}/{protocol}, netstat -an")
    except OSError as no_proc:
        try:
            held = (Row(*h[:4], -1, h.inode, None) for h in host.table() if h.protocol == protocol)
            return Table(tuple(held), "psutil.net_connections(), netstat -an")
        except OSError as no_table:
            raise no_table if no_proc.errno == errno.ENOTSUP else no_proc from None


def _from_proc(host: Host, protocol: str) -> Iterable[Row]:
    text = host.read(f"{NET}/{protocol}")
    try:
        text6 = host.read(f"{NET}/{protocol}6")
    except FileNotFoundError:
        text6 = ""  # a kernel without IPv6
    for row in (*procnet.sockets(text), *procnet.sockets(text6)):
        remote = Endpoint(row.remote, row.remote_port)
        state = netlink.STATES[row.state - 1] if 0 < row.state <= len(netlink.STATES) else str(row.state)
        yield Row(protocol, state, Endpoint(row.local, row.local_port), remote, row.uid, row.inode, row.rx_queue)


def listening(host: Host, seen: Evidence) -> tuple[tuple[Socket, ...], str]:
    rows, source = table(host, "tcp")
    mine = tuple(row for row in rows if row.state == LISTEN)
    if any(queue_matters(seen, row) for row in mine):
        raise QUEUE_HIDDEN
    return tuple(socket(host, seen, row, mine) for row in mine), source


def datagrams(host: Host, seen: Evidence) -> tuple[tuple[Socket, ...], str]:
    rows, source = table(host, "udp")
    mine = tuple(row for row in rows if row.local.port)
    return tuple(socket(host, seen, row, mine) for row in mine), source


def connected(host: Host, port: int) -> tuple[tuple[Connection, ...], str]:
    rows, source = table(host, "tcp")
    return tuple(
        Connection(row.state, row.local, row.remote, row.uid, row.inode, row.waiting)
        for row in rows
        if row.local.port == port and row.remote is not None and row.state not in (LISTEN, CLOSE)
    ), source


def queue_matters(seen: Evidence, row: Row) -> bool:
    """Whether the target's own queue could be full: a client waited in vain, or somebody waits and none got through."""
    if row.local.port != seen.target.port or row.waiting == 0:
        return False
    met = {attempt.outcome for endpoint in seen.endpoints if (attempt := seen.get(ATTEMPT.of(endpoint)))}
    return Outcome.TIMEOUT in met or (row.waiting is not None and Outcome.CONNECTED not in met)


def socket(host: Host, seen: Evidence, row: Row, rows: tuple[Row, ...]) -> Socket:
    only = row.local.address.version == 6 and row.local.address.is_unspecified and v6only(host, seen, row, rows)
    return Socket(row.local.address, row.local.port, only, row.waiting or 0, UNTOLD, row.uid, row.inode)


def v6only(host: Host, seen: Evidence, row: Row, rows: tuple[Row, ...]) -> bool:
    """
    Whether ``::`` leaves IPv4 alone, ipv6(7).

    A socket that takes both families keeps 0.0.0.0 from being bound beside it; that is
    tried for the port of the target only, and the system's default stands for the rest.
    """
    if any(other.local.port == row.local.port and other.local.address.version == 4 for other in rows):
        return True
    if row.local.port == seen.target.port:
        met = host.bind(Endpoint(EVERY4, row.local.port), row.protocol == "tcp", row.protocol == "udp").outcome
        if met in (Outcome.BOUND, Outcome.BIND_EADDRINUSE):
            return met is Outcome.BOUND
    try:
        return host.read("/proc/sys/net/ipv6/bindv6only").strip() == "1"
    except OSError:
        return host.me().platform == "win32"  # IPV6_V6ONLY is on there unless a program turns it off
