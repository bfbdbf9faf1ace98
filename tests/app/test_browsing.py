"""A browser is sent only to what it may be sent to, and what it met is judged with all the rest."""

import errno
from ipaddress import ip_address

import pytest

from portwise.app import browsing
from portwise.app.vantages import diagnose_from
from portwise.host.api import Relay
from portwise.model.browse import Browsed, Browser
from portwise.model.facts import BROWSED, HERE
from portwise.model.fetch import Fetch
from portwise.model.target import Target
from portwise.model.vantage import NoVantage, Vantage

BROWSER = Vantage("browser", "")
CHROMIUM = Browser("chromium", "Chromium", "156.0.1.2", "/usr/bin/chromium")
NAMES = {"near.test": "192.168.1.5", "far.test": "203.0.113.5", "here.test": "127.0.0.1", "v6.test": "fd00::1"}


class Machine(Relay):
    """Knows a few names, and browses in one way."""

    def __init__(self, met=None):
        self.met, self.asked = met, []

    def _answer(self, method, *about):
        if method == "now":
            return 0.0
        if method == "resolve" and about[0] in NAMES:
            return (ip_address(NAMES[about[0]]),)
        if method == "browse" and self.met:
            self.asked.append(about)
            return self.met
        raise OSError(errno.ENOENT, f"no {method}")


def target(text, origin=None, **more):
    return Target.parse(text)._replace(fetch=Fetch.of(origin, **more) if origin else None)


def test_where_there_is_no_browser_one_line_says_so():
    """With the reason of the machine."""
    with pytest.raises(NoVantage, match=r"^--vantage browser: no browse$"):
        diagnose_from(BROWSER, target("http://localhost:3000"), Machine())


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_is_sent_that_could_change_something(method):
    """portwise asks for leave and never does it; a browser that has leave would do it."""
    asked = target("http://localhost:3000/api", "http://localhost:5173", method=method)
    machine = Machine(Browsed(CHROMIUM, "", "", 200, "", 1.0))
    with pytest.raises(NoVantage, match=method):
        diagnose_from(BROWSER, asked, machine)

    assert [] == machine.asked


@pytest.mark.parametrize(
    ("origin", "asked", "expected"),
    [
        ("http://localhost:5173", "http://localhost:3000", False),
        ("http://app.localhost:5173", "http://127.0.0.1:3000", False),
        ("http://here.test:5173", "http://localhost:3000", False),
        ("http://near.test", "http://localhost:3000", True),
        ("http://near.test", "http://192.168.1.9", False),
        ("http://v6.test", "http://near.test", False),
        ("http://far.test", "http://near.test", True),
        ("http://far.test", "http://203.0.113.6", False),
        ("https://unknown.test", "http://localhost:3000", True),
        ("null", "http://localhost:3000", False),
    ],
)
def test_which_pages_come_from_farther_away(origin, asked, expected):
    """This machine, the local network, the internet: only who asks for something nearer needs leave."""
    fetch = Fetch.of(origin)

    assert expected is browsing.is_strange(Machine(), Target.parse(asked), fetch)


def test_what_is_secret_in_the_url_is_not_sent():
    """Userinfo is gone before anything is kept, and its place with it."""
    machine = Machine(Browsed(CHROMIUM, "", "", 200, "", 1.0))
    browsing.browse(BROWSER, target("http://me:secret@localhost:3000/a"), machine, 1.0)

    assert "http://localhost:3000/a" == machine.asked[0][1]


def test_its_word_is_an_observation():
    """With the command that shows a person the same."""
    answer = browsing.told(Browsed(CHROMIUM, "", "", 200, "", 1.0), target("http://localhost:3000/"))

    assert BROWSED.of(HERE) == answer.question
    assert "/usr/bin/chromium --headless --dump-dom http://localhost:3000/" == answer.source
