"""
Connections at one place are carried to another until somebody ends it: TCP, a Unix socket, TLS, another network.

Bounded on every side: so many connections at a time, so many bytes waiting for a slow reader, so long altogether.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import NamedTuple

from portwise.host.rooms import CLONE_NEWNET, call

MOST = 256  # connections at a time: a browser opens six of one origin
PIECE = 1 << 16  # bytes that wait for a slow reader, in each direction
PATIENCE = 10.0  # seconds for a connection to the target


Places = tuple[tuple[str, int], ...]


class Way(NamedTuple):
    """Where to, and how."""

    host: str  # "" with a path
    port: int
    path: str = ""  # of a Unix socket
    tls: str = ""  # the name that the certificate must have; "" without TLS
    network: str = ""  # a network namespace by its file, /run/netns/web; "" for our own


class Carried(NamedTuple):
    connections: int
    failed: int  # connections for which the target was not to be had
    up: int  # bytes to the target
    down: int


class Forwarder:
    """Listens at all *places* together, as one."""

    def __init__(self, places: Places, way: Way) -> None:
        self.places = places
        self.way = way
        self.running: set[asyncio.Task[None]] = set()
        self.total = Carried(0, 0, 0, 0)
        self.own: Places = ()

    async def serve(self, ready: Callable[[Places], None], seconds: float | None) -> Carried:
        """Until *seconds* are over, None: until it is cancelled.  Raises OSError where a place cannot be had."""
        servers: list[asyncio.Server] = []
        try:
            for host, port in self.places:
                servers.append(await asyncio.start_server(self.taken, host, port, limit=PIECE))
            self.own = tuple(server.sockets[0].getsockname()[:2] for server in servers)
            ready(self.own)
            await asyncio.wait_for(asyncio.Event().wait(), seconds)
        except TimeoutError:
            return self.total
        finally:
            for server in servers:
                server.close()
            for task in self.running:
                task.cancel()
            await asyncio.gather(*self.running, return_exceptions=True)
        return self.total

    async def taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self.running) >= MOST:
            writer.close()
            return
        self.running.add(task)
        self.total = self.total._replace(connections=self.total.connections + 1)
        try:
            await self.carry(reader, writer)
        except (OSError, ssl.SSLError, TimeoutError):
            self.total = self.total._replace(failed=self.total.failed + 1)
        finally:
            self.running.discard(task)
            writer.close()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Both directions, each to its own end: a client may have said all and still listen."""
        far_reader, far_writer = await asyncio.wait_for(opened(self.way, self.own), PATIENCE)
        try:
            up, down = await asyncio.gather(piped(reader, far_writer), piped(far_reader, writer))
            self.total = self.total._replace(up=self.total.up + up, down=self.total.down + down)
        finally:
            far_writer.close()


async def opened(way: Way, own: Places) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to the target.  Raises OSError where no address of it takes one."""
    if way.path:
        return await asyncio.open_unix_connection(way.path, limit=PIECE)
    mine = await asyncio.to_thread(connected_in, way) if way.network else await dialled(way, own)
    context = ssl.create_default_context() if way.tls else None
    return await asyncio.open_connection(sock=mine, ssl=context, server_hostname=way.tls or None, limit=PIECE)


async def dialled(way: Way, own: Places) -> socket.socket:
    """The first address that takes it, and never ourselves: ::1 may be the place that we listen at."""
    loop = asyncio.get_running_loop()
    trouble = OSError(errno.ELOOP, "the target is the very place that is listened at")
    for family, *_, address in await loop.getaddrinfo(way.host, way.port, type=socket.SOCK_STREAM):
        if itself(str(address[0]), way.port, own):
            continue
        mine = socket.socket(family, socket.SOCK_STREAM)
        mine.setblocking(False)
        try:
            await loop.sock_connect(mine, address)
        except OSError as error:
            mine.close()
            trouble = error
        except BaseException:  # cancelled: nobody else closes it
            mine.close()
            raise
        else:
            return mine
    raise trouble


def itself(address: str, port: int, own: Places) -> bool:
    """Also where all addresses are listened at: then every one of this machine leads back."""
    if (address, port) in own:
        return True
    if all(port != mine for _, mine in own) or not any(ip_address(host).is_unspecified for host, _ in own):
        return False
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as one:
        try:
            one.bind((address, 0))  # only an address of this machine can be bound, ip(7)
        except OSError:
            return False
    return True


def connected_in(way: Way) -> socket.socket:
    """A socket stays in the network in which it was made, network_namespaces(7); a thread of its own goes there."""
    found: list[socket.socket] = []
    trouble: list[OSError] = []

    def there() -> None:
        try:
            descriptor = os.open(way.network, os.O_RDONLY | os.O_CLOEXEC)
            try:
                call("setns", descriptor, CLONE_NEWNET)
            finally:
                os.close(descriptor)
            found.append(socket.create_connection((way.host, way.port), PATIENCE))
        except OSError as error:
            trouble.append(error)

    thread = threading.Thread(target=there)
    thread.start()
    thread.join()
    if trouble:
        raise trouble[0]
    found[0].setblocking(False)
    return found[0]


async def piped(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> int:
    """How many bytes went over; the end of one side is told to the other, shutdown(2)."""
    count = 0
    while data := await reader.read(PIECE):
        writer.write(data)
        await writer.drain()
        count += len(data)
    with suppress(OSError):  # the other side has ended meanwhile
        if writer.can_write_eof():
            writer.write_eof()
    return count


def refused(error: OSError) -> str:
    """Why a place cannot be had, in one line."""
    if error.errno == errno.EADDRINUSE:
        return "somebody has it already"
    if error.errno == errno.EACCES:
        return "a port below 1024 takes root"
    return error.strerror or str(error)
