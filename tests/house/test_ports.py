"""Ports of the tests: what one test listens on is no slip of another's finger."""

import socket
from itertools import combinations, product

from portwise.knowledge.terms.typos import slip
from tests.ports import PORTS, free

HANDED_OUT = range(32768, 61000)  # ip_local_port_range as Linux ships it


def test_no_two_are_taken_for_one_another():
    """A test that listens makes nothing of what another, beside it, is told of a port where nobody does."""
    assert [] == [pair for pair in combinations(PORTS, 2) if slip(*pair)]


def test_none_is_taken_for_one_that_the_kernel_hands_out():
    """Whoever connects, or listens wherever there is room, has one of those."""
    swapped = [int("".join((d[1], d[0], *d[2:]))) for d in map(str, PORTS)]
    struck = [
        int("".join((*d[:n], digit, *d[n + 1 :])))
        for d, n, digit in product(map(str, PORTS), range(1, 5), "0123456789")
    ]

    assert [] == [port for port in (*PORTS, *swapped, *struck) if port in HANDED_OUT]


def test_each_is_given_once():
    """And can be had when it is given."""
    given = {free() for _ in range(20)}
    for port in given:
        with socket.create_server(("127.0.0.1", port)):
            pass

    assert 20 == len(given)
