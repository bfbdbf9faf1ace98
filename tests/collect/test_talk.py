"""Control conversations over a machine made of answers."""

import errno
from ipaddress import ip_address

from portwise.collect.talk import CLEARLY, PLAINLY, SHAKING
from portwise.host.api import Heard, Relay, Shaken
from portwise.model.evidence import Evidence, Unknown
from portwise.model.exchange import Kind
from portwise.model.facts import CLEAR, PLAIN, TLS
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Target

SPOT = Endpoint(ip_address("127.0.0.1"), 3000)
ALERT = Shaken(b"\x15\x03\x01\x00\x02\x02\x28", "alert", "", "SSLV3_ALERT_HANDSHAKE_FAILURE", b"", "", None, 1.0)


class Machine(Relay):
    def __init__(self, answer):
        self.answer, self.asked = answer, []

    def _answer(self, method, *about):
        self.asked.append((method, *about))
        return self.answer


def said(collector, fact, machine, url):
    (answer,) = collector.collect(machine, Evidence(Target.parse(url)), (fact.of(SPOT),))
    return answer.said


def test_the_plain_request_is_that_of_the_target():
    """The same page, without TLS."""
    machine = Machine(Heard(b"HTTP/1.1 400 Bad Request\r\n\r\n", "fin", 0, 1.0))
    met = said(PLAINLY, PLAIN, machine, "https://localhost:3000/x")

    assert 400 == met.value.status
    assert machine.asked[0][2].startswith(b"GET /x HTTP/1.1\r\nHost: localhost:3000\r\n")


def test_a_greeting_in_the_clear_is_that_of_the_scheme():
    """rediss:// is PING without TLS."""
    machine = Machine(Heard(b"+PONG\r\n", "silence", 0, 1.0))
    met = said(CLEARLY, CLEAR, machine, "rediss://localhost:3000")

    assert (Outcome.CONNECTED, "redis") == (met.value.outcome, met.value.protocol)
    assert machine.asked[0][2] == b"PING\r\n"


def test_who_keeps_silent_or_is_not_known_has_not_answered():
    """A busy server is silent too, and of some protocols portwise knows no first word."""
    silent = Heard(b"", "silence", 0, 1000.0)
    met = [said(CLEARLY, CLEAR, Machine(silent), url) for url in ("mqtts://localhost:1", "ldaps://localhost:1")]

    assert [True, True] == [isinstance(one, Unknown) for one in met]


def test_an_alert_is_an_answer_in_tls():
    """A server that refuses every handshake speaks TLS all the same."""
    met = said(SHAKING, TLS, Machine(ALERT), "http://localhost:3000")

    assert (Kind.TLS, Outcome.TLS_ERROR) == (met.value.kind, met.value.outcome)


def test_the_handshake_asks_for_nothing_and_names_no_zone():
    """No request inside: this is an experiment."""
    machine = Machine(ALERT)
    said(SHAKING, TLS, machine, "http://[fe80::1%25eth0]:3000")

    assert ("handshake", SPOT, "fe80::1", b"") == machine.asked[0][:4]


def test_silence_is_not_taken_for_a_no():
    """A busy server is silent too; the answer is unknown, and why."""
    silent = Shaken(b"", "silence", "", "timed out", b"", "", None, 1000.0)

    assert Unknown("no answer to a ClientHello within 1 s", "openssl s_client") == said(
        SHAKING, TLS, Machine(silent), "http://localhost:3000"
    )


def test_what_the_machine_refuses_is_unknown():
    """Each question for itself."""

    class Exhausted(Relay):
        def _answer(self, method, *about):
            raise OSError(errno.EMFILE, "Too many open files")

    assert "Too many open files" == said(PLAINLY, PLAIN, Exhausted(), "https://localhost:3000").why
