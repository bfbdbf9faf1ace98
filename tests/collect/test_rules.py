"""The rules that an attempt meets, from what nft and iptables print."""

import errno
import json
from ipaddress import ip_address

import pytest

from portwise.collect.rules import RULING
from portwise.host.api import Relay
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import LOCAL, RULES
from portwise.model.target import Endpoint, Target

HERE = Endpoint(ip_address("127.0.0.1"), 8000)
ROOT, USER = "CapEff:\t000001ffffffffff", "CapEff:\t0000000000000000"
STATUS = "Name:\tx\nState:\tR (running)\nPPid:\t1\nTracerPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nThreads:\t1\n{}\n"
LISTED = {
    "nftables": [
        {
            "chain": {
                "family": "inet",
                "table": "t",
                "name": "c",
                "handle": 1,
                "type": "filter",
                "hook": "input",
                "prio": 0,
            }
        },
        {
            "rule": {
                "family": "inet",
                "table": "t",
                "chain": "c",
                "handle": 3,
                "expr": [
                    {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 8000}},
                    {"reject": {"type": "tcp reset"}},
                ],
            }
        },
    ]
}
LEGACY = "*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp -m tcp --dport 8000 -j DROP\nCOMMIT\n"


class Machine(Relay):
    """Answers from tables; what is in neither does not exist."""

    def __init__(self, caps, programs, files):
        self.files = {"/proc/self/status": STATUS.format(caps), **files}
        self.programs = programs

    def _answer(self, method, *about):
        table, key = (self.files, about[0]) if method == "read" else (self.programs, about[0][0])
        if key not in table:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory")
        return table[key]


def asked(machine, here=True):
    seen = Evidence(Target.parse("127.0.0.1:8000")).plus([Answer(LOCAL.of(HERE.address), Known(here), "test")])
    (answer,) = RULING.collect(machine, seen, (RULES.of(HERE),))
    return answer.said


NFT = {"nft": json.dumps(LISTED)}
NAMES = {"/proc/thread-self/net/ip_tables_names": "filter\n"}


def test_the_rule_with_its_place():
    """What a person needs to find it again: family, table, chain, hook, handle and its text."""
    (rule,) = asked(Machine(ROOT, NFT, {})).value

    assert ("inet", "t", "c", "input", 3, "nft", True) == (*rule[:3], rule.hook, rule.handle, rule.tool, rule.may_match)
    assert ("reject", "tcp reset", "tcp dport 8000 reject with tcp reset") == (
        rule.verdict,
        rule.reject_with,
        rule.text,
    )


def test_another_machine_is_not_reached_by_our_input():
    """What only leaves meets output and postrouting."""
    assert () == asked(Machine(ROOT, NFT, {}), here=False).value


def test_without_the_right_nobody_is_asked():
    """A user gets the reason and the command, and pays for no process."""
    said = asked(Machine(USER, NFT, {}))

    assert Unknown("only root may list packet filter rules", "sudo nft list ruleset") == said


@pytest.mark.parametrize("programs", [{}, {"nft": "{}"}])
def test_what_cannot_be_read_is_unknown(programs):
    """No nft, or one that prints something else, is never an empty ruleset."""
    assert isinstance(asked(Machine(ROOT, programs, {})), Unknown)


@pytest.mark.parametrize("tool", ["iptables-legacy-save", "iptables-save"])
def test_tables_of_the_legacy_iptables_count(tool):
    """They are in the kernel and not in the nft listing; an older system has one iptables-save only."""
    (rule,) = asked(Machine(ROOT, {tool: LEGACY}, NAMES)).value

    assert ("drop", 1, True, False) == (rule.verdict, rule.handle, rule.may_match, rule.answers)
    assert tool.removesuffix("-save") == rule.tool


def test_an_answer_meets_the_same_chains():
    """What takes nothing but the answer is told behind what takes the packet; a policy is one of its own tool."""
    listed = "*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp -m tcp --dport 8000 -j ACCEPT\nCOMMIT\n"
    rules = asked(Machine(ROOT, {"iptables-legacy-save": listed}, NAMES)).value

    assert [("accept", True, False), ("drop", False, True)] == [(r.verdict, r.may_match, r.answers) for r in rules]
    assert ("policy drop", "iptables-legacy") == (rules[1].text, rules[1].tool)
    assert () == asked(Machine(ROOT, {"iptables-legacy-save": listed}, NAMES), here=False).value


def test_both_worlds_are_walked_together():
    """A drop of the legacy table and a reject of nft, by their priority."""
    rules = asked(Machine(ROOT, {**NFT, "iptables-legacy-save": LEGACY}, NAMES)).value

    assert ["reject"] == [rule.verdict for rule in rules]


UFW = "*filter\n:INPUT DROP [0:0]\n:ufw-user-input - [0:0]\n-A INPUT -j {}\nCOMMIT\n"


@pytest.mark.parametrize(("leads", "tool"), [("ufw-user-input", "ufw"), ("mine", "iptables-legacy")])
def test_a_policy_is_of_whoever_set_it(leads, tool):
    """`ufw default deny`: a rule beside those of ufw would be gone when it loads them again."""
    (policy,) = asked(Machine(ROOT, {"iptables-legacy-save": UFW.format(leads)}, NAMES)).value

    assert ("policy drop", "INPUT", tool) == (policy.text, policy.chain, policy.tool)


IN = {"family": "ip", "table": "filter", "name": "INPUT", "type": "filter", "hook": "input", "prio": 0}
TOLD = {"family": "ip", "table": "filter", "chain": "INPUT", "handle": 7}
CONNTRACK = [{"xt": {"type": "match", "name": "conntrack"}}, {"drop": None}]
BY_MODULE = {"nft": json.dumps({"nftables": [{"chain": IN}, {"rule": {**TOLD, "expr": CONNTRACK}}]})}


@pytest.mark.parametrize(
    ("saved", "meets"),
    [
        ({}, None),
        ({"iptables-nft-save": "no list"}, None),
        ({"iptables-nft-save": "*filter\n-A INPUT -m conntrack --ctstate NEW -j DROP\nCOMMIT\n"}, True),
    ],
)
def test_what_a_module_asks_is_had_from_iptables(saved, meets):
    """nft names it only; where nobody says what it asks, it cannot be told whether the rule is met."""
    (rule,) = asked(Machine(ROOT, {**BY_MODULE, **saved}, {})).value

    assert (meets, 7, "nft") == (rule.may_match, rule.handle, rule.tool)


def test_an_established_connection_is_no_new_one():
    """The rule that most machines begin with is none on the way of a SYN."""
    saved = {"iptables-nft-save": "*filter\n-A INPUT -m conntrack --ctstate ESTABLISHED -j DROP\nCOMMIT\n"}
    (rule,) = asked(Machine(ROOT, {**BY_MODULE, **saved}, {})).value

    assert (False, True) == (rule.may_match, rule.answers)
