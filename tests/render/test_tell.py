"""Single observations as sentences."""

from ipaddress import ip_address

import pytest

from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.exchange import Banner, Exchange
from portwise.model.facts import ACCEPTED, BANNER, HTTP
from portwise.model.net import Acceptance, Attempt
from portwise.model.outcome import Outcome
from portwise.model.report import Tried
from portwise.model.target import Endpoint, Target
from portwise.render import tell

SPOT = Endpoint(ip_address("127.0.0.1"), 3000)
MADE = Attempt(Outcome.CONNECTED, 0, None, None, 1, 0.1)
SILENCES = (
    (HTTP, Exchange(Outcome.HANG, 0, "", "", "", "", b"", 1000.0)),
    (BANNER, Banner(Outcome.HANG, "", "", 1000.0)),
    (ACCEPTED, Acceptance(False, 1000.0)),
)


def how(fact, value, met):
    seen = Evidence(Target.parse("mysql://127.0.0.1:3000")).plus([Answer(fact.of(SPOT), Known(value), "a test")])
    tried = Tried(SPOT, MADE, met, "listener")
    return tell.how(seen, tried), tell.answer(seen, tried)


@pytest.mark.parametrize(("fact", "value"), SILENCES)
def test_a_silence_is_told_as_long_as_it_lasted(fact, value):
    """The connection took no time; what the client waited for did."""
    assert "1.0 s" == how(fact, value, Outcome.HANG)[0]


def test_an_answer_is_told_with_the_time_of_its_connection():
    """An answer is no silence, however long the page took."""
    page = Exchange(Outcome.CONNECTED, 200, "", "", "", "", b"", 1000.0)

    assert "0.1 ms" == how(HTTP, page, Outcome.CONNECTED)[0]


def test_a_server_that_does_not_greet_does_not_speak_the_protocol_yet():
    """Its silence may be that of a server which starts, or of one that waits to be asked."""
    assert "it does not speak mysql (yet)" == how(*SILENCES[1], Outcome.HANG)[1]
