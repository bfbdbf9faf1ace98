"""
What the tools of macOS print, by version.

netstat: as macOS 12 prints it, and as macOS 15 and 26 do, which name the process; socketfilterfw: as macOS 11 prints
it, and as macOS 13 and later; scutil of macOS 13 to 15.  Numbers, names and addresses are of nobody.
"""

from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import appfirewall, bsdnetstat, lsof, scutil
from portwise.model.guard import Passage
from portwise.model.target import Endpoint

DATA = Path(__file__).parent / "data" / "macos"
OLD = (DATA / "netstat-12.txt").read_text()
NEW = (DATA / "netstat-15.txt").read_text()


def test_netstat_names_no_process_up_to_macos_14():
    """The pid stands in a column of its own; tcp46 takes IPv4 too; ``*.*`` is nobody."""
    rows = bsdnetstat.sockets(OLD)

    assert [
        ("tcp", "ESTABLISHED", 50514, 612),
        ("tcp", "LISTEN", 3000, 35301),
        ("tcp", "CLOSED", 8000, 35302),
        ("udp", "", 5353, 321),
    ] == [(row.protocol, row.state, row.local.port, row.pid) for row in rows]
    assert (Endpoint(ip_address("::"), 3000), None, False) == (rows[1].local, rows[1].remote, rows[1].v6only)
    assert Endpoint(ip_address("203.0.113.7"), 443) == rows[0].remote


def test_netstat_names_the_process_since_macos_15():
    """Also one whose name has blanks."""
    rows = bsdnetstat.sockets(NEW)

    assert [
        ("node", 35301),
        ("Brave Browser He", 7187),
        ("ControlCenter", 501),
        ("httpd", 88),
        ("mDNSResponder", 1),
    ] == [(row.name, row.pid) for row in rows]
    assert Endpoint(ip_address("fe80::1%lo0"), 80) == rows[3].local
    assert [True, False, False, True, True] == [row.v6only for row in rows]
    assert 12 == rows[1].unread


def test_a_listener_whose_address_is_cut_off_is_not_left_out():
    """A table without it would call its port free; of other rows it does not matter."""
    cut = NEW.replace("fe80::1%lo0.80 ", "fe80::e484:d5ff:")
    with pytest.raises(ValueError, match="cut the address"):
        bsdnetstat.sockets(cut)

    assert 4 == len(bsdnetstat.sockets(cut.replace("LISTEN", "SYN_SENT")))


def test_what_is_no_table_is_said():
    """Nothing printed is not an empty table."""
    for parse in (bsdnetstat.sockets, bsdnetstat.queues, scutil.proxies, appfirewall.passages):
        with pytest.raises(ValueError):
            parse("")


def test_the_table_of_another_system_is_none():
    """Linux has tools of the same names; its rows are not taken for those of a Mac, and not passed over."""
    with pytest.raises(ValueError, match="no table of macOS"):
        bsdnetstat.sockets("Proto Recv-Q Send-Q Local Address\ntcp        0      0 127.0.0.1:80   0.0.0.0:*   LISTEN\n")


UNIX = """Active LOCAL (UNIX) domain sockets
Address          Type   Recv-Q Send-Q            Inode             Conn             Refs          Nextref Addr
c0a1b2c3d4e5f607 stream      0      0 a1b2c3d4e5f60718 0 0 0 /tmp/my app.sock
c0a1b2c3d4e5f608 stream      0      0 0 c0a1b2c3d4e5f609 0 0 /tmp/my app.sock
c0a1b2c3d4e5f609 stream      0      0 0 c0a1b2c3d4e5f608 0 0
c0a1b2c3d4e5f60a dgram       0      0 a1b2c3d4e5f60719 0 0 0 /var/run/syslog
"""


def test_unix_sockets_that_listen():
    """Not those that were accepted, which have the same name, and no datagram sockets."""
    assert ["/tmp/my app.sock"] == [one.path for one in bsdnetstat.paths(UNIX)]


@pytest.mark.parametrize("lead", ["", "tcp4  "])
def test_queues(lead):
    """macOS has no column for the protocol, FreeBSD has."""
    text = f"Current listen queue sizes (qlen/incqlen/maxqlen)\nListen         Local Address\n{lead}129/0/128  *.3000\n"

    assert (bsdnetstat.Queue("*.3000", 129, 128),) == bsdnetstat.queues(text)


LSOF = """COMMAND     PID USER   FD   TYPE             DEVICE SIZE/OFF NODE NAME
ControlCe   501  ann   10u  IPv4 0x8e2fb1a7c1d9a4b1      0t0  TCP *:5000 (LISTEN)
ControlCe   501  ann   11u  IPv6 0x8e2fb1a7c1d9a4b2      0t0  TCP *:commplex-main (LISTEN)
node      35301  ann   23u  IPv6 0x8e2fb1a7c1d9a4b3      0t0  TCP [::1]:3000 (LISTEN)
Google\\x20  612  ann   31u  IPv4 0x8e2fb1a7c1d9a4b4      0t0  TCP 192.168.178.31:50514->203.0.113.7:443 (ESTABLISHED)
mDNSRespo   321 _mdn    7u  IPv4 0x8e2fb1a7c1d9a4b5      0t0  UDP *:5353
postgres   4242  ann    9u  IPv4              54321      0t0  TCP localhost:postgresql (LISTEN)
identitys   700  ann    7u  IPv4 0x8e2fb1a7c1d9a4b6      0t0  UDP *:*
"""


def test_lsof():
    """One row per descriptor; names of well-known ports are numbers again; ``*:*`` is no place."""
    rows = lsof.rows(LSOF)

    assert [
        ("ControlCe", "0.0.0.0:5000", "LISTEN"),
        ("ControlCe", "[::]:5000", "LISTEN"),
        ("node", "[::1]:3000", "LISTEN"),
        ("Google ", "192.168.178.31:50514", "ESTABLISHED"),
        ("mDNSRespo", "0.0.0.0:5353", ""),
        ("postgres", "127.0.0.1:5432", "LISTEN"),
    ] == [(row.command, str(row.local), row.state) for row in rows]


PROXY = """<dictionary> {
  ExceptionsList : <array> {
    0 : *.local
    1 : 169.254/16
    2 : .corp.example
  }
  ExcludeSimpleHostnames : 1
  FTPPassive : 1
  HTTPEnable : 1
  HTTPPort : 8080
  HTTPProxy : proxy.corp.example
  HTTPSEnable : 0
  HTTPSPort : 8443
  HTTPSProxy : old.corp.example
  ProxyAutoConfigEnable : 1
  ProxyAutoConfigURLString : http://wpad.corp.example/proxy.pac
  SOCKSEnable : 1
  SOCKSProxy : 127.0.0.1
  __SCOPED__ : <dictionary> {
    en0 : <dictionary> {
      HTTPEnable : 1
      HTTPProxy : of-one-interface
    }
  }
}
"""


def test_the_proxies_of_the_system():
    """Those that are switched on, of the whole machine; a port that is not written is the usual one."""
    told = scutil.proxies(PROXY)

    assert (scutil.Proxy("http", "proxy.corp.example", 8080), scutil.Proxy("socks5", "127.0.0.1", 1080)) == told.proxies
    assert ("*.local", "169.254/16", ".corp.example") == told.exceptions
    assert "http://wpad.corp.example/proxy.pac" == told.script


@pytest.mark.parametrize(
    ("scheme", "host", "expected"),
    [
        ("http", "shop.example", "http"),
        ("https", "shop.example", "socks5"),
        ("http", "localhost", None),
        ("http", "127.0.0.1", None),
        ("http", "[::1]", None),
        ("http", "nas", None),
        ("http", "nas.local", None),
        ("http", "169.254.3.4", None),
        ("http", "a.corp.example", None),
        ("http", "192.168.1.9", "http"),
    ],
)
def test_which_proxy_a_url_meets(scheme, host, expected):
    """Loopback goes direct by itself; a network may be written without its zeros."""
    told = scutil.chosen(scutil.proxies(PROXY.replace("2 : .corp", "2 : *.corp")), scheme, host)

    assert expected == (told and told.kind)


DNS = """DNS configuration

resolver #1
  search domain[0] : fritz.box
  nameserver[0] : fd00::1
  nameserver[1] : 192.168.178.1
  if_index : 14 (en0)
  flags    : Request A records, Request AAAA records
  reach    : 0x00020002 (Reachable,Directly Reachable Address)

resolver #2
  domain   : local
  options  : mdns
  timeout  : 5
  order    : 300000

DNS configuration (for scoped queries)

resolver #1
  nameserver[0] : 10.8.0.1
  if_index : 22 (utun4)
"""


def test_the_servers_of_names():
    """Those that are asked for every name: neither those of one domain nor those of one interface."""
    assert (ip_address("fd00::1"), ip_address("192.168.178.1")) == scutil.servers(DNS)
    assert () == scutil.servers(DNS.replace("search domain[0] : fritz.box", "domain   : corp.example"))


LISTED = """Total number of apps = 2
1 : /Applications/Docker.app
             (Allow incoming connections)
2 : /opt/homebrew/Cellar/node/22.1.0/bin/node
             (Block incoming connections)
"""
LISTED_BEFORE = """ALF: total number of apps = 2

1 :  /Applications/Docker.app
 \t ( Allow incoming connections )

2 :  /opt/homebrew/Cellar/node/22.1.0/bin/node
 \t ( Block incoming connections )
"""
SIGNED = (
    "Automatically allow built-in signed software ENABLED.\nAutomatically allow downloaded signed software DISABLED.\n"
)
NODE, DOCKER = "/opt/homebrew/Cellar/node/22.1.0/bin/node", "/Applications/Docker.app/Contents/MacOS/com.docker.backend"


@pytest.mark.parametrize("listed", [LISTED, LISTED_BEFORE])
def test_the_list_of_programs(listed):
    """The same in the words of macOS 11 and of macOS 13."""
    listed = listed.replace("\n", " \n")  # as it is printed

    assert (
        Passage("/Applications/Docker.app", "/Applications/Docker.app"),
        Passage(NODE, NODE, blocks=True),
    ) == appfirewall.passages(listed)


@pytest.mark.parametrize(
    ("state", "block_all", "expected"),
    [
        ("Firewall is disabled. (State = 0)", "Firewall has block all state set to disabled.", (True, True, True)),
        ("Firewall is enabled. (State = 1)", "Block all DISABLED! ", (False, True, None)),
        ("Firewall is enabled. (State = 1)", "Firewall has block all state set to disabled.", (False, True, None)),
        ("Firewall is enabled. (State = 1)", "Firewall has block all state set to enabled.", (False, False, False)),
        (
            "Firewall is blocking all non-essential incoming connections. (State = 2)",
            "Firewall is set to block all non-essential incoming connections.",
            (False, False, False),
        ),
    ],
)
def test_who_is_let_in(state, block_all, expected):
    """The blocked one, one inside an allowed application, and one without an entry, of which nothing is told."""
    shield = appfirewall.shield(state, block_all, SIGNED, LISTED)

    assert expected == tuple(shield.admits(program, 3000) for program in (NODE, DOCKER, "/Users/ann/bin/server"))


def test_what_apple_signed_needs_no_entry():
    """Unless that is switched off."""
    words = ("Firewall is enabled. (State = 1)", "Block all DISABLED!")

    assert appfirewall.shield(*words, SIGNED, LISTED).admits("/usr/sbin/httpd", 80)
    assert appfirewall.shield(*words, "", LISTED).admits("/usr/sbin/httpd", 80) is None


@given(text=st.text() | st.lists(st.sampled_from(OLD.split() + PROXY.split() + ["\n", " "])).map(" ".join))
def test_any_text_is_rows_or_malformed(text):
    """Whatever a tool of another day prints."""
    for parse in (
        bsdnetstat.sockets,
        bsdnetstat.queues,
        bsdnetstat.paths,
        lsof.rows,
        scutil.proxies,
        scutil.servers,
        appfirewall.passages,
    ):
        try:
            told = parse(text)
        except ValueError:
            continue

        assert told == parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Enabled: Yes\nServer: 10.9.9.9\nPort: 8080\nAuthenticated Proxy Enabled: 0\n", ("10.9.9.9", 8080)),
        ("Enabled: No\nServer: 10.9.9.9\nPort: 8080\n", None),
        ("Enabled: Yes\nServer: \nPort: \n", None),
        ("Wi-Fi is not a recognized network service.\n** Error: The parameters were not valid.\n", None),
        ("", None),
    ],
)
def test_what_a_network_service_asks(text, expected):
    """networksetup(8): the proxy that is switched on, and none where it is off or the service is not known."""

    assert expected == scutil.asked(text)


def test_services_that_are_switched_off_ask_nobody():
    """They have an asterisk; the first line is for people."""
    text = "An asterisk (*) denotes that a network service is disabled.\nUSB LAN\n*Bluetooth PAN\nWi-Fi\n"

    assert ("USB LAN", "Wi-Fi") == scutil.services(text)
