"""A host whose time runs out."""

from ipaddress import ip_address

import pytest

from portwise.host.api import Heard, Relay
from portwise.host.hurried import Hurried
from portwise.model.target import Endpoint

SPOT = Endpoint(ip_address("127.0.0.1"), 3000)
PAGE = Heard(b"HTTP/1.1 200 OK\r\n\r\n", "fin", 0, 1.0)


class Machine(Relay):
    """Answers after *takes* seconds, or is silent for as long as it is waited for."""

    def __init__(self, takes):
        self.takes, self.clock, self.waits = takes, 0.0, []

    def _answer(self, method, *about):
        if method == "now":
            return self.clock
        self.waits.append(about[-1])
        self.clock += min(self.takes, about[-1])
        return PAGE


@pytest.mark.parametrize(("left", "waits"), [(3.0, 1.0), (2.0, 1.0), (1.0, 0.5), (0.5, 0.25)])
def test_nobody_waits_longer_than_half_of_what_is_left(left, waits):
    """The patience that was asked for holds only where there is time for it."""
    machine = Machine(takes=0.01)
    Hurried(machine, left).converse(SPOT, b"", 1.0)

    assert [waits] == machine.waits


def test_a_silence_that_was_cut_short_is_unknown():
    """The other side might have answered yet."""
    with pytest.raises(TimeoutError, match="before an answer came"):
        Hurried(Machine(takes=9.0), 1.0).converse(SPOT, b"", 1.0)


def test_a_silence_that_lasted_as_long_as_asked_for_is_an_answer():
    """Enough time was left: it is the other side that is silent."""
    assert PAGE == Hurried(Machine(takes=9.0), 9.0).converse(SPOT, b"", 1.0)


def test_nothing_is_sent_when_no_time_is_left():
    """What could not be waited for is not asked."""
    machine = Machine(takes=0.01)
    with pytest.raises(TimeoutError, match="before anybody could ask"):
        Hurried(machine, 0.05).converse(SPOT, b"", 1.0)

    assert [] == machine.waits
