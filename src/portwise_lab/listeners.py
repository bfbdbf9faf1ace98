"""At which ports somebody listens: in this network namespace, and in that of another process."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from portwise.formats import netlink, procnet
from portwise.host.local import Local
from portwise_lab.case import Program

LISTEN = 10  # include/net/tcp_states.h


def wanting(pid: int, program: Program) -> set[int]:
    """Ports at which nobody listens yet."""
    here = set(program.listens) - (listening_of(pid) if program.apart else listening())
    return here or (set(program.within) and set(program.within) - listening_behind(pid))


def listening_behind(pid: int) -> set[int]:
    found: set[int] = set()
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with suppress(OSError):  # one that only prepares something ends at once
            found |= listening_of(int(child))
    return found


def listening() -> set[int]:
    asked = (netlink.request(family, netlink.LISTEN) for family in (netlink.AF_INET, netlink.AF_INET6))
    return {row.port for request in asked for row in netlink.sockets(Local().sock_diag(request))}


def listening_of(pid: int) -> set[int]:
    """The same in the network namespace of a process, as soon as that is one of its own."""
    if os.readlink(f"/proc/{pid}/ns/net") == os.readlink("/proc/self/ns/net"):
        return set()
    tables = (Path(f"/proc/{pid}/net/{name}").read_text() for name in ("tcp", "tcp6"))
    return {row.local_port for table in tables for row in procnet.sockets(table) if row.state == LISTEN}
