"""
Ports for who listens later, or never.

Where nobody listens, portwise names a server of the same project on another port, which every test here is to all
others: unless its number is so high that nobody types it, and no slip of a finger makes one of the other.  These are
above what the kernel hands out, and no two of them are a slip apart, as no two ISBN are.
"""

import itertools
import os
import socket
from contextlib import suppress

CHECKED = 11  # a prime above every digit: ISO 2108
APART = 0.618  # of all ports between two processes of tests, whose numbers follow one another: the golden section
NEXT = itertools.count()


def unlike(first: int, last: int) -> list[int]:
    """No two of them a slip apart."""
    weighed = ((port, sum(n * int(digit) for n, digit in enumerate(str(port), 1))) for port in range(first, last + 1))
    return [port for port, weight in weighed if weight % CHECKED == 0]


HIGH = unlike(61_000, 65_535)  # ip_local_port_range as Linux ships it ends at 60999
TYPED = unlike(10_000, 12_999)  # and begins at 32768


def free(ports: list[int] = HIGH) -> int:
    """One that nobody has, and that no other test is given meanwhile; of those that are `TYPED` in a project's own."""
    for n in itertools.islice(NEXT, len(ports)):
        port = ports[(round(os.getpid() * APART * len(ports)) + n) % len(ports)]
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise RuntimeError("every port is taken")
