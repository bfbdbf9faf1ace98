"""A firewall that asks for programs: what it tells of one, and what it leaves open; the same for every system."""

from ipaddress import ip_address

import pytest

from portwise.knowledge.policy.desktop_firewall_inbound_block import CAUSE
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import ATTEMPT, EXE, FROM_HERE, HERE, LISTENERS, LOCAL, OWNERS, PROGRAM, SHIELD
from portwise.model.guard import Passage, Shield
from portwise.model.net import Attempt, Socket
from portwise.model.outcome import Outcome
from portwise.model.process import Process, Program
from portwise.model.report import State
from portwise.model.target import Endpoint, Target
from portwise.reason.judge import judge

AT = Endpoint(ip_address("192.168.1.20"), 3000)
NODE, FILE = Process(7, 1, "node.exe"), r"C:\Program Files\nodejs\node.exe"
ALL = Socket(ip_address("0.0.0.0"), 3000, False, 0, 128, -1, 7)
DEFENDER = Shield("Windows Defender Firewall", True, False, "public", default=False)
NO, YES = (Passage("Node.js JavaScript Runtime", FILE.lower(), blocks=blocks) for blocks in (True, False))


def judged(shield, here=True, exe=FILE):
    facts = {
        FROM_HERE.of(HERE): None,
        ATTEMPT.of(AT): Attempt(Outcome.CONNECTED, 0, None, None, 1, 0.1),
        LOCAL.of(AT.address): here,
        LISTENERS.of(HERE): (ALL,),
        OWNERS.of(7): (NODE,),
        PROGRAM.of(NODE): Program("", "node", False),
        SHIELD.of(HERE): shield,
    }
    known = {**facts, EXE.of(NODE): exe} if exe else facts
    seen = Evidence(Target.parse("http://192.168.1.20:3000")).plus(
        Answer(q, Known(v), "test") for q, v in known.items()
    )
    (judgement,) = judge(CAUSE, seen)
    return judgement.finding


@pytest.mark.parametrize(
    ("shield", "expected"),
    [
        (None, State.REFUTED),
        (DEFENDER._replace(on=False), State.REFUTED),
        (DEFENDER, State.SUPPORTED),
        (DEFENDER._replace(default=True), State.REFUTED),
        (DEFENDER._replace(default=None), State.UNTESTED),
        (DEFENDER._replace(passages=(YES,)), State.REFUTED),
        (DEFENDER._replace(passages=(YES, NO)), State.SUPPORTED),
        (DEFENDER._replace(passages=(YES._replace(program="", ports=((3000, 3009),)),)), State.REFUTED),
        (DEFENDER._replace(passages=(YES._replace(ports=((80, 80),)),)), State.SUPPORTED),
        (DEFENDER._replace(passages=(YES,), closed=True), State.SUPPORTED),
        (DEFENDER._replace(default=None, trusted=(r"C:\Program Files",)), State.REFUTED),
    ],
)
def test_whom_it_lets_in(shield, expected):
    """A rule that blocks goes before one that allows, "nobody" before both, and what is not told is not decided."""
    assert expected is judged(shield).state


def test_whose_program_is_not_known_is_not_judged_by_rules():
    """Unless nobody is let in at all."""
    assert State.UNTESTED is judged(DEFENDER, exe="").state
    assert State.SUPPORTED is judged(DEFENDER._replace(closed=True), exe="").state


def test_another_machine_has_a_firewall_of_its_own():
    """It is not to be seen from here."""
    assert State.REFUTED is judged(DEFENDER, here=False).state


@pytest.mark.parametrize(
    ("shield", "word"),
    [
        (DEFENDER._replace(passages=(NO,)), "name=Node.js JavaScript Runtime"),
        (DEFENDER._replace(network="private"), "profile=private"),
        (DEFENDER._replace(network=""), "profile=private"),
        (DEFENDER, "Set-NetConnectionProfile -NetworkCategory Private"),
        (DEFENDER._replace(closed=True), "publicprofile"),
        (DEFENDER._replace(passages=(NO._replace(program="", ports=((3000, 3000),)),)), "enable=no"),
    ],
)
def test_each_is_opened_by_its_own_tool(shield, word):
    """The rule that blocks is named, where there is one; a rule for private networks is none where it is public."""
    steps = [step.command for step in judged(shield).steps if step.platform == "windows"]

    assert word in [part for step in steps for part in step]
    assert ("name=Node.js JavaScript Runtime" == word) is any(
        "action=allow" in step and "set" in step for step in steps
    )
    assert ("profile=private" == word) is any("add" in step for step in steps)


def test_a_mac_is_opened_for_one_program():
    """By its file; where nobody is let in it is the switch for all."""
    shield = Shield("macOS application firewall", True, False, passages=(Passage("/n", "/n", blocks=True),))
    one, everybody = (
        [step.command[1] for step in judged(said, exe="/n").steps if step.platform == "macos"]
        for said in (shield, shield._replace(closed=True))
    )

    assert ["--listapps", "--add"] == one
    assert ["--listapps", "--setblockall"] == everybody
