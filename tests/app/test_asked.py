"""What is asked for is not pasted already, and can be typed as it stands."""

import pytest

from portwise.app.asked import to_know
from portwise.app.reading import read
from portwise.model.facts import BROWSED, CONTAINERS, FROM_HERE, HERE, LISTENERS
from portwise.model.settling import AUTHOR
from portwise.model.target import Target
from portwise.read.aim import NO_TARGET
from portwise.read.readers import understood

AT = Target.parse("localhost:4300")
ASKED = "portwise why localhost:4300, on that machine"
TAKEN = "node    40711 eva    23u  IPv6 0x1234      0t0  TCP *:4300 (LISTEN)\n"


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (BROWSED, "portwise why localhost:4300 --vantage browser"),
        (FROM_HERE, "portwise why localhost:4300 --vantage container:NAME, or ssh:HOST"),
        (CONTAINERS, ASKED),
    ],
    ids=["browser", "elsewhere", "own rights"],
)
def test_the_target_stands_in_it_and_the_kind_of_place(fact, expected):
    """TARGET and WHERE would have to be found in the manual first."""
    assert expected == to_know(fact.of(HERE), AT, understood(""))


def test_a_table_of_the_port_is_not_asked_for_again():
    """What lsof says of one port is all there is to say of it."""
    told = [to_know(LISTENERS.of(HERE), AT, understood(text)) for text in ("refused", TAKEN)]

    assert ["ss -ltn", ASKED] == told


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Ubuntu 24.04", "ss -ltn"), ("macOS 15.1", "lsof -nP -iTCP -sTCP:LISTEN"), ("Windows 11", "netstat -ano")],
)
def test_each_system_is_asked_in_its_own_words(words, expected):
    """There is no ss on a Mac."""
    assert expected == to_know(LISTENERS.of(HERE), AT, understood(words))


def test_who_names_no_address_is_asked_for_one():
    """There is nothing that a command could be about."""
    assert AUTHOR == to_know(BROWSED.of(HERE), NO_TARGET, understood(""))


def test_nothing_is_asked_of_the_machine_that_portwise_runs_on():
    """Its own sandbox and its own rights have nothing to do with somebody else's text."""
    steps = {
        o.said.to_know for o in read("curl: (7) refused localhost:4300").observations if hasattr(o.said, "to_know")
    }

    assert [] == [step for step in steps if "sandbox" in step or "ask as" in step or "TARGET" in step]
