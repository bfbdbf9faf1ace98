"""Link-local addresses carry a zone, and connect(2) wants it as a number."""

import socket
from ipaddress import ip_address

from portwise.host.knock import NO_INTERFACE, place
from portwise.model.target import Endpoint


def test_a_zone_becomes_the_index_of_its_interface():
    """RFC 4007 section 11: written as a name, passed as a number."""
    lo = socket.if_nametoindex("lo")

    assert ("fe80::1", 3000, 0, lo) == place(Endpoint(ip_address("fe80::1%lo"), 3000))
    assert ("fe80::1", 3000, 0, 7) == place(Endpoint(ip_address("fe80::1%7"), 3000))


def test_a_zone_that_does_not_exist_is_left_to_the_kernel():
    """The kernel refuses it with its own errno; nothing raises on the way."""
    assert NO_INTERFACE == place(Endpoint(ip_address("fe80::1%nowhere0"), 3000))[3]


def test_other_addresses_have_none():
    """Without a zone the pair is enough."""
    assert ("::1", 80) == place(Endpoint(ip_address("::1"), 80))
