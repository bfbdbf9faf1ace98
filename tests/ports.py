"""
Ports for who listens later, or never.

Where nobody listens and somebody does one slip of the finger away, portwise names him: no two of these are a slip
apart, as no two ISBN are, and none is from a port that the kernel hands out.  It begins at 32768 with those.
"""

import itertools
import os
import socket
from contextlib import suppress

THOUSANDS = (10, 11, 12, 20, 21, 22)  # two neighbours swapped, they are still below those of the kernel
CHECKED = 11  # a prime above every digit: ISO 2108
PORTS = [
    port
    for thousand in THOUSANDS
    for port in range(thousand * 1000, (thousand + 1) * 1000)
    if sum(place * int(digit) for place, digit in enumerate(str(port), 1)) % CHECKED == 0
]
APART = 337  # ports between two processes of tests, whose numbers follow one another: the golden section of all
NEXT = itertools.count()


def free() -> int:
    """One that nobody has, and that no other test is given meanwhile."""
    for n in itertools.islice(NEXT, len(PORTS)):
        port = PORTS[(os.getpid() * APART + n) % len(PORTS)]
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise RuntimeError("every port is taken")
