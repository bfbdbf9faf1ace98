"""Which PAC file leaves a browser no way, on a machine on paper."""

import errno
from ipaddress import ip_address

import pytest

from portwise.collect.pacfiles import READING
from portwise.host.api import Heard
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import DESKTOP_PROXIES, HERE, SCRIPTED
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.settings import FileProxy
from portwise.model.target import Target

FILE, WEB = "file:///etc/my%20proxy.pac", "http://wpad.example/proxy.pac"
BEGIN = "function FindProxyForURL(u, h) { return "
GONE, THERE = "10.0.0.1:3128", "10.0.0.2:3128"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"


@pytest.fixture
def said(machine):
    """What the collector makes of a file that these settings name."""

    class Desk(machine):
        def __init__(self, files, page):
            super().__init__(files)
            self.page, self.asked = page, []

        def resolve(self, name, patience):
            if name != "wpad.example":
                raise OSError(errno.ENOENT, "Name or service not known")
            return (ip_address("10.0.0.9"),)

        def converse(self, endpoint, sent, _):
            self.asked.append(sent.split(b"\r\n")[0])
            return Heard(self.page, "fin", 0, 1.0) if self.page else Heard(b"", "refused", errno.ECONNREFUSED, 1.0)

        def attempts(self, endpoints, _):
            fate = {GONE: Outcome.REFUSED, THERE: Outcome.CONNECTED}
            return tuple(Attempt(fate[str(one)], 0, None, None, 1, 0.1) for one in endpoints)

    def ask(url, text="", page=b"", named=None):
        rows = (FileProxy("Chromium", "", 0, "auto_proxy", "the environment", 0, named or url),)
        seen = Evidence(Target.parse("http://shop.example/")).plus([Answer(DESKTOP_PROXIES.of(HERE), Known(rows), "x")])
        host = Desk({"/etc/my proxy.pac": text} if text else {}, page)
        (answer,) = READING.collect(host, seen, (SCRIPTED.of(url),))
        return answer.said

    return ask


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (f"'PROXY {GONE}'", [("10.0.0.1", 3128)]),
        (f"'PROXY {GONE}; PROXY nobody:80'", [("10.0.0.1", 3128), ("nobody", 80)]),
        ("'DIRECT'", []),
    ],
)
def test_what_does_not_depend_on_its_choice(said, words, found):
    """All that it names are gone, or it names none at all."""
    assert found == [(row.host, row.port) for row in said(FILE, f"{BEGIN}{words}; }}").value]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (f"'PROXY {GONE}; DIRECT'", f"it names {GONE} (refuses connections), DIRECT"),
        (f"'PROXY {GONE}; PROXY {THERE}'", f"{GONE} (refuses connections), {THERE} (takes connections)"),
        (f"'PROXY {GONE}' + other", f"{GONE} (refuses connections), others that it puts together"),
        ("'PROXY ' + h", "others that it puts together"),
        (f"''; return 'PROXY {GONE}'", f"{GONE} (refuses connections), none where it ends without an answer"),
    ],
)
def test_what_depends_on_it_is_not_known(said, words, why):
    """And all is told that a person could know."""
    told = said(FILE, f"{BEGIN}{words}; }}")

    assert isinstance(told, Unknown)
    assert why in told.why


def test_it_is_fetched_as_a_browser_would(said):
    """One GET, of an address that the settings name, and of no other."""
    text = f"{BEGIN}'PROXY {GONE}'; }}".encode()

    assert ["10.0.0.1"] == [row.host for row in said(WEB, page=OK % (len(text), text)).value]
    assert "no settings" in said(WEB, page=OK % (len(text), text), named=FILE).why


@pytest.mark.parametrize(
    ("url", "page", "why"),
    [
        (WEB, b"", "nobody serves it at wpad.example:80"),
        (WEB, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "10.0.0.9:80 answers 404 Not Found"),
        (WEB, OK % (5, b"hello"), "it is no PAC file"),
        (FILE, b"", "No such file"),
        ("http://gone.example/p", b"", "not known"),
        ("http://***@wpad.example/p", b"", "secret"),
        ("ftp://wpad.example/p", b"", "does not read ftp"),
        ("C:\\proxy.pac", b"", "PAC file"),
    ],
)
def test_a_file_that_is_not_there(said, url, page, why):
    """A browser goes without a proxy then, and portwise says what it met."""
    told = said(url, page=page)

    assert isinstance(told, Unknown)
    assert why in told.why
