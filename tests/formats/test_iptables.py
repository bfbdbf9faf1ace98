from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import iptables
from portwise.formats.rules import Chain, Rule, could_match, text

# written by iptables-save 1.8.9 -c in an empty network namespace
RULESET = iptables.ruleset((Path(__file__).parent / "data" / "iptables.txt").read_text())
INPUT = {rule.handle: rule for rule in RULESET.rules if (rule.table, rule.chain) == ("filter", "INPUT")}


def one(line: str) -> Rule:
    (rule,) = iptables.ruleset(f"*filter\n{line}\nCOMMIT\n").rules
    return rule


def test_chains_hook_by_their_names():
    """INPUT of the table filter is a hook with a policy; a chain of one's own is not."""
    assert Chain("ip", "filter", "INPUT", "filter", "input", 0, "drop", "iptables") == RULESET.chains[0]
    assert Chain("ip", "filter", "OTHER", "", "", 0, "", "iptables") == RULESET.chains[3]
    assert Chain("ip", "nat", "PREROUTING", "nat", "prerouting", -100, "accept", "iptables") == RULESET.chains[4]


def test_rules_are_numbered_within_their_chain():
    """``iptables -D INPUT 3`` deletes the third rule of that chain and table."""
    assert [1, 2, 3, 4, 5, 6, 7, 8] == list(INPUT)
    assert [12, 0] == [INPUT[1].packets, INPUT[2].packets]
    assert one("-A INPUT -j DROP").packets is None


@pytest.mark.parametrize(
    "number, expected",
    [
        (1, "ip filter INPUT iif lo accept"),
        (2, "ip filter INPUT ct state related,established accept"),
        (3, 'ip filter INPUT protocol tcp dport 3000 reject with tcp reset "no dev "servers""'),
        (4, "ip filter INPUT protocol tcp dport 80,443,8000-8100 accept"),
        (5, "ip filter INPUT saddr 10.0.0.0/8 daddr not 127.0.0.0/8 protocol udp sport 1024-65535 dport 53 drop"),
        (6, "ip filter INPUT protocol tcp ct state new syn continue"),
        (7, "ip filter INPUT protocol tcp dport not 22 jump OTHER"),
        (8, "ip filter INPUT goto OTHER"),
    ],
)
def test_rules_read_as_those_of_nft(number, expected):
    """Both tools fill the same fields."""
    assert expected == text(INPUT[number])


@pytest.mark.parametrize(
    "number, port, interface, expected",
    [
        (1, 1, "lo", True),
        (1, 1, "eth0", False),
        (2, 1, "lo", False),
        (3, 3000, "lo", True),
        (3, 3001, "lo", False),
        (4, 8050, "lo", True),
        (5, 53, "lo", False),
        (6, 1, "lo", True),
        (7, 22, "lo", False),
        (8, 1, "", True),
    ],
)
def test_whether_a_connection_could_meet_a_rule(number, port, interface, expected):
    """The same three answers as for a rule of nft."""
    assert expected is could_match(INPUT[number], "tcp", ip_address("127.0.0.1"), port, interface)


@pytest.mark.parametrize(
    "unknown", ["-m owner --uid-owner 7", "-m limit --limit 3/min", "-m recent --set", "-f", "--x"]
)
def test_what_is_not_understood_makes_a_rule_opaque(unknown):
    """A condition that was not read must not be taken for none, and the verdict behind it is still found."""
    rule = one(f"-A INPUT -p tcp {unknown} -j REJECT --reject-with icmp-port-unreachable")

    assert (True, "reject", "icmp port-unreachable") == (rule.opaque, rule.verdict, rule.reject_with)


@pytest.mark.parametrize(
    "line, expected",
    [
        ("-A OUTPUT -p tcp --dport 81 -j REDIRECT --to-ports 3000", ("redirect", ":3000")),
        ("-A OUTPUT -p tcp --dport 81 -j DNAT --to-destination 172.17.0.2:80", ("dnat", "172.17.0.2:80")),
        ("-A INPUT -j NFQUEUE --queue-num 3", ("queue", "")),
    ],
)
def test_targets_with_arguments(line, expected):
    """Where a connection goes instead."""
    assert expected == one(line)[5:7]


def test_a_rule_of_ip6tables_is_of_family_ip6():
    """The listing itself does not say which family it is of."""
    (rule,) = iptables.ruleset("*filter\n-A INPUT -s fe80::/10 -j DROP\n", "ip6").rules

    assert (False, False) == tuple(could_match(rule, "tcp", ip_address(to), 1) for to in ("127.0.0.1", "::1"))


@given(
    text=st.text()
    | st.lists(
        st.sampled_from(
            ["!", "-A", "-p", "-j", "tcp", "x", "3000", "--dport", "-m", "*filter", ":INPUT", "[1:2]", "\n"]
        )
    ).map(" ".join)
)
def test_any_text_is_a_ruleset_or_a_value_error(text):
    """A listing of another version is not a crash."""
    try:
        found = iptables.ruleset("*filter\n-A INPUT " + text)
    except ValueError:
        found = RULESET

    assert isinstance(found.rules, tuple)
