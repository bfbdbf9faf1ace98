"""Sockets that do more than knock: binds, datagrams, conversations."""

from __future__ import annotations

import errno
import os
import select
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from ipaddress import ip_address

from portwise.formats import http1
from portwise.host.api import Heard
from portwise.host.knock import EXHAUSTED, OUTCOMES, family, place, queued, queues_errors
from portwise.model.net import Acceptance, Attempt
from portwise.model.outcome import Outcome
from portwise.model.target import Address, Endpoint

QUIET = 0.05  # seconds without a byte, after some have come: the sentence is over
BODY = 0.25  # seconds of a body, which may be a stream that never ends
MOST = 1 << 16  # bytes that a conversation is listened to

BIND = {
    0: Outcome.BOUND,
    errno.EADDRINUSE: Outcome.BIND_EADDRINUSE,
    errno.EACCES: Outcome.BIND_EACCES,
    errno.EADDRNOTAVAIL: Outcome.BIND_EADDRNOTAVAIL,
    errno.EAFNOSUPPORT: Outcome.BIND_EADDRNOTAVAIL,
    errno.EPERM: Outcome.BIND_EPERM,
}
UNIX = {
    0: Outcome.CONNECTED,
    errno.ECONNREFUSED: Outcome.REFUSED,
    errno.ENOENT: Outcome.ADDR_NOT_AVAIL,
    errno.ENOTDIR: Outcome.ADDR_NOT_AVAIL,
    errno.EACCES: Outcome.DENIED,
    errno.EPERM: Outcome.DENIED,
    errno.EAGAIN: Outcome.TIMEOUT,  # unix(7): the backlog is full and the socket does not block
    errno.EPROTOTYPE: Outcome.INVALID,
}


def bind(endpoint: Endpoint, reuse: bool, datagrams: bool) -> Attempt:
    """Bind as a server would that leaves IPV6_V6ONLY to the machine (net.ipv6.bindv6only), and let go."""
    started = time.monotonic()
    error = _bound(endpoint, reuse, socket.SOCK_DGRAM if datagrams else socket.SOCK_STREAM)
    if error in EXHAUSTED:
        raise OSError(error, os.strerror(error))
    return Attempt(BIND.get(error, Outcome.INVALID), error, None, None, 1, _since(started))


def _bound(endpoint: Endpoint, reuse: bool, kind: socket.SocketKind) -> int:
    try:
        with socket.socket(family(endpoint), kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, reuse)
            trial.bind(place(endpoint))
    except OSError as error:
        return error.errno or errno.EINVAL
    return 0


def datagram(endpoint: Endpoint, patience: float) -> Attempt:
    """One empty datagram from a connected socket (udp(7)): an answer, an ICMP error, or silence."""
    started = time.monotonic()
    with socket.socket(family(endpoint), socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as udp:
        queues = queues_errors(udp)
        outcome, error = _sent(udp, endpoint, patience)
        icmp, readable = queued(udp, queues)
    return Attempt(outcome, error, icmp, None, 1, _since(started), readable)


def _sent(udp: socket.socket, endpoint: Endpoint, patience: float) -> tuple[Outcome, int]:
    try:
        udp.connect(place(endpoint))
        udp.send(b"")
        if not _readable(udp, patience):
            return Outcome.SILENT, 0
        udp.recv(MOST)
    except OSError as broken:
        return OUTCOMES.get(broken.errno or 0, Outcome.INVALID), broken.errno or errno.EINVAL
    return Outcome.ANSWERED, 0


def inquire(endpoints: tuple[Endpoint, ...], sent: bytes, patience: float) -> tuple[Heard, ...]:
    """All are asked before the first is waited for; *patience* is for all together."""
    started = time.monotonic()
    with ExitStack() as stack:
        asked = [_asked(stack, endpoint, sent) for endpoint in endpoints]
        return tuple(_answered(one, started, started + patience) for one in asked)


def _asked(stack: ExitStack, endpoint: Endpoint, sent: bytes) -> socket.socket | int:
    """The socket that waits for the answer, or the errno that kept us from asking."""
    try:
        udp = stack.enter_context(socket.socket(family(endpoint), socket.SOCK_DGRAM))
        udp.setblocking(False)  # Windows has no SOCK_NONBLOCK
        udp.connect(place(endpoint))
        udp.send(sent)
    except OSError as error:
        if error.errno in EXHAUSTED:
            raise
        return error.errno or errno.EINVAL
    return udp


def _answered(asked: socket.socket | int, started: float, deadline: float) -> Heard:
    if isinstance(asked, int):
        return Heard(b"", "refused", asked, _since(started))
    if not _readable(asked, deadline - time.monotonic()):
        return Heard(b"", "silence", 0, _since(started))
    try:
        return Heard(asked.recv(MOST), "fin", 0, _since(started))
    except OSError as error:
        return Heard(b"", "refused", error.errno or errno.EINVAL, _since(started))


def unix(path: str) -> Attempt:
    """Connect without waiting; a leading @ names the abstract namespace, unix(7)."""
    started = time.monotonic()
    name = "\0" + path[1:] if path.startswith("@") else path
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK) as stream:
        try:
            error = stream.connect_ex(name)
        except OSError as broken:  # a path longer than sun_path
            error = broken.errno or errno.EINVAL
    return Attempt(UNIX.get(error, Outcome.INVALID), error, None, None, 1, _since(started))


def accepted(endpoint: Endpoint, patience: float, owner: Callable[[Endpoint, Endpoint], bool]) -> Acceptance:
    """
    Whether the server took this very connection.

    Until accept(2) the server's end of an established connection belongs to no
    file, so its inode is 0 (net/core/sock.c, sock_i_ino()); and a server that has
    spoken or closed has accepted.  Raises OSError where the kernel does not show
    that end: it is on another machine or behind a NAT.
    """
    started = time.monotonic()
    with socket.socket(family(endpoint), socket.SOCK_STREAM) as tcp:
        tcp.settimeout(patience)
        tcp.connect(place(endpoint))
        mine = _name(tcp)
        pause = 0.0005
        while not (taken := _readable(tcp, 0) or owner(endpoint, mine)) and time.monotonic() - started < patience:
            time.sleep(pause)  # polling the kernel's table; nothing tells when accept(2) happens
            pause = min(pause * 2, 0.02)
    return Acceptance(taken, _since(started))


def _name(tcp: socket.socket) -> Endpoint:
    host, port, *_ = tcp.getsockname()
    return Endpoint(ip_address(host), port)


def listening(endpoint: Endpoint) -> socket.socket:
    """A listener of our own, for a control experiment."""
    held = holding(endpoint)
    try:
        held.listen(1)
    except OSError:
        held.close()
        raise
    return held


def holding(endpoint: Endpoint) -> socket.socket:
    """A port of our own, not listened on."""
    held = socket.socket(family(endpoint), socket.SOCK_STREAM)
    try:
        held.bind(place(endpoint))
    except OSError:
        held.close()
        raise
    return held


def dial(endpoint: Endpoint, patience: float, source: Address | None = None) -> Heard:
    """Connect, from *source* where it is given, and hang up.  Raises OSError where that is no address of ours."""
    started = time.monotonic()
    with socket.socket(family(endpoint), socket.SOCK_STREAM) as tcp:
        tcp.settimeout(patience)
        if source is not None:
            tcp.bind(place(Endpoint(source, 0)))
        try:
            tcp.connect(place(endpoint))
        except TimeoutError:
            return Heard(b"", "silence", errno.ETIMEDOUT, _since(started))
        except OSError as error:
            return Heard(b"", "refused", error.errno or errno.EINVAL, _since(started))
    return Heard(b"", "fin", 0, _since(started))


def converse(endpoint: Endpoint, sent: bytes, patience: float, segment: int = 0) -> Heard:
    """
    Connect, send, listen; with nothing to send, wait for the other side to speak first.

    *segment* is the most of bytes that either side may send at once, tcp(7), TCP_MAXSEG; 0 leaves it to the route.
    """
    started = time.monotonic()
    with socket.socket(family(endpoint), socket.SOCK_STREAM) as tcp:
        tcp.settimeout(patience)
        if segment and not hasattr(socket, "TCP_MAXSEG"):
            raise OSError(errno.ENOTSUP, "this system lets nobody choose the size of a packet")
        if segment:
            tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, segment)
        try:
            tcp.connect(place(endpoint))
        except TimeoutError:
            return Heard(b"", "silence", errno.ETIMEDOUT, _since(started))
        except OSError as error:
            return Heard(b"", "refused", error.errno or 0, _since(started))
        return _exchanged(tcp, sent, started, started + patience)


def keep(endpoint: Endpoint, sent: bytes, idle: float, patience: float) -> tuple[Heard, ...]:
    """Send, listen, wait, and send the same again, unless the other side closed while nobody spoke."""
    started = time.monotonic()
    with socket.create_connection(place(endpoint)[:2], patience) as tcp:
        first = _exchanged(tcp, sent, started, started + patience)
        if first.ended != "limit":  # the answer was not whole, or nothing came
            return (first,)
        again = time.monotonic()
        if _readable(tcp, idle):
            return first, Heard(*listen(tcp, again + idle), _since(again))
        return first, _exchanged(tcp, sent, again, again + patience)


def _exchanged(tcp: socket.socket, sent: bytes, started: float, deadline: float) -> Heard:
    """A server may answer and close before it has read everything, so a broken send still listens."""
    try:
        tcp.sendall(sent)
    except OSError as broken:
        data, ended, number = listen(tcp, deadline)
        gone = ended if data else "rst"
        return Heard(data, gone, number or broken.errno or 0, _since(started))
    return Heard(*listen(tcp, deadline), _since(started))


def listen(tcp: socket.socket, deadline: float) -> tuple[bytes, str, int]:
    """Bytes, how it ended and the errno: until a whole response, a quiet moment, the end, or *deadline*."""
    data = b""
    while len(data) < MOST and not http1.is_complete(data):
        left = deadline - time.monotonic()
        if left <= 0 or not _readable(tcp, left if is_ongoing(data) else min(left, QUIET)):
            return data, "silence", 0
        try:
            chunk = tcp.recv(MOST - len(data))
        except OSError as error:
            return data, "rst", error.errno or 0
        if not chunk:
            return data, "fin", 0
        if http1.has_head(data + chunk) and not http1.has_head(data):
            deadline = min(deadline, time.monotonic() + BODY)
        data += chunk
    return data, "limit", 0


def is_ongoing(data: bytes) -> bool:
    """Whether a quiet moment ends nothing: nothing came, or HTTP, which says by itself when it is over."""
    return not data or http1.is_head(data)


def _readable(sock: socket.socket, seconds: float) -> bool:
    if not hasattr(select, "poll"):  # Windows
        return bool(select.select([sock], [], [], max(seconds, 0.0))[0])
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(max(seconds, 0.0) * 1000))


def _since(started: float) -> float:
    return (time.monotonic() - started) * 1000
