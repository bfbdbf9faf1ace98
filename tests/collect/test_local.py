"""Which addresses are this machine's own, for who connects and for who binds."""

from ipaddress import ip_address

import pytest

from portwise.collect import local
from portwise.model.evidence import Evidence
from portwise.model.net import Route
from portwise.model.target import Target

CONNECTS, BINDS = Evidence(Target.parse("10.77.0.255:1")), Evidence(Target.to_bind("10.77.0.255:1"))


class Owner:
    """bind(2) takes a broadcast address like any other."""

    def owns(self, address):
        return True


@pytest.fixture
def kernel(monkeypatch):
    """What it says of a way, and whether it may be asked; every question is kept."""
    asked = []

    def says(kind):
        def route(_, __, address):
            asked.append(address)
            if kind is None:
                raise PermissionError
            return Route(kind, "", None, None)

        monkeypatch.setattr(local, "route", route)
        return asked

    return says


@pytest.mark.parametrize(
    "seen, kind, own",
    [(CONNECTS, "broadcast", False), (CONNECTS, "local", True), (CONNECTS, None, True), (BINDS, "broadcast", True)],
)
def test_nobody_is_at_a_broadcast_address(kernel, seen, kind, own):
    """It can be bound, and no connection leads to it; where the kernel is not asked, what can be bound is ours."""
    kernel(kind)

    assert own is local.local(Owner(), seen, ip_address("10.77.0.255"))


def test_loopback_waits_for_no_question(kernel):
    """The usual target is known without the table of routes, and so is every address of IPv6."""
    asked = kernel("local")

    assert all(local.local(Owner(), CONNECTS, ip_address(own)) for own in ("127.0.0.1", "::1", "fd00::1", "0.0.0.0"))
    assert [] == asked


def test_the_end_of_the_loopback_network_is_asked(kernel):
    """127.255.255.255 is the broadcast address of lo."""
    kernel("broadcast")

    assert not local.local(Owner(), CONNECTS, ip_address("127.255.255.255"))
