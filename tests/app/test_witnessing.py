"""What is asked for by name, beside what causes ask."""

from ipaddress import ip_address

import pytest

from portwise.app.diagnose import diagnose
from portwise.app.manner import Manner
from portwise.app.witnessing import patience, wanted, witnessed
from portwise.collect.collector import Collector, Cost, known
from portwise.host.api import Relay
from portwise.host.knock import REMOTE_SILENCE
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import ATTEMPT, JUDGED, REASONS, WIRE
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Target
from portwise_lab.machines import Machine

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


@pytest.mark.parametrize(("timeout", "seconds"), [(0.4, 0.2), (1.0, 0.5), (1.5, 1.0), (3.0, 2.5)])
def test_a_silence_leaves_time_to_look_for_what_drops(timeout, seconds):
    """Of the usual time more than the longest silence that is waited for; of a short one half."""
    assert seconds == pytest.approx(patience(Manner(timeout)))
    assert patience(Manner()) >= REMOTE_SILENCE


@pytest.mark.parametrize("timeout", [1.0, 1.5, 3.0])
def test_every_witness_has_its_time_after_a_silence(timeout):
    """However short the time is that somebody has."""
    machine, manner = Silent(), Manner(timeout=timeout, trace=True)
    gone = min(patience(manner), REMOTE_SILENCE)
    found, _ = witnessed(machine, PATIENT, seen(), machine.time - gone, manner)

    assert [Known] * 4 == [type(found.observation(question).said) for question in wanted(seen(), manner)]


class Swallowing(Machine):
    """A Linux from which nothing comes back, nor from any witness."""

    def __init__(self):
        super().__init__({"platform": "linux"})
        self.time, self.asked = 100.0, []

    def _answer(self, method, *about):
        if method == "now":
            return self.time
        if method in ("attempts", *(word for _, word, _ in WITNESSES)):
            self.asked.append(method)
            self.time += min(about[-1], REMOTE_SILENCE)
        return (Attempt(Outcome.TIMEOUT, 110, None, None, 1, 1.0),) if method == "attempts" else super()._answer(method)


@pytest.mark.parametrize("timeout", [1.0, 3.0])
def test_a_machine_that_drops_in_silence_is_traced_within_the_timeout(timeout):
    """By its tracepoints, once the attempt has shown nothing; a machine on paper has no counters to ask beside them."""
    machine = Swallowing()
    report = diagnose(Target.parse("192.0.2.9:8000"), machine, (), Manner(timeout=timeout, trace=True))

    assert ["attempts", "witnessed"] == machine.asked
    assert report.elapsed_ms <= timeout * 1000


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
