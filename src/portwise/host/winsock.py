"""
Sockets as Windows has them: its own numbers of errors, and attempts that overlap.

Python gives a failed call the number of errno.h where there is one (13 for WSAEACCES), and Winsock's own else; what
comes from SO_ERROR or connect_ex() is Winsock's in any case (winsock2.h).  Both stand for the same outcome here.

A refused SYN is sent twice more there before the reset is believed, which takes two seconds: one address after another
would be silent in the time that a person waits.  Nothing is counted on Windows, so nothing is spoilt by two at once.
"""

from __future__ import annotations

import errno
import select
import socket
import time
from contextlib import ExitStack

from portwise.host.knock import EXHAUSTED, OUTCOMES, family, place
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint

BELIEVED = 2.2  # seconds until the third SYN is answered: half of one lies between two of them
WSAEMFILE, WSAEWOULDBLOCK, WSAENOBUFS = 10024, 10035, 10055
CONNECTS = {
    10013: Outcome.DENIED,  # WSAEACCES
    10047: Outcome.ADDR_NOT_AVAIL,  # WSAEAFNOSUPPORT
    10049: Outcome.ADDR_NOT_AVAIL,  # WSAEADDRNOTAVAIL
    10050: Outcome.UNREACHABLE,  # WSAENETDOWN
    10051: Outcome.UNREACHABLE,  # WSAENETUNREACH
    10053: Outcome.RESET,  # WSAECONNABORTED
    10054: Outcome.RESET,  # WSAECONNRESET
    10055: Outcome.ADDR_NOT_AVAIL,  # WSAENOBUFS: no source port is left, https://support.microsoft.com/kb/196271
    10060: Outcome.TIMEOUT,  # WSAETIMEDOUT
    10061: Outcome.REFUSED,  # WSAECONNREFUSED
    10064: Outcome.UNREACHABLE,  # WSAEHOSTDOWN
    10065: Outcome.UNREACHABLE,  # WSAEHOSTUNREACH
}
BINDS = {
    10013: Outcome.BIND_EACCES,
    10047: Outcome.BIND_EADDRNOTAVAIL,
    10048: Outcome.BIND_EADDRINUSE,
    10049: Outcome.BIND_EADDRNOTAVAIL,
}
PENDING = frozenset({errno.EINPROGRESS, errno.EWOULDBLOCK, WSAEWOULDBLOCK})
WANTING = EXHAUSTED | {WSAEMFILE, WSAENOBUFS}


def connected(number: int) -> Outcome:
    """What a connect met, by either number."""
    return OUTCOMES.get(number) or CONNECTS.get(number, Outcome.INVALID)


def attempts(endpoints: tuple[Endpoint, ...], patience: float) -> tuple[Attempt, ...]:
    """
    All at once; who has not answered within *patience* seconds is silent.

    Raises OSError for want of sockets, and TimeoutError where a refusal could not have come in that time.
    """
    started = time.monotonic()
    met: dict[Endpoint, Attempt] = {}
    with ExitStack() as stack:
        waiting: dict[socket.socket, Endpoint] = {}
        for endpoint in dict.fromkeys(endpoints):
            sock, number = dialled(stack, endpoint)
            if sock is not None and number in PENDING:
                waiting[sock] = endpoint
            else:
                met[endpoint] = attempt(number, started)
        while waiting and (left := started + patience - time.monotonic()) > 0:
            for sock in settled(waiting, left):
                met[waiting.pop(sock)] = attempt(sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), started)
    if waiting and patience < BELIEVED:
        raise TimeoutError(errno.ETIMEDOUT, "Windows believes a refusal after two seconds, and there was less time")
    silent = attempt(errno.ETIMEDOUT, started)
    return tuple(met.get(endpoint, silent) for endpoint in endpoints)


def dialled(stack: ExitStack, endpoint: Endpoint) -> tuple[socket.socket | None, int]:
    """A connect under way, or the number with which it failed at once."""
    try:
        sock = stack.enter_context(socket.socket(family(endpoint), socket.SOCK_STREAM))
        sock.setblocking(False)
        return sock, sock.connect_ex(place(endpoint))
    except OSError as error:
        if error.errno in WANTING:
            raise
        return None, error.errno or errno.EINVAL


def settled(waiting: dict[socket.socket, Endpoint], seconds: float) -> set[socket.socket]:
    """Winsock tells a connection that came about as writable, and one that failed as exceptional: select()."""
    _, able, failed = select.select([], list(waiting), list(waiting), seconds)
    return {*able, *failed}


def attempt(number: int, started: float) -> Attempt:
    took = (time.monotonic() - started) * 1000
    return Attempt(connected(number), number, None, None, 1, took, queue=False)
