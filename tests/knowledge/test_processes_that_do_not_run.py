"""Stopped, frozen or hung: what the lab cannot make without touching the machine's own cgroups."""

from ipaddress import ip_address

import pytest

from portwise.knowledge.process.process_stopped_or_frozen import CAUSE
from portwise.knowledge.terms import queues
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import ACCEPTED, ATTEMPT, CONDITION, FROZEN, HERE, KIN, LISTENERS, LOCAL, OWNERS
from portwise.model.net import Acceptance, Attempt, Socket, Traces
from portwise.model.outcome import Outcome
from portwise.model.process import Condition, Kin, Process
from portwise.model.report import State
from portwise.model.target import Endpoint, Target
from portwise.reason.judge import judge

AT = Endpoint(ip_address("127.0.0.1"), 8000)
NODE = Process(42, 1, "node")
HIDDEN = Unknown("not to be read", "sudo")


def socket(address="127.0.0.1", rqueue=1, wqueue=128, inode=7):
    return Socket(ip_address(address), AT.port, False, rqueue, wqueue, 0, inode)


def seen(state="S", frozen=False, supervisor="", listeners=None, owners=(NODE,)):
    facts = {
        ATTEMPT.of(AT): Attempt(Outcome.CONNECTED, 0, None, Traces(0, 0), 1, 0.1),
        ACCEPTED.of(AT): Acceptance(False, 500.0),
        LOCAL.of(AT.address): True,
        LISTENERS.of(HERE): listeners or (socket(),),
        OWNERS.of(7): owners,
        CONDITION.of(NODE): Condition(state, 1, 1, 0, 1),
        FROZEN.of(NODE): frozen,
        KIN.of(NODE): Kin((), supervisor, False),
    }
    answers = (Answer(q, v if isinstance(v, Unknown) else Known(v), "test") for q, v in facts.items())
    return Evidence(Target.parse("127.0.0.1:8000")).plus(answers)


@pytest.mark.parametrize(("waiting", "expected"), [(1, State.SUPPORTED), (0, State.UNTESTED)])
def test_a_stopped_process_is_seen_without_a_packet(waiting, expected):
    """Who waits in its queue shows that nobody accepts; an empty queue shows nothing."""
    without = seen("T", listeners=(socket(rqueue=waiting),)).without(ATTEMPT.of(AT))
    passive = Evidence(without.target).plus([Answer(ATTEMPT.of(AT), HIDDEN, "test"), *map(answered, without)])

    assert expected == judged(passive).state


def answered(observation):
    return Answer(observation.question, observation.said, observation.source)


def judged(evidence):
    (judgement,) = judge(CAUSE, evidence)
    return judgement.finding


@pytest.mark.parametrize(
    ("state", "frozen", "expected"),
    [
        ("T", False, State.SUPPORTED),
        ("T", HIDDEN, State.SUPPORTED),  # stopped is enough
        ("S", True, State.SUPPORTED),  # version 2 of the freezer leaves the state as it was
        ("D", True, State.SUPPORTED),  # version 1 does not
        ("S", False, State.REFUTED),
        ("t", False, State.REFUTED),  # a debugger's stop is another cause
        ("S", HIDDEN, State.UNTESTED),  # a freezer that nobody can read is never thawed
    ],
)
def test_stopped_or_frozen(state, frozen, expected):
    """Either will do, and neither is guessed."""
    assert expected is judged(seen(state, frozen)).state


def test_a_socket_that_no_process_holds_is_not_stopped():
    """The kernel itself (an NFS server, say) has no state T."""
    assert State.REFUTED is judged(seen("T", owners=())).state


@pytest.mark.parametrize(
    ("supervisor", "command"),
    [
        ("docker container 4f3a", ("docker", "unpause", "4f3a")),
        ("systemd unit shop.service", ("systemctl", "thaw", "shop.service")),
    ],
)
def test_whoever_froze_it_thaws_it(supervisor, command):
    """The step is complete for the keeper of the process, and only shown for the others."""
    finding = judged(seen("S", True, supervisor))

    assert command in [step.command for step in finding.steps]
    assert "frozen" in finding.title


@pytest.mark.parametrize(("waiting", "is_full"), [(0, False), (1, False), (2, True)])
def test_linux_admits_one_more_than_asked_for(waiting, is_full):
    """listen(1) is full with two that wait, not with one."""
    assert is_full is queues.full(socket(rqueue=waiting, wqueue=1))


def test_the_exact_address_serves():
    """One that listens for all addresses is not asked where another has this one; its stop does not matter."""
    evidence = seen("T", listeners=(socket("0.0.0.0", inode=7), socket(inode=8)))

    assert [] == [
        j.finding
        for j in judge(CAUSE, evidence.plus([Answer(OWNERS.of(8), Known(()), "test")]))
        if j.finding.state is State.SUPPORTED
    ]
