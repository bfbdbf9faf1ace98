"""What portwise believes of bind(2) is what this kernel does."""

import errno
import socket
from contextlib import closing
from ipaddress import ip_address
from itertools import product

import pytest

from portwise.knowledge.terms import binds
from portwise.model.net import Connection, Socket
from portwise.model.target import Endpoint
from tests.ports import free  # the kernel gives none of them to a client, which would hold another address of it

ADDRESSES = ("0.0.0.0", "127.0.0.1", "127.0.0.2", "::", "::1", "::ffff:127.0.0.1")
WANTED = ("0.0.0.0", "127.0.0.1", "127.0.0.2", "::", "::1")


def opened(address: str, port: int, v6only: bool) -> socket.socket:
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    if sock.family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6only)
    sock.bind((address, port))
    return sock


def refused(address: str, port: int, alone: bool) -> bool:
    try:
        opened(address, port, alone).close()
    except OSError as error:
        return error.errno == errno.EADDRINUSE
    return False


@pytest.mark.parametrize(
    ("held", "v6only", "wanted", "alone"), tuple(product(ADDRESSES, (True, False), WANTED, (True, False)))
)
def test_conflicts_are_those_of_the_kernel(held, v6only, wanted, alone):
    """Over every pair of addresses, in both families, the prediction is what bind(2) says."""
    if held.startswith("::ffff") and v6only:
        return  # bind(2) refuses a mapped address on a socket that is IPv6 only, so nobody can hold it
    with closing(opened(held, port := free(), v6only)):
        sock = Socket(ip_address(held), port, v6only, 0, 0, 0, 0)
        endpoint = Endpoint(ip_address(wanted), port)

        assert refused(wanted, port, alone) == binds.conflicts(sock, endpoint, alone)
        assert not binds.conflicts(sock, endpoint._replace(port=port - 1))


@pytest.mark.parametrize(("wanted", "alone"), tuple(product(WANTED, (True, False))))
def test_a_connection_holds_its_own_end_only(wanted, alone):
    """The local end of a connection overlaps as a socket of one address does."""
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as server,
        closing(socket.create_connection(server.getsockname(), source_address=("127.0.0.1", free()))) as client,
    ):
        local, remote = (Endpoint(ip_address(a), p) for a, p in (client.getsockname(), client.getpeername()))
        row = Connection("ESTABLISHED", local, remote, 0, 0)

        wished = Endpoint(ip_address(wanted), local.port)

        assert refused(wanted, local.port, alone) == binds.occupies(row, wished, alone)
