"""What the answer meets that comes back by loopback."""

from ipaddress import ip_address, ip_network

import pytest

from portwise.formats.nft import Ruleset
from portwise.formats.replies import Reply
from portwise.formats.rules import Chain, Match, Ports, Rule
from portwise.formats.traversal import Packet

PACKET = Packet("tcp", ip_address("127.0.0.1"), 8000, "lo")
INPUT = Chain("inet", "t", "in", "filter", "input", 0, "accept")


def rule(verdict, *matches, opaque=False):
    return Rule("nft", "inet", "t", "in", 1, verdict, matches=matches, opaque=opaque)


def met(*rules, policy="accept"):
    walk = Reply([Ruleset((INPUT._replace(policy=policy),), rules)], PACKET)
    return [(passed.rule.verdict, passed.meets) for passed in walk.through(("output", "input"))]


@pytest.mark.parametrize(
    ("match", "meets"),
    [
        (Match("sport", (Ports(8000, 8000),)), True),
        (Match("sport", (Ports(22, 22),)), False),
        (Match("dport", (Ports(8000, 8000),)), False),
        (Match("dport", (Ports(1024, 65535),)), True),
        (Match("dport", (Ports(40000, 40000),)), None),
        (Match("dport", (Ports(22, 22),), negated=True), True),
        (Match("iif", ("lo",)), True),
        (Match("iif", ("eth0",)), False),
        (Match("saddr", (ip_network("127.0.0.0/8"),)), True),
        (Match("daddr", (ip_network("10.0.0.0/8"),)), False),
        (Match("protocol", ("udp",)), False),
        (Match("nfproto", ("ipv6",)), False),
        (Match("syn", ()), False),
        (Match("ct state", ("new",)), False),
        (Match("ct state", ("established", "related")), True),
        (Match("ct state", ("untracked",)), None),
        (Match("ct state", ("invalid",)), False),
        (Match("mark", ("1",)), None),
    ],
)
def test_its_ends_have_changed_places(match, meets):
    """The port of the server is the source; where it goes to, only the range is known."""
    expected = [] if meets is False else [("drop", meets)]

    assert expected == met(rule("drop", match))


def test_who_follows_connections_lets_it_pass():
    """A policy of drop meets every answer that no rule accepted before."""
    to_server, known = Match("dport", (Ports(8000, 8000),)), Match("ct state", ("established",))

    assert [("drop", True)] == met(rule("accept", to_server), policy="drop")
    assert [("accept", True)] == met(rule("accept", known), policy="drop")
    assert [("accept", None), ("drop", None)] == met(rule("accept", opaque=True), policy="drop")
