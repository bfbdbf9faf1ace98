import json
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import nft
from portwise.formats.rules import Chain, Match, Ports, could_match, text

# written by nftables 1.0.6 in an empty network namespace
RULESET = nft.ruleset((Path(__file__).parent / "data" / "ruleset.json").read_text())
RULES = {rule.handle: rule for rule in RULESET.rules if rule.table == "filter"}
NAT = {rule.handle: rule for rule in RULESET.rules if rule.table == "nat"}


def test_chains_with_and_without_a_hook():
    """A base chain has a hook, a priority and a policy; a chain that is only jumped to has none."""
    assert Chain("inet", "filter", "input", "filter", "input", 0, "drop") == RULESET.chains[0]
    assert Chain("inet", "filter", "other", "", "", 0, "") == RULESET.chains[1]
    assert ("nat", "prerouting", -100) == RULESET.chains[3][3:6]


def test_a_rule_has_its_verdict_its_counter_and_its_comment():
    """What a person needs to recognise the rule and to delete it."""
    rule = RULES[10]

    assert ("nft", "inet", "filter", "input", 10, "reject") == rule[:6]
    assert ("tcp reset", "no dev servers", 0, False) == (rule.reject_with, rule.comment, rule.packets, rule.opaque)
    assert (Match("protocol", ("tcp",)), Match("dport", (Ports(3000, 3000),))) == rule.matches


@pytest.mark.parametrize(
    "handle, verdict, target, reject_with",
    [
        (6, "accept", "", ""),
        (13, "drop", "", ""),
        (19, "reject", "", "icmpx admin-prohibited"),
        (21, "jump", "other", ""),
        (23, "vmap", "", ""),
        (28, "reject", "", "icmpx port-unreachable"),
    ],
)
def test_verdicts(handle, verdict, target, reject_with):
    """How a rule ends, where it goes and what it answers."""
    assert (verdict, target, reject_with) == (RULES[handle].verdict, RULES[handle].target, RULES[handle].reject_with)


def test_translations():
    """Where a connection goes instead: another machine, another port."""
    expected = [("dnat", "172.17.0.2:80"), ("redirect", ":3000"), ("dnat", "10.0.0.3"), ("masquerade", "")]

    assert expected == [(rule.verdict, rule.target) for rule in NAT.values()]


@pytest.mark.parametrize(
    "handle, address, port, interface, expected",
    [
        (6, "127.0.0.1", 3000, "lo", True),
        (6, "127.0.0.1", 3000, "eth0", False),
        (6, "127.0.0.1", 3000, "", None),  # nobody said which interface
        (7, "192.0.2.2", 3000, "docker0", True),
        (7, "192.0.2.2", 3000, "eth0", False),
        (8, "127.0.0.1", 3000, "lo", False),  # a first packet is not established
        (9, "127.0.0.1", 3000, "lo", None),  # it may be invalid
        (10, "127.0.0.1", 3000, "lo", True),
        (10, "::1", 3000, "lo", True),
        (10, "127.0.0.1", 3001, "lo", False),
        (12, "127.0.0.1", 8050, "lo", True),
        (12, "127.0.0.1", 8101, "lo", False),
        (13, "127.0.0.1", 3001, "lo", True),  # a named set
        (14, "127.0.0.1", 3001, "lo", False),  # who calls loopback is on loopback
        (14, "192.0.2.2", 3001, "eth0", None),
        (14, "fd00::2", 3001, "eth0", False),
        (16, "127.0.0.1", 3000, "lo", False),
        (16, "192.0.2.2", 3000, "eth0", True),
        (16, "192.0.2.2", 22, "eth0", False),
        (16, "::1", 3000, "lo", False),  # ip daddr speaks of IPv4 only, negated or not
        (17, "127.0.0.1", 3000, "lo", False),
        (19, "127.0.0.1", 53, "lo", True),
        (20, "127.0.0.1", 53, "lo", None),  # a rate limit
        (21, "127.0.0.1", 9050, "lo", None),  # the source port is not ours to know
        (21, "127.0.0.1", 9101, "lo", False),
        (23, "127.0.0.1", 22, "lo", None),
        (26, "127.0.0.1", 22, "lo", None),
        (27, "::1", 7, "lo", False),
        (28, "::1", 7, "lo", True),
    ],
)
def test_whether_a_connection_could_meet_a_rule(handle, address, port, interface, expected):
    """Yes and no only where the destination decides; everything else cannot be told."""
    assert expected is could_match(RULES[handle], "tcp", ip_address(address), port, interface)


def test_a_rule_of_one_family_leaves_the_other_alone():
    """A table of family ip never sees an IPv6 packet."""
    assert (True, False) == tuple(could_match(NAT[4], "tcp", ip_address(to), 8081) for to in ("127.0.0.1", "::1"))


def test_a_rule_in_one_line():
    """The line says where, when and what."""
    expected = 'inet filter input protocol tcp dport 3000 reject with tcp reset "no dev servers"'

    assert expected == text(RULES[10])
    assert "inet filter input nfproto ipv4 daddr not 127.0.0.0/8 protocol tcp dport not 22 drop" == text(RULES[16])
    assert "inet filter input (and conditions not understood) drop" == text(RULES[26])


def test_modules_of_xtables_are_opaque_but_their_verdict_is_known():
    """iptables-nft hides in "xt" what nft has no word for."""
    module, target = {"xt": {"type": "match", "name": "owner"}}, {"xt": {"type": "target", "name": "REJECT"}}
    body = {"rule": {"family": "ip", "table": "t", "chain": "c", "handle": 1, "expr": [module, target]}}
    (rule,) = nft.ruleset(json.dumps({"nftables": [body]})).rules

    assert ("reject", True) == (rule.verdict, rule.opaque)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["lo", "127.0.0.1", "@x", "tcp"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "match",
                    "op",
                    "left",
                    "right",
                    "payload",
                    "meta",
                    "key",
                    "protocol",
                    "field",
                    "set",
                    "range",
                    "prefix",
                    "addr",
                    "len",
                    "dnat",
                    "ct",
                ]
            ),
            inner,
            max_size=3,
        )
    ),
)


@given(
    expression=JSON,
    left=st.sampled_from([("meta", "key", "iif"), ("payload", "field", "dport"), ("ct", "key", "state")]),
)
def test_any_expression_is_understood_or_opaque(expression, left):
    """An unknown condition never becomes a rule without one."""
    kind, name, value = left
    match = {"match": {"op": "==", "left": {kind: {name: value, "protocol": "tcp"}}, "right": expression}}
    rule = {"family": "ip", "expr": [match, {"dnat": expression}]}
    (found,) = nft.ruleset(json.dumps({"nftables": [{"rule": rule}]})).rules

    assert found.opaque or found.matches


@given(document=JSON.map(json.dumps) | st.text() | JSON.map(lambda inner: json.dumps({"nftables": [{"rule": inner}]})))
def test_any_text_is_a_ruleset_or_a_value_error(document):
    """A listing of another version is not a crash."""
    try:
        found = nft.ruleset(document)
    except ValueError:
        found = RULESET

    assert isinstance(found.rules, tuple)
