"""
The packets of one attempt of our own, seen as tcpdump would see them: packet(7).

Only who has CAP_NET_RAW may listen.  The socket of the attempt is bound first, so that its source port is known; the
listener gets a filter for that port, and forgets what came before it had one.
"""

from __future__ import annotations

import array
import errno
import select
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address
from itertools import accumulate

from portwise.formats import packets
from portwise.host.knock import family, place, queues_errors
from portwise.host.sightings import Captured, Frame
from portwise.model.record import NamedTuple
from portwise.model.target import Address, Endpoint

ETH_P_ALL = 3  # linux/if_ether.h: what leaves is only shown to those who ask for everything
PACKET_OUTGOING = 4  # linux/if_packet.h
ARPHRD_LOOPBACK = 772  # linux/if_arp.h
SO_ATTACH_FILTER, SO_TIMESTAMPNS = 26, 35  # asm-generic/socket.h
WHOLE = 0xFFFFFFFF  # of a packet that the filter lets through
LONGEST = 1 << 16
TIMESPEC = struct.Struct("@ll")  # struct timespec
STEP = struct.Struct("=HBBI")  # struct sock_filter

LOAD_BYTE, LOAD_HALF_AT_X, LOAD_BYTE_AT_X, LENGTH_TO_X, SET_X = 0x30, 0x48, 0x50, 0xB1, 0x01  # linux/bpf_common.h
SHIFT_RIGHT, EQUALS, RETURN = 0x74, 0x15, 0x06


class Step(NamedTuple):
    """One instruction of classic BPF; without a label to jump to it goes on to the next."""

    code: int
    value: int
    yes: str = ""
    no: str = ""
    label: str = ""


def captured(endpoint: Endpoint, datagram: bool, patience: float) -> Captured:
    """Connect once, or send one empty datagram, and hang up.  Raises OSError where we may not listen."""
    with bound(endpoint, datagram) as ours:
        port = ours.getsockname()[1]
        with listener(port) as wire:
            source, began, started = source_of(endpoint), time.time(), time.monotonic()
            error = knocked(ours, endpoint, datagram, patience)
            lasted = (time.monotonic() - started) * 1000
            return Captured(began, lasted, error, port, source, timed(list(frames(wire))))


def bound(endpoint: Endpoint, datagram: bool) -> socket.socket:
    """A socket for one attempt, whose source port is known before it is made."""
    kind = socket.SOCK_DGRAM if datagram else socket.SOCK_STREAM
    ours = socket.socket(family(endpoint), kind | socket.SOCK_NONBLOCK)
    try:
        queues_errors(ours)
        ours.bind(("", 0))
    except OSError:
        ours.close()
        raise
    return ours


def listener(port: int) -> socket.socket:
    """A socket that hears one port at every interface of this network namespace."""
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK, socket.htons(ETH_P_ALL))
    try:
        code = array.array("B", program(port))
        at, length = code.buffer_info()
        wire.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("@HP", length // STEP.size, at))
        wire.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        forget(wire)
    except OSError:
        wire.close()
        raise
    return wire


def forget(wire: socket.socket) -> None:
    """What came in before there was a filter; bind(2) of Python takes no "every interface", so it was open already."""
    with suppress(BlockingIOError):
        while True:
            wire.recv(1)


def program(port: int) -> bytes:
    """
    Classic BPF over a packet from its IP header on: TCP and UDP from or to *port*, and ICMP errors.

    Which packet an error is about stands too deep for a filter this simple, and is looked at afterwards.
    """
    return assembled(
        *(Step(LOAD_BYTE, 0), Step(SHIFT_RIGHT, 4), Step(EQUALS, 4, no="not 4")),
        *(Step(LENGTH_TO_X, 0), Step(LOAD_BYTE, packets.PROTOCOL)),
        *(Step(EQUALS, packets.TCP, "ports"), Step(EQUALS, packets.UDP, "ports"), Step(EQUALS, packets.ICMP, no="no")),
        Step(LOAD_BYTE_AT_X, 0),
        *(Step(EQUALS, kind, "yes") for kind in packets.ERRORS[packets.ICMP]),
        Step(RETURN, 0),
        Step(EQUALS, 6, no="no", label="not 4"),
        *(Step(SET_X, packets.IPV6_HEADER), Step(LOAD_BYTE, packets.NEXT_HEADER)),
        *(Step(EQUALS, packets.TCP, "ports"), Step(EQUALS, packets.UDP, "ports"), Step(EQUALS, packets.ICMP6, no="no")),
        Step(LOAD_BYTE_AT_X, 0),
        *(Step(EQUALS, kind, "yes") for kind in packets.ERRORS[packets.ICMP6]),
        Step(RETURN, 0),
        *(Step(LOAD_HALF_AT_X, 0, label="ports"), Step(EQUALS, port, "yes")),
        *(Step(LOAD_HALF_AT_X, 2), Step(EQUALS, port, "yes")),
        Step(RETURN, 0, label="no"),
        Step(RETURN, WHOLE, label="yes"),
    )


def assembled(*steps: Step) -> bytes:
    """Jumps are counted from the next step, and only lead forward."""
    places = {step.label: n for n, step in enumerate(steps) if step.label}
    jumps = ([places[to] - n - 1 if to else 0 for to in (step.yes, step.no)] for n, step in enumerate(steps))
    return b"".join(STEP.pack(step.code, *jump, step.value) for step, jump in zip(steps, jumps, strict=True))


def source_of(endpoint: Endpoint) -> Address | None:
    """The address from which the machine would send there: a connected datagram socket has one, and sends nothing."""
    with socket.socket(family(endpoint), socket.SOCK_DGRAM) as trial:
        try:
            trial.connect(place(endpoint))
            return ip_address(trial.getsockname()[0])
        except OSError:
            return None


def knocked(ours: socket.socket, endpoint: Endpoint, datagram: bool, patience: float) -> int:
    """The errno that the attempt ends with, ETIMEDOUT where nothing came."""
    error = ours.connect_ex(place(endpoint))
    if datagram and not error:
        try:
            ours.send(b"")
        except OSError as broken:
            return broken.errno or errno.EINVAL
    if error not in (errno.EINPROGRESS, 0) or (not error and not datagram):
        return error
    poll = select.poll()
    poll.register(ours, select.POLLIN if datagram else select.POLLOUT)
    if not poll.poll(patience * 1000):
        return errno.ETIMEDOUT
    return ours.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)


def timed(heard: list[Frame]) -> tuple[Frame, ...]:
    """
    In the order in which they came, and none later than the next.

    The kernel begins to stamp packets a moment after it is asked to, and gives one without a stamp the time at which it
    is read (include/net/sock.h, sock_recv_timestamp()).
    """
    earliest = accumulate((frame.at for frame in reversed(heard)), min)
    return tuple(frame._replace(at=at) for frame, at in zip(heard, [*earliest][::-1], strict=True))


def frames(wire: socket.socket) -> Iterator[Frame]:
    """What came so far; a packet is handed to listeners before the one that it is for."""
    while True:
        try:
            data, control, _, (device, _, direction, kind, _) = wire.recvmsg(LONGEST, 64)
        except BlockingIOError:
            return
        at = next((stamp(told) for _, what, told in control if what == SO_TIMESTAMPNS), time.time())
        yield Frame(at, device, direction == PACKET_OUTGOING, kind == ARPHRD_LOOPBACK, data)


def stamp(told: bytes) -> float:
    seconds, nanoseconds = TIMESPEC.unpack_from(told)
    return float(seconds + nanoseconds / 1e9)
