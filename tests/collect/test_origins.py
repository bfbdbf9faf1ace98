"""What a server allows the page of another origin, over a machine made of answers."""

from ipaddress import ip_address

import pytest

from portwise.collect.origins import PERMITTING
from portwise.host.api import Heard, Relay, Shaken
from portwise.model.evidence import Evidence, Known, Unknown
from portwise.model.exchange import AsPage, Permission
from portwise.model.facts import PERMITTED
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint, Fetch, Target

SPOT = Endpoint(ip_address("127.0.0.1"), 3000)
HEAD = b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Allow-Headers: X-Shop\r\n"
PAGE = Heard(HEAD + b"Content-Length: 0\r\n\r\n", "fin", 0, 1.0)
NOTHING = Heard(b"", "silence", 0, 1000.0)


class Machine(Relay):
    """Answers every conversation alike."""

    def __init__(self, heard, shaken=None):
        self.heard, self.shaken, self.sent = heard, shaken, []

    def _answer(self, method, *about):
        self.sent.append((method, about[-2]))
        return self.heard if method == "converse" else self.shaken


def said(machine, url="http://localhost:3000/", preflight=False):
    fetch = Fetch.of("http://localhost:5173", "PUT" if preflight else "GET")
    target = Target.parse(url)._replace(fetch=fetch)
    (answer,) = PERMITTING.collect(machine, Evidence(target), (PERMITTED.of(AsPage(SPOT, fetch, preflight)),))
    return answer.said


def test_the_headers_are_told_as_they_came():
    """The names of headers in lower case, as they are compared."""
    assert Known(Permission(Outcome.CONNECTED, 200, ("*",), (), (), ("x-shop",))) == said(Machine(PAGE))


def test_the_request_of_the_page_itself_is_never_sent():
    """A PUT might change something."""
    machine = Machine(PAGE)
    said(machine, preflight=True)

    assert [b"OPTIONS"] == [sent.split()[0] for _, sent in machine.sent]


def test_a_server_that_hangs_up_is_known_to():
    """Some do so on OPTIONS alone."""
    assert Known(Permission(Outcome.EMPTY, 0, (), (), (), ())) == said(Machine(Heard(b"", "fin", 0, 1.0)))


@pytest.mark.parametrize(
    ("url", "machine"),
    [
        ("http://localhost:3000/", Machine(NOTHING)),
        ("https://localhost:3000/", Machine(PAGE, Shaken(b"", "alert", "", "x", b"", "", None, 1.0))),
        (
            "https://localhost:3000/",
            Machine(PAGE, Shaken(b"\x16", "done", "TLSv1.3", "", b"", "self-signed", PAGE, 1.0)),
        ),
    ],
)
def test_what_no_browser_would_hear_is_not_known(url, machine):
    """Silence may be a busy server, and into a session that nothing vouches for nothing is sent."""
    assert isinstance(said(machine, url), Unknown)
