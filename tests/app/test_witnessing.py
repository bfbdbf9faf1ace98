"""What is asked for by name, beside what causes ask."""

from ipaddress import ip_address

import pytest

from portwise.app.manner import Manner
from portwise.app.witnessing import wanted, witnessed
from portwise.collect.collector import Collector, Cost, known
from portwise.host.api import Relay
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import ATTEMPT, JUDGED, REASONS, WIRE
from portwise.model.target import Endpoint, Target

PLACES = tuple(Endpoint(ip_address(at), 8000) for at in ("::1", "127.0.0.1"))


def seen(text="localhost:8000"):
    target = Target.to_bind(text) if text.startswith(":") else Target.parse(text)
    return Evidence(target).plus(Answer(ATTEMPT.of(place), Known(None), "") for place in PLACES)


@pytest.mark.parametrize(
    ("text", "manner", "facts"),
    [
        ("localhost:8000", Manner(), []),
        ("localhost:8000", Manner(deep=True), []),
        ("localhost:8000", Manner(capture=True), [WIRE, WIRE]),
        ("udp://localhost:8000", Manner(trace=True), [JUDGED, REASONS] * 2),
        (":8000", Manner(trace=True, capture=True), []),
    ],
)
def test_nobody_looks_who_was_not_asked(text, manner, facts):
    """And where no packet is sent there is nothing to see."""
    assert facts == [question.fact for question in wanted(seen(text), manner)]


class Silent(Relay):
    """A machine whose other side never answers: every witness waits for as long as it may."""

    def __init__(self):
        self.time, self.waits = 100.0, []

    def _answer(self, method, *about):
        if method == "now":
            return self.time
        self.waits.append(about[-1])
        self.time += about[-1]
        return method


def asking(method, patience):
    def collect(host, _, asked):
        return [known(one, getattr(host, method)(one.key, False, patience), "a look") for one in asked]

    return collect


WITNESSES = ((JUDGED, "judged", 0.3), (REASONS, "witnessed", 0.3), (WIRE, "captured", 1.2))
PATIENT = tuple(Collector(fact, Cost.DEEP, "", "", asking(word, wait)) for fact, word, wait in WITNESSES)


@pytest.mark.parametrize(("gone", "timeout"), [(0.0, 3.0), (2.0, 3.0), (2.0, 2.25), (0.9, 1.0), (5.0, 3.0)])
@pytest.mark.parametrize("manner", [Manner(trace=True), Manner(capture=True), Manner(trace=True, capture=True)])
def test_the_timeout_holds_with_witnesses_too(manner, gone, timeout):
    """However silent it is, half of what probing left is for those who come after, and their time stays the same."""
    machine, manner = Silent(), manner._replace(timeout=timeout)
    deadline = machine.time - gone + timeout
    latest = max(machine.time, (machine.time + deadline) / 2)
    found, after = witnessed(machine, PATIENT, seen(), machine.time - gone, manner)

    assert after == manner
    assert machine.time <= latest + 1e-9
    assert all(question in found for question in wanted(seen(), manner))


def test_no_witness_waits_longer_than_it_asks_for():
    """And what one leaves is there for the next."""
    machine = Silent()
    witnessed(machine, PATIENT, seen(), 100.0, Manner(timeout=20.0, trace=True, capture=True))

    assert [0.3, 0.3, 1.2] * 2 == machine.waits


def test_without_a_witness_nothing_is_asked():
    """Not even the time."""
    before = seen()

    assert (before, Manner()) == witnessed(None, PATIENT, before, 99.0, Manner())


def test_a_look_that_comes_too_late_is_left_out():
    """As many addresses as there is time for, and of the others the reason."""
    machine = Silent()

    def slow(_, __, asked):
        machine.time += 3.0
        return [known(question, "seen", "a look") for question in asked]

    collectors = (Collector(WIRE, Cost.DEEP, "", "", slow),)
    found, _ = witnessed(machine, collectors, seen(), 99.0, Manner(timeout=3.0, capture=True))
    said = [found.observation(WIRE.of(place)).said for place in PLACES]

    assert [Known, Unknown] == [type(one) for one in said]
