"""Who listens in the network namespace of a process, by the tables of that process, proc_pid_net(5)."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.formats import procnet
from portwise.host.api import Host
from portwise.model.target import Endpoint

LISTEN = 10  # include/net/tcp_states.h
RESOLVER = "127.0.0.11"  # where Docker serves names inside containers of a network of one's own


def served_inside(host: Host, pid: int) -> tuple[Endpoint, ...]:
    rows = (row for table in tables(host, pid) for row in procnet.sockets(table))
    found = (Endpoint(row.local, row.local_port) for row in rows if row.state == LISTEN)
    return tuple(dict.fromkeys(place for place in found if str(place.address) != RESOLVER))


def tables(host: Host, pid: int) -> Iterator[str]:
    yield host.read(f"/proc/{pid}/net/tcp")
    try:
        yield host.read(f"/proc/{pid}/net/tcp6")
    except FileNotFoundError:  # a kernel without IPv6
        return
