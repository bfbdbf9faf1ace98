"""Whose address the rules name, from what nft prints, and the same connection from another address."""

import errno
import json
from ipaddress import ip_address

import pytest

from portwise.collect.bans import ELSEWHENCE, GUARDING
from portwise.host.api import Heard, Relay
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import BESIDE, GATES, INTERFACES, LOCAL, ROUTE
from portwise.model.net import Beside, Interface, Route
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Target

STATUS = "Name:\tx\nState:\tR\nPPid:\t1\nTracerPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nThreads:\t1\n"
PLACE = {"family": "inet", "table": "f2b-table"}
CHAIN = {**PLACE, "name": "f2b-chain", "handle": 1, "type": "filter", "hook": "input", "prio": -1, "policy": "accept"}
LOOPBACK, LAN, NEXT = map(ip_address, ("127.0.0.1", "10.77.0.2", "10.77.0.3"))


def match(field, right, protocol="tcp"):
    return {"match": {"op": "==", "left": {"payload": {"protocol": protocol, "field": field}}, "right": right}}


def rule(handle, *statements):
    return {"rule": {**PLACE, "chain": "f2b-chain", "handle": handle, "expr": list(statements)}}


def listing(*rules, elements=(), learns=False):
    found = {**PLACE, "name": "clients", "type": "ipv4_addr", "handle": 2, "elem": list(elements)}
    add = {"set": {"op": "add", "elem": {"payload": {"protocol": "ip", "field": "saddr"}}, "set": "@clients"}}
    knock = [rule(9, match("dport", 7000), add)] if learns else []
    return json.dumps({"nftables": [{"set": found}, {"chain": CHAIN}, *rules, *knock]})


class Machine(Relay):
    def __init__(self, nft="", errno=0):
        self.nft, self.errno, self.from_there = nft, errno, None

    def _answer(self, method, *about):
        match method, about:
            case "read", ("/proc/self/status",):
                return STATUS + "CapEff:\t000001ffffffffff\n"
            case "output", (("nft", *_),):
                return self.nft
            case "leave", (source, _, _):
                self.from_there = source
                return Heard(b"", "refused", self.errno, 1.0)
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")


def ask(collector, fact, host, address=LOOPBACK, beside=()):
    endpoint = Endpoint(address, 8000)
    known = [
        (LOCAL.of(address), True),
        (ROUTE.of(address), Route("local", "lo", address, None)),
        (INTERFACES.of("self"), (Interface(2, "eth0", True, False, (address, *beside)),)),
    ]
    seen = Evidence(Target.parse("localhost:8000")).plus(Answer(q, Known(v), "test") for q, v in known)
    (answer,) = collector.collect(host, seen, (fact.of(endpoint),))
    return answer.said


@pytest.mark.parametrize(
    ("elements", "listed"),
    [
        (["127.0.0.1"], True),
        (["10.0.0.9"], False),
        ([{"prefix": {"addr": "127.0.0.0", "len": 24}}], True),
        ([{"prefix": {"addr": "127.0.0.0", "len": 8}}], False),
        ([{"elem": {"val": "127.0.0.1", "timeout": 600, "expires": 599}}], True),
        ([], False),
    ],
)
def test_who_stands_in_a_set(elements, listed):
    """One by one or as a small network; a large one is a policy."""
    banning = rule(4, match("dport", 8000), match("saddr", "@clients", "ip"), {"drop": None})
    (gate,) = ask(GUARDING, GATES, Machine(listing(banning, elements=elements))).value

    assert ("drop", listed, "clients", False) == (gate.verdict, gate.listed, gate.group, gate.learns)


def test_a_set_that_rules_add_to_is_known():
    """A port that is knocked at puts the address into the set that lets pass."""
    opening = rule(4, match("dport", 8000), match("saddr", "@clients", "ip"), {"accept": None})
    rest = rule(5, match("dport", 8000), {"drop": None})
    (gate,) = ask(GUARDING, GATES, Machine(listing(opening, rest, learns=True))).value

    assert ("accept", False, True) == (gate.verdict, gate.listed, gate.learns)
    assert "ip saddr @clients" in gate.text


def test_rules_of_other_ports_are_no_gates():
    """Nobody asks there where this attempt comes from."""
    other = rule(4, match("dport", 22), match("saddr", "127.0.0.1", "ip"), {"drop": None})

    assert () == ask(GUARDING, GATES, Machine(listing(other))).value


@pytest.mark.parametrize(
    ("number", "outcome"),
    [(0, Outcome.CONNECTED), (errno.ETIMEDOUT, Outcome.TIMEOUT), (errno.ECONNREFUSED, Outcome.REFUSED)],
)
def test_the_same_from_another_address(number, outcome):
    """On loopback there is always one, elsewhere the neighbour on the same interface."""
    near = ask(ELSEWHENCE, BESIDE, Machine(errno=number), LAN, (NEXT,)).value
    loop = ask(ELSEWHENCE, BESIDE, Machine(errno=number)).value

    assert Beside(NEXT, outcome) == near
    assert (outcome, True) == (loop.outcome, loop.source.is_loopback and loop.source != LOOPBACK)


def test_without_another_address_nothing_is_known():
    """A machine with one address cannot tell whether it is that one."""
    assert not isinstance(ask(ELSEWHENCE, BESIDE, Machine(), LAN), Known)
