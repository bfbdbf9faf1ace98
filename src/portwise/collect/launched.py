"""What a command that portwise itself has started opened: its sockets among those of the machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from portwise.collect import fallback, unixsockets
from portwise.collect.kin import ancestors
from portwise.collect.openfiles import GONE, led
from portwise.collect.pidfiles import stat_of
from portwise.collect.projects import declarations, project
from portwise.collect.sockets import table
from portwise.formats import netlink, procunix
from portwise.formats.commandline import port_of, stated_address, wanted_port
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.net import Socket
from portwise.model.process import Process
from portwise.model.start import Doing, Opened
from portwise.model.target import Target

SOCKET = re.compile(r"socket:\[(\d+)\]")  # proc_pid_fd(5)
NOWHERE = Target("", None, "", "", None, "", "")  # no socket of the table matters more than another
EPHEMERAL = 32768  # ip_local_port_range as Linux ships it: above it a UDP socket is a client's


def sockets(host: Host) -> Iterator[tuple[Doing, Socket]]:
    """What holds a port here; where SOCK_DIAG is denied, what /proc shows of it."""
    try:
        listening, datagrams = table(host, netlink.LISTEN), table(host, netlink.ANY, netlink.IPPROTO_UDP)
    except OSError:
        seen = Evidence(NOWHERE)
        listening, datagrams = fallback.listening(host, seen)[0], fallback.datagrams(host, seen)[0]
    yield from ((Doing.LISTENS, socket) for socket in listening)
    yield from ((Doing.RECEIVES, socket) for socket in datagrams if 0 < socket.port < EPHEMERAL)
    with suppress(OSError):
        yield from ((Doing.HOLDS, socket) for socket in table(host, netlink.BOUND_INACTIVE) if socket.port)


def inodes(host: Host, processes: Iterable[Process]) -> dict[int, Process]:
    """Which sockets these processes hold; what one of them hides is nobody's."""
    found: dict[int, Process] = {}
    for process in processes:
        with suppress(*GONE, PermissionError):
            for _, goal in led(host, process.pid):
                if match := SOCKET.fullmatch(goal):
                    found[int(match[1])] = process
    return found


def opened(rows: Iterable[tuple[Doing, Socket]], holders: dict[int, Process]) -> tuple[Opened, ...]:
    return tuple(
        Opened(doing, socket.address, socket.port, socket.v6only, socket.inode, holders[socket.inode])
        for doing, socket in rows
        if socket.inode in holders
    )


def waits_at(host: Host, path: str) -> bool:
    """Whether somebody listens on that socket file; he may have bound it by a path of his own folder."""
    try:
        named = [row.path for row in procunix.listeners(host.read(unixsockets.FILE))]
        return any(path == one or path.endswith(f"/{one}") for one in named)
    except (OSError, ValueError):
        return False


def above(host: Host, pid: int) -> frozenset[int]:
    """The ancestors of a process; their words may hold those of the command."""
    return frozenset(stat.pid for stat in ancestors(host, stat_of(host, pid)))


def address(argv: tuple[str, ...]) -> str:
    """Which one the words of a command line ask for, "" where they say none."""
    return stated_address(argv)


def guess(host: Host, argv: tuple[str, ...], folder: str) -> int | None:
    """The port that a command probably wants: its own words, PORT, or the script of package.json that it runs."""
    said = dict(host.environment(("PORT",))).get("PORT", "")
    if port := wanted_port(argv, port_of(said)):
        return port
    try:
        home = project(host, folder)
        declared = declarations(host, home.root) if home else ()
    except (OSError, ValueError):
        return port_of(said)
    scripts = {f'script "{word}"' for word in argv}
    ports = dict.fromkeys(one.port for one in declared if one.what in scripts)
    return next(iter(ports), None) or port_of(said)
