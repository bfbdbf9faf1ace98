"""
Listeners in the other network namespaces of this machine, network_namespaces(7).

A namespace is found by the processes that live in it, and its sockets are in the
/proc/PID/net of any of them.  Who may not look into a process does not see its
namespace: what is found is there, and what is not found may be there all the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.collect.collector import Collector, Cost, each
from portwise.formats import procnet
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import ELSEWHERE
from portwise.model.net import Distant

LISTEN = 10  # include/net/tcp_states.h
TABLES = {"tcp": "sockstat", "tcp6": "sockstat6"}  # of /proc/PID/net, and where their sockets are counted
SOURCE, TO_KNOW = "/proc/*/ns/net and /proc/PID/net/tcp, lsns -t net", "sudo lsns -t net"


def elsewhere(host: Host, _: Evidence, port: int) -> tuple[Distant, ...]:
    return tuple(found for name, pid in residents(host).items() for found in listening(host, name, pid, port))


def residents(host: Host) -> dict[str, int]:
    """One process of every namespace but ours."""
    found: dict[str, int] = {}
    for pid in filter(str.isdigit, host.names("/proc")):
        try:
            found.setdefault(host.link(f"/proc/{pid}/ns/net"), int(pid))
        except OSError:  # it has ended, or is another user's
            continue
    found.pop(host.link("/proc/thread-self/ns/net"), None)
    return found


def listening(host: Host, name: str, pid: int, port: int) -> Iterator[Distant]:
    for table, counts in TABLES.items():
        try:
            if not in_use(host.read(f"/proc/{pid}/net/{counts}"), table):
                continue
            rows = procnet.sockets(near(host.read(f"/proc/{pid}/net/{table}"), port))
        except OSError:  # it has ended, or that namespace has no IPv6
            continue
        for row in rows:
            if row.state == LISTEN and row.local_port == port:
                yield Distant(inode(name), row.local, row.local_port, row.inode, pid)


def in_use(text: str, table: str) -> bool:
    """
    Whether a namespace has any such socket: ``TCP: inuse 1 orphan 0 ...``, net/ipv4/proc.c.

    Its table takes 5 ms also where nothing is in it, for all namespaces share one hash (net/ipv4/tcp_ipv4.c,
    established_get_first()).
    """
    rows = (line.split() for line in text.splitlines())
    return next((row[2] for row in rows if row[:2] == [f"{table.upper()}:", "inuse"]), "") != "0"


def near(text: str, port: int) -> str:
    """The headings and the rows that hold the number of the port: a busy server's table has thousands of others."""
    headings, *rows = text.splitlines() or [""]
    return "\n".join((headings, *(row for row in rows if f":{port:04X} " in row)))


def inode(name: str) -> int:
    """Of ``net:[4026531840]``, namespaces(7)."""
    return int(name.removeprefix("net:[").removesuffix("]"))


LOOKING = Collector(
    ELSEWHERE,
    Cost.SLOW,
    SOURCE,
    TO_KNOW,
    each(elsewhere, SOURCE, TO_KNOW),
    privilege="looks into the namespaces of other users' processes: containers",
)
