"""What is asked for by name, beside what causes ask."""

from ipaddress import ip_address

import pytest

from portwise.app.manner import Manner
from portwise.app.witnessing import wanted, witnessed
from portwise.collect.collector import Collector, Cost, known
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import ATTEMPT, JUDGED, REASONS, WIRE
from portwise.model.target import Endpoint, Target

PLACES = tuple(Endpoint(ip_address(at), 8000) for at in ("::1", "127.0.0.1"))


class Clock:
    """A machine on which each look takes as long as it is told."""

    def __init__(self, takes):
        self.time, self.takes = 100.0, takes

    def now(self):
        return self.time


def look(host, _, asked):
    host.time += host.takes
    return [known(question, "seen", "a look") for question in asked]


ALL = tuple(Collector(fact, Cost.DEEP, "", "", look) for fact in (WIRE, JUDGED, REASONS))


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


def test_those_who_come_after_have_their_time():
    """What a look takes is not taken from them; without one the manner is as it was."""
    manner = Manner(timeout=3.0, capture=True)

    assert 3.5 == witnessed(Clock(0.25), ALL, seen(), 99.0, manner)[1].timeout
    assert Manner() == witnessed(Clock(0.25), ALL, seen(), 99.0, Manner())[1]


def test_a_look_that_comes_too_late_is_left_out():
    """As many addresses as there is time for, and of the others the reason."""
    found, _ = witnessed(Clock(3.0), ALL, seen(), 99.0, Manner(timeout=3.0, capture=True))
    said = [found.observation(WIRE.of(place)).said for place in PLACES]

    assert [Known, Unknown] == [type(one) for one in said]
