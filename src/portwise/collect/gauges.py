"""The limits that a listener of this machine can run into, read at one moment."""

from __future__ import annotations

from collections.abc import Sequence

from portwise.collect.processes import fds
from portwise.collect.sockets import table
from portwise.formats import netlink, procnet
from portwise.host.api import Host
from portwise.model.net import Socket
from portwise.model.process import Fds, Process
from portwise.model.repeat import Gauge

COUNTERS = "/proc/thread-self/net/netstat"
SOURCE = "nstat -az TcpExtListenOverflows, ss -ltn, /proc/PID/fd and limits"


def gauge(host: Host, port: int, owners: Sequence[Process]) -> Gauge:
    fullest = max(listening(host, port), key=lambda s: s.rqueue - s.wqueue, default=None)
    spent = [known for process in owners if (known := descriptors(host, process)) is not None]
    return Gauge(
        overflows=overflows(host),
        waiting=fullest and fullest.rqueue,
        places=fullest and fullest.wqueue,
        descriptors=min(spent, key=lambda known: known.soft_limit - known.used, default=None),
    )


def waiting(host: Host, port: int) -> int | None:
    return max((socket.rqueue for socket in listening(host, port)), default=None)


def listening(host: Host, port: int) -> list[Socket]:
    try:
        return [socket for socket in table(host, netlink.LISTEN) if socket.port == port]
    except (OSError, ValueError):
        return []


def overflows(host: Host) -> int | None:
    try:
        return procnet.counter(host.read(COUNTERS), "TcpExt", "ListenOverflows")
    except (OSError, ValueError):
        return None


def descriptors(host: Host, process: Process) -> Fds | None:
    try:
        return fds(host, process)
    except (OSError, ValueError):
        return None
