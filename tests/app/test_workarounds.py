"""Other ways to a page, in their order, and none where it would be no help."""

import errno
from ipaddress import ip_address

import pytest

from portwise.app import workarounds
from portwise.app.workarounds import workaround
from portwise.host.api import Relay
from portwise.model.browse import Browsed, Browser, Dialled
from portwise.model.client import Client
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.exchange import Exchange
from portwise.model.facts import ATTEMPT, BROWSED, HERE, HTTP, INTERFACES, LISTENERS
from portwise.model.fetch import Fetch
from portwise.model.net import Attempt, Interface, Socket
from portwise.model.outcome import Outcome
from portwise.model.repair import answers
from portwise.model.report import Report, Tried, Verdict
from portwise.model.target import Endpoint, Target
from portwise.model.testimony import Heard, Saw
from portwise.model.testimony import Testimony as Said  # pytest takes a name that begins with Test for its own

CHROMIUM = Browser("chromium", "Chromium", "156.0.1.2", "/usr/bin/chromium")
SPOT = Endpoint(ip_address("127.0.0.1"), 3000)
LAN = Interface(2, "eth0", True, False, (ip_address("10.0.0.5"), ip_address("fe80::1")))
ONCE = Attempt(Outcome.CONNECTED, 0, None, None, 1, 0.1)
FAILED = Browsed(CHROMIUM, "http://localhost:3000/a", "ERR_CONNECTION_REFUSED", 0, "", 1.0)
CAME = FAILED._replace(error="", status=200)


class Machine(Relay):
    """On which a browser gets some pages; it remembers which it was sent to, and each takes its time."""

    def __init__(self, *works, takes=1.0, page=CAME):
        self.works, self.asked, self.takes, self.time = works, [], takes, 0.0
        self.page, self.pages = page, {}

    def _answer(self, method, *about):
        if method == "now":
            return self.time
        if method != "browse":
            raise OSError(errno.ENOENT, f"no {method}")
        kind, url, *_ = about
        self.asked.append((kind, url))
        self.time += self.takes
        if kind in ("chrome", "edge"):
            raise OSError(errno.ENOENT, "no browser was found here")
        return self.pages.get(url, self.page) if (kind, url) in self.works or url in self.works else FAILED


def report_of(met=Outcome.CONNECTED, browsed=FAILED, vantage="browser", fetch=None, saw=(), more=(), host="localhost"):
    target = Target.parse(f"http://{host}:3000/a")._replace(fetch=fetch)
    attempt = Attempt(met, 0, None, None, 1, 0.1)
    said = [Answer(BROWSED.of(HERE), Known(browsed), "chromium")] if browsed else []
    spot = SPOT if host == "localhost" else Endpoint(ip_address("192.0.2.1"), 3000)
    seen = Evidence(target).plus(
        [
            *(more or [Answer(INTERFACES.of(HERE), Known((LAN,)), "ip addr")]),
            Answer(ATTEMPT.of(spot), Known(attempt), "connect"),
            *said,
        ]
    )
    tried = (Tried(spot, attempt, met, "listener"),)
    heard = Heard(Said(tuple(saw)), (), (), ()) if saw else None
    return Report(target, Verdict.BROKEN, met, tried, (), (), tuple(seen), 1.0, vantage, heard=heard)


def fails(client="chrome", word="ERR_CONNECTION_REFUSED"):
    return Saw(client, Client.BROWSER, word, ("refused",))


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
        report_of(browsed=None, vantage="here", saw=[Saw("curl", Client.CURL, "refused", ("refused",))]),
        report_of(browsed=None, vantage="here", saw=[Saw("chrome", Client.BROWSER, "ok", ("connected",))]),
    ],
)
def test_where_it_is_not_the_browser_alone_nothing_is_tried(report):
    """No page is loaded, and nothing is opened."""
    machine = Machine()

    assert (None, []) == (workaround(report, machine), machine.asked)


@pytest.mark.parametrize(
    "report",
    [
        report_of(browsed=FAILED._replace(error="ERR_UNSAFE_PORT")),
        report_of(browsed=None, vantage="here", saw=[fails(word="ERR_UNSAFE_PORT")]),
    ],
    ids=["met", "said"],
)
def test_a_port_that_browsers_refuse_is_forwarded_at_once(report, monkeypatch):
    """At any other address it is the same port."""
    monkeypatch.setattr(workarounds, "forwarded", lambda *_: iter(["forward"]))
    machine = Machine("http://127.0.0.1:3000/a", "http://localhost:3000/a")
    found = workaround(report, machine)

    assert ("forward", []) == (found, machine.asked)


def test_after_a_minute_no_way_is_begun(monkeypatch):
    """A browser that hangs at each page takes the time of a few, and Firefox is not even asked; the rest is shown."""
    monkeypatch.setattr(workarounds, "forwarded", lambda *_: iter(()))
    machine = Machine(("firefox", "http://localhost:3000/a"), takes=workarounds.ALTOGETHER / 2)
    found = workaround(report_of(), machine)

    assert ("", 2) == (found.url, len(machine.asked))


@pytest.mark.parametrize(("host", "few"), [("localhost", 2 + workarounds.MOST), ("shop.example", workarounds.MOST)])
def test_of_many_addresses_a_few_are_tried(host, few, monkeypatch):
    """A machine with a bridge for each project has dozens, and so may a server elsewhere."""
    monkeypatch.setattr(workarounds, "forwarded", lambda *_: iter(()))
    many = tuple(ip_address(f"192.0.2.{n}") for n in range(1, 40))
    more = [
        Answer(INTERFACES.of(HERE), Known((LAN._replace(addresses=many),)), "ip addr"),
        *(Answer(ATTEMPT.of(Endpoint(one, 3000)), Known(ONCE), "") for one in many if host != "localhost"),
    ]
    machine = Machine()
    workaround(report_of(more=more, host=host), machine)

    assert few == len([url for _, url in machine.asked if f"{host}:" not in url])


CLEAN_FIREFOX = CAME._replace(browser=Browser("firefox", "Firefox", "140", "/usr/bin/firefox-esr"))


@pytest.mark.parametrize(
    ("report", "machine", "asked", "says", "command"),
    [
        (report_of(browsed=CAME, saw=[fails()]), Machine(), [], "Chromium", "--user-data-dir=/tmp/clean-profile"),
        (
            report_of(browsed=CLEAN_FIREFOX, saw=[fails("firefox")]),
            Machine(),
            [],
            "Firefox",
            f"-c {workarounds.IN_A_NEW_FOLDER} /usr/bin/firefox-esr",
        ),
        (
            report_of(browsed=None, vantage="here", saw=[fails()]),
            Machine("http://localhost:3000/a"),
            [("chrome", "http://localhost:3000/a"), ("", "http://localhost:3000/a")],
            "Chromium",
            "--user-data-dir=/tmp/clean-profile",
        ),
        (
            report_of(browsed=None, vantage="here", saw=[fails("firefox")]),
            Machine(("firefox", "http://localhost:3000/a"), page=CLEAN_FIREFOX),
            [("firefox", "http://localhost:3000/a")],
            "Firefox",
            f"-c {workarounds.IN_A_NEW_FOLDER} /usr/bin/firefox-esr",
        ),
    ],
    ids=["seen to work", "Firefox", "tried here", "tried in the same"],
)
def test_where_a_profile_is_said_to_fail_a_clean_one_is_first(report, machine, asked, says, command):
    """In the browser that was said to fail, where it is here; what a clean one has met already is not met again."""
    found = workaround(report, machine)

    assert (asked, f"open it in {says} with a clean profile, in which it works") == (machine.asked, found.says)
    assert (command, "http://localhost:3000/a") == (" ".join(found.command[1:-1]), found.command[-1])


def test_where_a_clean_profile_fails_as_well_the_other_ways_follow():
    """Nothing is said of a profile then."""
    machine = Machine("http://127.0.0.1:3000/a")
    found = workaround(report_of(saw=[fails()]), machine)

    assert ("http://127.0.0.1:3000/a", (), 1) == (found.url, found.command, len(machine.asked))


@pytest.mark.parametrize(("saw", "well"), [((), True), ([fails()], False)])
def test_what_a_browser_is_said_to_meet_is_not_well(saw, well):
    """Though every attempt answers, there is something to repair."""
    assert well is answers(report_of(browsed=CAME, saw=saw)._replace(verdict=Verdict.AMBIGUOUS))


@pytest.mark.parametrize(("here", "url"), [(200, ""), (403, "http://127.0.0.1:3000/a"), (None, "")])
def test_a_page_that_turns_browsers_away_is_no_way(here, url, monkeypatch):
    """A server that does not know that name says so with a page, unless it says the same at the target itself."""
    monkeypatch.setattr(workarounds, "forwarded", lambda *_: iter(()))
    said = Known(Exchange(Outcome.CONNECTED, here, "", "", "", "", b"", 1.0)) if here else Unknown("not asked", "")
    machine = Machine("http://127.0.0.1:3000/a", page=CAME._replace(status=403))
    found = workaround(report_of(more=[Answer(HTTP.of(SPOT), said, "HTTP")]), machine)

    assert url == found.url


@pytest.mark.parametrize(("uid", "url"), [(1000, "http://[::1]:3000/a"), (1001, "http://10.0.0.5:3000/a")])
def test_the_page_of_another_program_is_no_way(uid, url):
    """Sockets of two users are of two programs; of one that is hidden from us nothing is known against it."""
    held = [("127.0.0.1", 1000, 1), ("::1", uid, 2)]
    rows = tuple(Socket(ip_address(address), 3000, False, 0, 10, user, inode) for address, user, inode in held)
    machine = Machine("http://[::1]:3000/a", "http://10.0.0.5:3000/a")
    machine.pages["http://[::1]:3000/a"] = CAME._replace(tried=(Dialled(ip_address("::1"), 3000, ""),))
    more = [Answer(LISTENERS.of(HERE), Known(rows), "ss"), Answer(INTERFACES.of(HERE), Known((LAN,)), "ip addr")]
    found = workaround(report_of(more=more), machine)

    assert url == found.url


@pytest.mark.parametrize("error", ["ERR_CONNECTION_REFUSED", "ERR_UNSAFE_PORT"])
def test_where_nothing_helps_a_public_tunnel_is_shown(error, monkeypatch):
    """The forward was the last that is tried; what lets strangers in is a person's to open, and has no URL yet."""
    monkeypatch.setattr(workarounds, "forwarded", lambda *_: iter(()))
    machine = Machine()
    found = workaround(report_of(browsed=FAILED._replace(error=error)), machine)

    assert ("cloudflared", "tunnel", "--url", "http://localhost:3000") == found.command
    assert ("", True) == (found.url, "everybody who has its address (not tried, and only shown here)" in found.says)
