"""Whether a server behind a gateway keeps its connections, from conversations that a test wrote down."""

import pytest

from portwise.collect.keeping import ASKING, KEEPING
from portwise.host.api import Heard, Relay
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import KEPT, STRAIGHT, UPSTREAMS
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.settings import Upstream
from portwise.model.target import Target

ROW = Upstream("127.0.0.1", 3000, "", "http", "/", (8080,), "/etc/nginx/nginx.conf", 7, keeps=60.0)
SEEN = Evidence(Target.parse("http://localhost:8080/cart"))
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"


class Behind(Relay):
    def __init__(self, *heard):
        self.heard = heard
        self.sent = b""

    def _answer(self, method, *about):
        assert method == "keep"
        self.sent = about[1]
        return self.heard


def ask(host, *rows):
    seen = SEEN.plus([Answer(UPSTREAMS.of(Process(7, 1, "nginx")), Known(rows), "nginx -T")])
    (answer,) = KEEPING.collect(host, seen, (KEPT.of("127.0.0.1:3000"),))
    return answer.said


def answered(more=b""):
    return Heard(HEAD + more + b"\r\n", "limit", 0, 1.0)


@pytest.mark.parametrize(
    ("heard", "offered", "said", "second"),
    [
        ((answered(), answered()), True, None, Outcome.CONNECTED),
        ((answered(b"Keep-Alive: timeout=5, max=9\r\n"), answered()), True, 5.0, Outcome.CONNECTED),
        ((answered(), Heard(b"", "fin", 0, 1.0)), True, None, Outcome.EMPTY),
        ((answered(), Heard(b"", "rst", 104, 1.0)), True, None, Outcome.RESET),
        ((answered(b"Connection: close\r\n"), Heard(b"", "fin", 0, 1.0)), False, None, None),
        ((Heard(b"", "fin", 0, 1.0),), False, None, None),
    ],
)
def test_what_a_server_makes_of_a_second_request(heard, offered, said, second):
    """Only a connection that was offered can be taken away; what the server says of itself is kept."""
    met = ask(Behind(*heard), ROW).value

    assert (offered, said, second) == (met.offered, met.said, met.second and met.second.outcome)


def test_it_is_asked_for_the_page_of_the_target_and_to_keep_the_connection():
    """The gateway would send the same path."""
    host = Behind(answered(), answered())
    ask(host, ROW)

    assert b"GET /cart HTTP/1.1\r\nHost: 127.0.0.1:3000" in host.sent
    assert b"Connection: keep-alive" in host.sent


@pytest.mark.parametrize(
    ("rows", "heard"), [((), (answered(),)), ((ROW,), (Heard(b"", "silence", 0, 999.0),))], ids=["strange", "silent"]
)
def test_what_is_not_to_be_asked_and_silence_are_unknown(rows, heard):
    """A place that no configuration names is left alone, and silence says nothing of what is kept."""
    assert not isinstance(ask(Behind(*heard), *rows), Known)


class Straight(Relay):
    def __init__(self, heard):
        self.heard, self.sent = heard, ()

    def _answer(self, method, *about):
        assert method == "converse"
        self.sent = about
        return self.heard


@pytest.mark.parametrize(
    ("heard", "outcome"), [(Heard(b"", "silence", 0, 250.0), Outcome.HANG), (answered(), Outcome.CONNECTED)]
)
def test_silence_of_the_server_behind_is_an_answer(heard, outcome):
    """It is asked for the page that its gateway owes, and not for long: the gateway has waited already."""
    host = Straight(heard)
    seen = SEEN.plus([Answer(UPSTREAMS.of(Process(7, 1, "nginx")), Known((ROW,)), "nginx -T")])
    (answer,) = ASKING.collect(host, seen, (STRAIGHT.of("127.0.0.1:3000"),))

    assert outcome is answer.said.value.outcome
    assert b"GET /cart HTTP/1.1\r\nHost: 127.0.0.1:3000" in host.sent[1]
    assert 0.25 == host.sent[2]


def test_a_silence_that_was_cut_short_is_none():
    """Too little time was left: a server may take longer, and nobody is blamed for that."""
    seen = SEEN.plus([Answer(UPSTREAMS.of(Process(7, 1, "nginx")), Known((ROW,)), "nginx -T")])
    (answer,) = ASKING.collect(Straight(Heard(b"", "silence", 0, 100.0)), seen, (STRAIGHT.of("127.0.0.1:3000"),))

    assert "100 ms" in answer.said.why
