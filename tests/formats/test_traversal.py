from ipaddress import ip_address, ip_network

import pytest

from portwise.formats.nft import Ruleset
from portwise.formats.rules import Chain, Match, Ports, Rule
from portwise.formats.traversal import Packet, Walk, line

PACKET = Packet("tcp", ip_address("127.0.0.1"), 8000, "lo")
MINE = Match("dport", (Ports(8000, 8000),))
OTHER = Match("dport", (Ports(22, 22),))


def base(name="in", hook="input", prio=0, policy="accept", family="inet"):
    return Chain(family, "t", name, "filter", hook, prio, policy)


def rule(verdict, *matches, chain="in", target="", handle=1, opaque=False, family="inet"):
    return Rule("nft", family, "t", chain, handle, verdict, target, matches=matches, opaque=opaque)


def met(chains, rules, hooks=("output", "input"), packet=PACKET):
    return [
        (p.rule.verdict, p.rule.handle, p.hook, p.meets) for p in Walk([Ruleset(chains, rules)], packet).through(hooks)
    ]


def test_the_first_verdict_ends_the_chain():
    """What stands behind a verdict in the same chain is never met."""
    assert [("reject", 1, "input", True)] == met((base(),), (rule("reject", MINE), rule("drop", MINE, handle=2)))


def test_accept_ends_its_own_base_chain_only():
    """nft(8): a later base chain of the same hook still drops."""
    chains = (base("late", prio=10), base("early"))
    rules = (rule("accept", chain="early"), rule("drop", MINE, chain="late", handle=2))

    assert [("accept", 1, "input", True), ("drop", 2, "input", True)] == met(chains, rules)


def test_drop_ends_everything():
    """Behind a drop no other hook is reached."""
    rules = (rule("drop", MINE, chain="out"), rule("reject", MINE, handle=2))

    assert [("drop", 1, "output", True)] == met((base(), base("out", "output")), rules)


@pytest.mark.parametrize("verdict, ends", [("jump", [("drop", 3, "input", True)]), ("goto", [])])
def test_a_jump_comes_back_and_a_goto_does_not(verdict, ends):
    """nft(8): after goto the policy of the base chain decides."""
    rules = (rule(verdict, target="sub"), rule("accept", OTHER, chain="sub", handle=2), rule("drop", handle=3))

    assert ends == met((base(), base("sub", "")), rules)


def test_return_leaves_a_chain_undecided():
    """The rule after the jump is asked."""
    rules = (
        rule("jump", target="sub"),
        rule("return", MINE, chain="sub", handle=2),
        rule("drop", chain="sub", handle=3),
        rule("reject", handle=4),
    )

    assert [("return", 2, "input", True), ("reject", 4, "input", True)] == met((base(), base("sub", "")), rules)


def test_a_rule_that_is_not_understood_makes_the_rest_uncertain():
    """Perhaps it accepted; then nothing behind it in that chain is met for sure, other chains after an accept are."""
    chains = (base(), base("late", prio=10))
    rules = (rule("accept", opaque=True), rule("drop", MINE, handle=2), rule("drop", chain="late", handle=3))

    assert [("accept", 1, "input", None), ("drop", 2, "input", None), ("drop", 3, "input", None)] == met(chains, rules)


def test_a_policy_decides_where_no_rule_does():
    """A base chain that drops by default is a rule of its own, for whoever no rule accepted."""
    asked = met((base(policy="drop"),), (rule("accept", OTHER),))

    assert [("drop", 0, "input", True)] == asked
    assert [("accept", 1, "input", True)] == met((base(policy="drop"),), (rule("accept", MINE),))


def test_a_rewritten_packet_meets_other_rules():
    """After a destination NAT nothing is certain, for the destination is another."""
    rules = (rule("dnat", MINE, chain="nat"), rule("drop", MINE, handle=2))

    assert [("dnat", 1, "output", True), ("drop", 2, "input", None)] == met((base(), base("nat", "output")), rules)


def test_a_first_packet_is_never_invalid():
    """The line that opens most rulesets, ct state invalid drop, says nothing of a connect."""
    rules = (rule("drop", Match("ct state", ("invalid",))), rule("accept", MINE, handle=2))

    assert [("accept", 2, "input", True)] == met((base(),), rules)


def test_chains_of_the_other_family_are_not_asked():
    """A policy of ip6 does not stop IPv4."""
    assert [] == met((base(policy="drop", family="ip6"),), ())


def test_endless_jumps_end():
    """The kernel refuses loops; text from elsewhere may hold one."""
    rules = (rule("jump", target="sub"), rule("jump", chain="sub", target="sub"))

    assert [("jump", 1, "input", True)] == met((base(), base("sub", "")), rules)[:1]


def test_a_rule_in_a_line():
    """As nft itself would print it, without its place."""
    reject = rule("reject", Match("protocol", ("tcp",)), MINE)._replace(reject_with="tcp reset")
    policy = rule("drop")._replace(policy=True)
    lan = rule(
        "drop", Match("nfproto", ("ipv4",)), Match("daddr", (ip_network("10.0.0.0/8"),)), Match("ct state", ("new",))
    )

    assert "tcp dport 8000 reject with tcp reset" == line(reject)
    assert "ip daddr 10.0.0.0/8 ct state new drop" == line(lan)
    assert "policy drop" == line(policy)
