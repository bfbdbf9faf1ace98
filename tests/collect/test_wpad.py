"""What somebody finds who looks for a PAC file in the network, on a machine on paper."""

import errno
import socket
from ipaddress import ip_address

import pytest

from portwise.collect.wpad import FINDING
from portwise.host.api import Heard, Me
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import DESKTOP_PROXIES, DISCOVERED, HERE
from portwise.model.settings import DETECTED, Discovered, FileProxy
from portwise.model.target import Target

PAC = b"function FindProxyForURL(u, h) { return 'PROXY 10.0.0.1:3128'; }"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
GONE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
RESOLV = {"/etc/resolv.conf": "domain old.example\nsearch corp.example example.\nnameserver 10.0.0.2\n"}
ASKED = ("wpad.corp.example", "wpad.example", "wpad")
URL = "http://wpad/wpad.dat"
NOBODY = socket.gaierror(-2, "Name or service not known")  # EAI_NONAME, netdb.h
REFUSED = Heard(b"", "refused", errno.ECONNREFUSED, 1.0)
ENDLESS = b"HTTP/1.1 200 OK\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n"
LEASE = {
    "/run/systemd/netif/leases": ("2",),
    "/run/systemd/netif/leases/2": f"OPTION_252={b'http://dhcp.example/p'.hex()}\n",
}


def of(*scripts):
    """What the settings of a desktop say, each in place of a PAC file."""
    rows = tuple(FileProxy("Firefox", "", 0, "network.proxy.type", "prefs.js", 1, script) for script in scripts)
    return (Answer(DESKTOP_PROXIES.of(HERE), Known(rows), ""),)


DETECTING = of(DETECTED)


@pytest.fixture
def said(machine):
    class Desk(machine):
        def __init__(self, files, page, platform, printed):
            super().__init__(files)
            self.page, self.platform, self.printed, self.looked = page, platform, printed, []

        def me(self):
            return Me(1, 1000, "/", self.platform)

        def output(self, _):
            if self.printed is None:
                raise FileNotFoundError(errno.ENOENT, "No such file or directory")
            return self.printed

        def resolve(self, name, patience):
            self.looked.append(name)
            if isinstance(self.page, OSError):
                raise self.page
            return (ip_address("10.0.0.9"),)

        def converse(self, endpoint, sent, _):
            assert sent.startswith(b"GET /wpad.dat HTTP/1.1\r\nHost: wpad\r\n")
            return self.page if isinstance(self.page, Heard) else Heard(self.page, "fin", 0, 1.0)

    def ask(page=NOBODY, files=(), platform="linux", printed=None, settings=DETECTING):
        host = Desk(dict(files), page, platform, printed)
        before = Evidence(Target.parse("http://shop.example/")).plus(settings)
        (answer,) = FINDING.collect(host, before, (DISCOVERED.of(HERE),))
        assert ["wpad"] * (settings == DETECTING) == host.looked
        return answer.said

    return ask


@pytest.mark.parametrize("settings", [(), of(), of("http://pac.example/p.pac"), of("")])
def test_nobody_is_asked_whom_no_setting_names(said, settings):
    """Not even the resolver: where detection is off, a browser asks nobody for that name either."""
    told = said(settings=settings)

    assert isinstance(told, Unknown)
    assert "no settings of this machine switch automatic detection on" in told.why


@pytest.mark.parametrize(
    "page, why",
    [
        (OK % (len(PAC), PAC), ""),
        (ENDLESS + PAC, ""),
        (CHUNKED % (len(PAC), PAC) + b"0\r\n\r\n", ""),
        (NOBODY, "Name or service not known"),
        (REFUSED, "nobody serves it at wpad:80"),
        (GONE, "10.0.0.9:80 answers 404 Not Found"),
        (OK % (5, b"hello"), "it is no PAC file: it has no FindProxyForURL"),
    ],
)
def test_it_is_looked_for_as_a_browser_does(said, page, why):
    """By one name, behind which the resolver puts the domains of its list."""
    assert Known(Discovered("" if why else URL, ASKED, "", why)) == said(page, RESOLV)


@pytest.mark.parametrize(
    "page, why",
    [
        (socket.gaierror(-3, "Temporary failure in name resolution"), "Temporary failure"),  # EAI_AGAIN
        (TimeoutError(errno.ETIMEDOUT, "the resolver did not answer"), "the resolver did not answer"),
        (Heard(b"", "silence", 0, 1000.0), "nobody serves it"),
        (Heard(b"", "refused", errno.EHOSTUNREACH, 1.0), "nobody serves it"),
        (
            b"HTTP/1.1 302 Found\r\nLocation: /real.pac\r\nContent-Length: 0\r\n\r\n",
            "302 Found, and portwise follows no",
        ),
        (b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "503"),
        (b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", "407"),
        (OK % (1 << 20, b"// comment"), "has not sent all of it"),
        (Heard(ENDLESS + b"// comment", "limit", 0, 1.0), "has not sent all of it"),
        (CHUNKED % (9, b"// commen"), "has not sent all of it"),
    ],
)
def test_what_a_browser_may_find_that_waits_longer_is_not_known(said, page, why):
    """It follows redirects too: that there is none is told only where nobody would find one."""
    told = said(page, RESOLV)

    assert isinstance(told, Unknown)
    assert why in told.why


@pytest.mark.parametrize("files, printed", [(LEASE, None), ({}, "DHCP4.OPTION[3]:wpad = http://dhcp.example/p\n")])
def test_what_dhcp_names_is_told_and_not_fetched(said, files, printed):
    """Browsers of Linux do not take it."""
    assert Known(Discovered("", ("wpad",), "http://dhcp.example/p", "Name or service not known")) == said(
        NOBODY, files, printed=printed
    )


def test_where_dhcp_has_a_say_it_is_not_known(said):
    """Windows and macOS ask DHCP first, and portwise does not read what it said."""
    told = said(NOBODY, platform="win32")

    assert isinstance(told, Unknown)
    assert "option 252" in told.why
    assert Known(Discovered(URL, ("wpad",), "", "")) == said(OK % (len(PAC), PAC), platform="darwin")
