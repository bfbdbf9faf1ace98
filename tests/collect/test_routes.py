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


@pytest.mark.parametrize(
    ("everywhere", "there", "is_strict"), [(0, 1, True), (1, 0, True), (1, 2, False), (0, 0, False)]
)
def test_the_higher_number_of_a_reverse_path_filter_counts(machine, everywhere, there, is_strict):
    """ip-sysctl.rst: the maximum of all and of the interface; only 1 is strict."""
    files = {f"{routes.CONF}/all/rp_filter": f"{everywhere}\n", f"{routes.CONF}/w0/rp_filter": f"{there}\n"}

    assert is_strict is routes.strict(machine(files), SEEN, "w0")
