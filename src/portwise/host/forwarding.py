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
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from ipaddress import ip_address

from portwise.host.renaming import Asked, renamed, returned
from portwise.host.rooms import CLONE_NEWNET, call
from portwise.host.socketfiles import LEFT, bound, left
from portwise.model.record import NamedTuple

MOST = 256  # connections at a time: a browser opens six of one origin
PIECE = 1 << 16  # bytes that wait for a slow reader, in each direction
PATIENCE = 10.0  # seconds for a connection to the target
TRY = 3.0  # seconds for the one that is tried before anybody is told to come
TURNED_AWAY = 1.0  # seconds in which whoever stands between says that nobody is behind it
ONTO_ITSELF = "the target is the very place that is listened at"
NO_TLS = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "UNEXPECTED_EOF_WHILE_READING")  # sslerr.h
Places = tuple[tuple[str, int], ...]  # with the path of a Unix socket for a host, and no port: ("/run/app.sock", 0)
Pair = tuple[str, str]  # files of a certificate and its key


class Way(NamedTuple):
    """Where to, and how."""

    host: str  # "" with a path
    port: int
    path: str = ""  # of a Unix socket
    tls: str = ""  # the name that the certificate must have; "" without TLS
    network: str = ""  # a network namespace by its file, /run/netns/web; "" for our own
    trusting: bool = False  # takes whatever certificate it is shown
    between: bool = False  # somebody takes every connection and looks afterwards whether there is anybody, ssh -L
    called: str = ""  # by HTTP: the authority that requests are for, api.internal:8443; "" leaves them as they are
    origin: str = ""  # and of its pages, https://api.internal:8443
    origins: tuple[str, ...] = ()  # by HTTP: its redirects to these, https://api.internal, lead to us; () changes none


class Carried(NamedTuple):
    connections: int
    failed: int  # connections for which the target was not to be had
    up: int  # bytes to the target
    down: int
    trouble: str = ""  # why the last one of those that failed did


class Forwarder:
    """Listens at all *places* together, as one."""

    def __init__(self, places: Places, way: Way, pair: Pair | None = None) -> None:
        self.places = places
        self.way = way
        self.pair = pair
        self.running: set[asyncio.Task[None]] = set()
        self.total = Carried(0, 0, 0, 0)
        self.own: Places = ()

    async def serve(self, ready: Callable[[Places, str], None], seconds: float | None) -> Carried:
        """
        Until *seconds* are over, None: until it is cancelled.  Raises OSError where a place cannot be had.

        *ready* is told the places, and why the target does not answer now, "" where it does.
        """
        servers: list[asyncio.Server] = []
        files: list[str] = []
        front = presented(self.pair) if self.pair else None
        try:
            for host, port in self.places:
                if host.startswith("/"):
                    mine = bound(host)
                    files.append(host)
                    servers.append(await asyncio.start_unix_server(self.taken, sock=mine, limit=PIECE, ssl=front))
                    continue
                servers.append(await asyncio.start_server(self.taken, host, port, limit=PIECE, ssl=front))
            self.own = tuple(place(server.sockets[0]) for server in servers)
            ready(self.own, await tried(self.way, self.own))
            await asyncio.wait_for(asyncio.Event().wait(), seconds)
        except TimeoutError:
            return self.total
        finally:
            for file in files:
                with suppress(OSError):
                    os.unlink(file)
            for server in servers:
                server.close()  # and its socket with it: one that was closed before cannot be taken out of the loop
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
        except (OSError, ssl.SSLError, TimeoutError) as error:
            self.total = self.total._replace(failed=self.total.failed + 1, trouble=missed(error))
        except asyncio.CancelledError:
            return  # it is over; asyncio.streams of Python 3.11 would ask a cancelled task how it failed
        finally:
            self.running.discard(task)
            writer.close()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Both directions, each to its own end: a client may have said all and still listen."""
        far_reader, far_writer = await asyncio.wait_for(opened(self.way, self.own), PATIENCE)
        try:
            said, answers = self.both(reader, far_reader)
            up, down = await asyncio.gather(piped(said, far_writer), piped(answers, writer, answer=True))
            self.total = self.total._replace(up=self.total.up + up, down=self.total.down + down)
        finally:
            far_writer.close()

    def both(
        self, near: asyncio.StreamReader, far: asyncio.StreamReader
    ) -> tuple[AsyncIterator[bytes], AsyncIterator[bytes]]:
        """What is said, and what is answered."""
        if not self.way.origins:
            return pieces(near), pieces(far)
        asked: Asked = deque()
        said = renamed(near, self.way.called, self.way.origin, asked)
        return said, returned(far, asked, self.way.origins, "https" if self.pair else "http")


def place(mine: socket.socket) -> tuple[str, int]:
    name = mine.getsockname()
    return (name, 0) if isinstance(name, str) else (name[0], name[1])


async def opened(way: Way, own: Places) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to the target.  Raises OSError where no address of it takes one."""
    context, name = (trusted(way), way.tls) if way.tls else (None, None)
    if way.path:
        place = f"\0{way.path[1:]}" if way.path.startswith("@") else way.path  # an abstract one, unix(7)
        return await asyncio.open_unix_connection(place, limit=PIECE, ssl=context, server_hostname=name)
    mine = await asyncio.to_thread(connected_in, way) if way.network else await dialled(way, own)
    return await asyncio.open_connection(sock=mine, ssl=context, server_hostname=name, limit=PIECE)


async def tried(way: Way, own: Places) -> str:
    """Why nobody could be reached now; the connection says nothing, and is closed at once."""
    try:
        reader, writer = await asyncio.wait_for(opened(way, own), TRY)
    except (OSError, ssl.SSLError, TimeoutError) as error:
        if getattr(error, "strerror", "") == ONTO_ITSELF:
            raise  # nobody could ever get anywhere
        return missed(error)
    try:
        if way.between and not await asyncio.wait_for(reader.read(1), TURNED_AWAY):
            return "it ends every connection at once"
    except TimeoutError:  # it waits for a word of ours, as it should
        return ""
    except OSError as error:
        return missed(error)
    finally:
        writer.close()
    return ""


def trusted(way: Way) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if way.trusting:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def presented(pair: Pair) -> ssl.SSLContext:
    """What our own clients are shown.  Raises OSError, ssl.SSLError among it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair)
    return context


def missed(error: Exception) -> str:
    """Why the target is not to be had, in a few words."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted here, {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return "it does not speak TLS" if error.reason in NO_TLS else f"TLS fails, {error.reason or error}"
    if isinstance(error, TimeoutError) or not isinstance(error, OSError):
        return "it does not answer"
    if isinstance(error, socket.gaierror) or error.errno in (None, errno.ELOOP):
        return (error.strerror or str(error)).lower()
    return os.strerror(error.errno).lower()


async def dialled(way: Way, own: Places) -> socket.socket:
    """The first address that takes it, and never ourselves: ::1 may be the place that we listen at."""
    loop = asyncio.get_running_loop()
    trouble = OSError(errno.ELOOP, ONTO_ITSELF)
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


async def pieces(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while data := await reader.read(PIECE):
        yield data


async def piped(said: AsyncIterator[bytes], writer: asyncio.StreamWriter, answer: bool = False) -> int:
    """
    How many bytes went over; the end of one side is told to the other, shutdown(2).

    TLS has no half of an end here: after the *answer* all is over, and after a question nothing is told.
    """
    count = 0
    async for data in said:
        writer.write(data)
        await writer.drain()
        count += len(data)
    with suppress(OSError):  # the other side has ended meanwhile
        if writer.can_write_eof():
            writer.write_eof()
        elif answer:
            writer.close()
    return count


def refused(error: OSError, file: str = "") -> str:
    """Why a place cannot be had, in one line; a *file* is that of a Unix socket."""
    if error.errno == errno.EADDRINUSE:
        return LEFT if file and left(file) else "somebody has it already"
    if error.errno == errno.EACCES:
        return "a port below 1024 takes root"
    return error.strerror or str(error)
