"""Other ways to a page, in their order, and none where it would be no help."""

import errno
from ipaddress import ip_address

import pytest

from portwise.app import workarounds
from portwise.app.workarounds import workaround
from portwise.host.api import Relay
from portwise.model.browse import Browsed, Browser
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import ATTEMPT, BROWSED, HERE, INTERFACES
from portwise.model.fetch import Fetch
from portwise.model.net import Attempt, Interface
from portwise.model.outcome import Outcome
from portwise.model.report import Report, Tried, Verdict
from portwise.model.target import Endpoint, Target

CHROMIUM = Browser("chromium", "Chromium", "156.0.1.2", "/usr/bin/chromium")
SPOT = Endpoint(ip_address("127.0.0.1"), 3000)
LAN = Interface(2, "eth0", True, False, (ip_address("10.0.0.5"), ip_address("fe80::1")))
FAILED = Browsed(CHROMIUM, "http://localhost:3000/a", "ERR_CONNECTION_REFUSED", 0, "", 1.0)
CAME = FAILED._replace(error="", status=200)


class Machine(Relay):
    """On which a browser gets some pages; it remembers which it was sent to."""

    def __init__(self, *works):
        self.works, self.asked = works, []

    def _answer(self, method, *about):
        if method != "browse":
            raise OSError(errno.ENOENT, f"no {method}")
        kind, url, *_ = about
        self.asked.append((kind, url))
        if kind in ("chrome", "edge"):
            raise OSError(errno.ENOENT, "no browser was found here")
        return CAME if (kind, url) in self.works or url in self.works else FAILED


def report_of(met=Outcome.CONNECTED, browsed=FAILED, vantage="browser", fetch=None):
    target = Target.parse("http://localhost:3000/a")._replace(fetch=fetch)
    attempt = Attempt(met, 0, None, None, 1, 0.1)
    seen = Evidence(target).plus(
        [
            Answer(ATTEMPT.of(SPOT), Known(attempt), "connect"),
            Answer(BROWSED.of(HERE), Known(browsed), "chromium"),
            Answer(INTERFACES.of(HERE), Known((LAN,)), "ip addr"),
        ]
    )
    tried = (Tried(SPOT, attempt, met, "listener"),)
    return Report(target, Verdict.BROKEN, met, tried, (), (), tuple(seen), 1.0, vantage)


@pytest.mark.parametrize(
    ("works", "url", "asked"),
    [
        ("http://127.0.0.1:3000/a", "http://127.0.0.1:3000/a", 1),
        ("http://[::1]:3000/a", "http://[::1]:3000/a", 2),
        ("http://10.0.0.5:3000/a", "http://10.0.0.5:3000/a", 3),
        (("firefox", "http://localhost:3000/a"), "http://localhost:3000/a", 6),
    ],
)
def test_the_first_way_that_works_is_offered(works, url, asked):
    """Another address, one in the network, another browser; and nothing is tried after it."""
    machine = Machine(works)
    found = workaround(report_of(), machine)

    assert (url, (), asked) == (found.url, found.command, len(machine.asked))


@pytest.mark.parametrize(
    "report",
    [
        report_of(met=Outcome.REFUSED),  # nobody gets there
        report_of(browsed=CAME),
        report_of(vantage="here"),
        report_of(fetch=Fetch.of("https://shop.example")),
    ],
)
def test_where_it_is_not_the_browser_alone_nothing_is_tried(report):
    """No page is loaded, and nothing is opened."""
    machine = Machine()

    assert (None, []) == (workaround(report, machine), machine.asked)


def test_a_port_that_browsers_refuse_is_forwarded_at_once(monkeypatch):
    """At any other address it is the same port."""
    monkeypatch.setattr(workarounds, "forwarded", lambda *_: "forward")
    machine = Machine("http://127.0.0.1:3000/a")
    found = workaround(report_of(browsed=FAILED._replace(error="ERR_UNSAFE_PORT")), machine)

    assert ("forward", []) == (found, machine.asked)


@pytest.mark.parametrize("error", ["ERR_CONNECTION_REFUSED", "ERR_UNSAFE_PORT"])
def test_where_nothing_helps_a_public_tunnel_is_shown(error, monkeypatch):
    """The forward was the last that is tried; what lets strangers in is a person's to open, and has no URL yet."""
    monkeypatch.setattr(workarounds, "forwarded", lambda *_: None)
    machine = Machine()
    found = workaround(report_of(browsed=FAILED._replace(error=error)), machine)

    assert ("cloudflared", "tunnel", "--url", "http://localhost:3000") == found.command
    assert ("", True) == (found.url, "everybody who has its address (not tried, and only shown here)" in found.says)
