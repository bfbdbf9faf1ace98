"""The request once more, in another name or elsewhere, over a machine made of answers."""

import errno
from ipaddress import ip_address

import pytest

from portwise.collect.redirects import FOLLOWING, HOSTING
from portwise.host.api import Heard, Relay, Shaken
from portwise.model.evidence import Evidence
from portwise.model.exchange import AsHost
from portwise.model.facts import FOLLOWED, HOSTED
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Target

LOOPBACK = ip_address("127.0.0.1")
ELSEWHERE = ip_address("192.0.2.7")
SPOT = Endpoint(LOOPBACK, 3000)
PAGE = Heard(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "fin", 0, 1.0)
SENDING = {"attempts", "converse", "handshake"}


class Machine(Relay):
    """A machine that owns loopback; *resolves* is what any name stands for, or how the resolver fails."""

    def __init__(self, resolves=(LOOPBACK,), heard=PAGE, outcome=Outcome.CONNECTED, shaken=None):
        self.resolves, self.heard, self.outcome, self.shaken = resolves, heard, outcome, shaken
        self.asked = []

    def _answer(self, method, *about):
        self.asked.append((method, *about))
        if method == "resolve" and isinstance(self.resolves, OSError):
            raise self.resolves
        answers = {
            "resolve": self.resolves,
            "owns": about[0] == LOOPBACK,
            "attempts": (Attempt(self.outcome, 0, None, None, 1, 1.0),),
            "converse": self.heard,
            "handshake": self.shaken,
        }
        return answers[method]


def said(collector, question, machine):
    (answer,) = collector.collect(machine, Evidence(Target.parse("http://localhost:3000/x")), (question,))
    return answer.said


def test_a_redirect_is_never_followed_off_this_machine():
    """Nothing is sent, and what is there stays unknown."""
    machine = Machine(resolves=(LOOPBACK, ELSEWHERE))

    assert "only to this machine" in said(FOLLOWING, FOLLOWED.of("http://shop.example/"), machine).why
    assert set() == SENDING & {method for method, *_ in machine.asked}


def test_the_query_of_a_redirect_travels_and_its_fragment_does_not():
    """RFC 9110 section 7.1."""
    machine = Machine()
    said(FOLLOWING, FOLLOWED.of("http://localhost:3000/login?next=/x#top"), machine)

    assert machine.asked[-1][2].startswith(b"GET /login?next=/x HTTP/1.1\r\nHost: localhost:3000\r\n")


@pytest.mark.parametrize(
    ("machine", "outcome"),
    [
        (Machine(), Outcome.CONNECTED),
        (Machine(outcome=Outcome.REFUSED), Outcome.REFUSED),
        (Machine(resolves=OSError(-2, "Name or service not known")), Outcome.NAME_FAILURE),
    ],
)
def test_what_is_met_there_is_what_is_said(machine, outcome):
    """A page, a refusal, or a name that stands for nothing."""
    assert outcome is said(FOLLOWING, FOLLOWED.of("http://app.test:3000/"), machine).value.outcome


@pytest.mark.parametrize(
    "machine",
    [
        Machine(resolves=OSError(-3, "Temporary failure in name resolution")),
        Machine(resolves=TimeoutError(errno.ETIMEDOUT, "the resolver did not answer")),
        Machine(heard=Heard(b"", "silence", 0, 1000.0)),
    ],
)
def test_a_resolver_in_trouble_and_a_slow_page_prove_nothing(machine):
    """Neither says that the place is not there."""
    assert hasattr(said(FOLLOWING, FOLLOWED.of("http://app.test:3000/"), machine), "why")


def test_localhost_names_need_no_resolver():
    """RFC 6761 section 6.3."""
    machine = Machine(resolves=OSError(-2, "Name or service not known"))

    assert Outcome.CONNECTED is said(FOLLOWING, FOLLOWED.of("http://app.localhost:3000/"), machine).value.outcome


def test_a_session_that_is_not_trusted_is_no_answer():
    """A strict client sees no page there, although somebody who takes every certificate does."""
    shaken = Shaken(b"\x16\x03\x03", "done", "TLSv1.3", "", b"", "self-signed certificate", PAGE, 1.0)

    met = said(FOLLOWING, FOLLOWED.of("https://localhost:3443/"), Machine(shaken=shaken))

    assert Outcome.TLS_ERROR is met.value.outcome


def test_another_name_changes_the_host_header_alone():
    """The same place and the same page."""
    machine = Machine()
    said(HOSTING, HOSTED.of(AsHost(SPOT, "localhost:3000")), machine)

    assert ("converse", SPOT) == machine.asked[-1][:2]
    assert machine.asked[-1][2].startswith(b"GET /x HTTP/1.1\r\nHost: localhost:3000\r\n")
