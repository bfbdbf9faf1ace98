"""Routes and interfaces of a world of its own."""

from ipaddress import ip_address

import pytest

from portwise.collect import routes
from portwise.host.local import Local
from portwise.model.evidence import Evidence
from portwise.model.target import Target

SEEN = Evidence(Target.parse("127.0.0.1:1"))
LOOPBACK = ip_address("127.0.0.1")


def test_loopback_is_local():
    """The kernel's own word for it, the device and the source that it would use."""
    found = routes.route(Local(), SEEN, LOOPBACK)

    assert ("local", "lo", LOOPBACK, None) == found


def test_loopback_is_an_interface():
    """With its address, and known as a loopback."""
    lo = next(i for i in routes.interfaces(Local(), SEEN, "self") if i.loopback)

    assert lo.name == "lo"
    assert lo.up
    assert LOOPBACK in lo.addresses


@pytest.mark.parametrize(
    "text, links, number", [("fe80::1%eth0", {7: "eth0"}, 7), ("fe80::1%3", {}, 3), ("::1", {}, 0)]
)
def test_a_zone_is_an_interface(text, links, number):
    """RFC 4007 section 11: by name or by number."""
    assert number == routes.zone(ip_address(text), links)
