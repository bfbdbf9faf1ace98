"""Addresses in words: the interface of a link-local one apart, and ::1 said once."""

from ipaddress import ip_address

import pytest

from portwise.knowledge.name import ipv6_disabled_localhost_ipv6
from portwise.knowledge.route import wrong_or_blackhole_route
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import ADDRESSES, ATTEMPT, HERE, INTERFACES, IPV6, LOCAL, ROUTE
from portwise.model.net import Attempt, Route
from portwise.model.outcome import Outcome
from portwise.model.settings import Ipv6
from portwise.model.target import Endpoint, Target
from portwise.reason.think import think


@pytest.mark.parametrize(
    ("host", "typed"),
    [("fe80::1%lo", "ip route get fe80::1 oif lo"), ("fd00::1", "ip route get fd00::1")],
)
def test_the_zone_is_its_own_word(host, typed):
    """``ip route get fe80::1%lo`` is refused: "any valid prefix is expected"."""
    endpoint = Endpoint(ip_address(host), 8000)
    met = Attempt(Outcome.UNREACHABLE, 101, None, None, 1, 0.1)
    known = ((ATTEMPT.of(endpoint), met), (ROUTE.of(endpoint.address), Route("unreachable", "", None, None)))
    known = (*known, (INTERFACES.of(HERE), ()), (LOCAL.of(endpoint.address), False))
    seen = Evidence(Target.parse(f"[{host}]:8000")).plus([Answer(q, Known(value), "test") for q, value in known])
    (finding,) = think((wrong_or_blackhole_route.CAUSE,), seen, None).findings
    words = [" ".join(step.command) for step in finding.steps]

    assert [typed] == [word for word in words if word.startswith("ip route get")]
    assert not any("%" in word for word in words if word.startswith("ip "))


@pytest.mark.parametrize(("host", "told"), [("localhost", "localhost is ::1"), ("[::1]", "an IPv6 address was used")])
def test_an_address_is_not_said_to_be_itself(host, told):
    """Who asked by the address knows what it is; only a name has something to be."""
    endpoint = Endpoint(ip_address("::1"), 8000)
    met = Attempt(Outcome.ADDR_NOT_AVAIL, 99, None, None, 1, 0.1)
    known = ((ATTEMPT.of(endpoint), met), (IPV6.of(HERE), Ipv6(present=True, off_on_lo=True, off_on_all=True)))
    target = Target.parse(f"{host}:8000")
    seen = Evidence(target).plus(
        [
            Answer(ADDRESSES.of(target.host), Known((endpoint.address,)), "test"),
            *(Answer(q, Known(value), "test") for q, value in known),
        ]
    )
    (finding,) = think((ipv6_disabled_localhost_ipv6.CAUSE,), seen, None).findings

    assert finding.title.endswith(told)
