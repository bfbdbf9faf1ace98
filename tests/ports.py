"""Ports for who listens later, or never."""

import itertools
import os
import socket
from contextlib import suppress

FIRST, LAST = 10_000, 32_000  # the kernel hands out none of these: ip_local_port_range begins at 32768
APART = 101  # ports between two processes of tests, whose numbers follow one another
NEXT = itertools.count()


def free() -> int:
    """One that nobody has, and that no other test is given meanwhile."""
    for n in NEXT:
        port = FIRST + (os.getpid() * APART + n) % (LAST - FIRST)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise RuntimeError("every port is taken")
