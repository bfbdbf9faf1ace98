"""
What the tools of macOS print of ways, rules and jobs.

route, ifconfig, arp and ndp as macOS 12 to 15 print them, pfctl as macOS 13 and later (rules of pf.conf(5)), launchctl
as macOS 13 and 15.  Numbers, names and addresses are of nobody.
"""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import bsdps, bsdroutes, launchd, pf
from portwise.model.net import Neighbour, Route

LAN, GATEWAY = ip_address("192.168.178.44"), ip_address("192.168.178.1")
ON_LINK = """   route to: 192.168.178.44
destination: 192.168.178.44
  interface: en0
      flags: <UP,HOST,DONE,LLINFO,WASCLONED,IFSCOPE,IFREF>
 recvpipe  sendpipe  ssthresh  rtt,msec    rttvar  hopcount      mtu     expire
       0         0         0         0         0         0      1500      1180
"""
BEYOND = """   route to: 203.0.113.7
destination: default
       mask: default
    gateway: 192.168.178.1
  interface: en0
      flags: <UP,GATEWAY,DONE,STATIC,PRCLONING,GLOBAL>
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ON_LINK, Route("unicast", "en0", None, None)),
        (BEYOND, Route("unicast", "en0", None, GATEWAY)),
        (ON_LINK.replace("en0", "lo0"), Route("local", "lo0", None, None)),
        (BEYOND.replace("GATEWAY,DONE", "GATEWAY,REJECT,DONE"), Route("unreachable", "en0", None, GATEWAY)),
        (BEYOND.replace("192.168.178.1", "link#14"), Route("unicast", "en0", None, None)),
        ("route: writing to routing socket: not in table\n", Route("none", "", None, None)),
    ],
)
def test_a_way(text, expected):
    """By a gateway or on the link, to itself, refused, or none."""
    assert expected == bsdroutes.route(text)


IFCONFIG = """lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384
	options=1203<RXCSUM,TXCSUM,TXSTATUS,SW_TIMESTAMP>
	inet 127.0.0.1 netmask 0xff000000
	inet6 ::1 prefixlen 128
	inet6 fe80::1%lo0 prefixlen 64 scopeid 0x1
en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
	ether a4:83:e7:00:00:01
	inet6 fe80::8e1:25ff:fe00:1%en0 prefixlen 64 secured scopeid 0xe
	inet 192.168.178.31 netmask 0xffffff00 broadcast 192.168.178.255
	media: autoselect
	status: active
en5: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
	status: inactive
utun4: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 1280
	inet 10.8.0.2 --> 10.8.0.1 netmask 0xffffffff
"""


def test_interfaces():
    """With their addresses and how far the link reaches; a cable that is not in is no carrier; utun is a tunnel."""
    rows = bsdroutes.interfaces(IFCONFIG)

    assert [("lo0", True, ""), ("en0", False, ""), ("en5", False, ""), ("utun4", False, "tun")] == [
        (row.name, row.loopback, row.kind) for row in rows
    ]
    assert ((8, 128, 64), (64, 24), (), (32,)) == tuple(row.prefixes for row in rows)
    assert [True, True, False, True] == [row.carrier for row in rows]
    assert ip_address("192.168.178.31") in rows[1].addresses


def test_neighbours():
    """Who was asked for in vain is incomplete."""
    arp = (
        "? (192.168.178.1) at c0:25:6:0:0:1 on en0 ifscope [ethernet]\n"
        "? (192.168.178.44) at (incomplete) on en0 ifscope [ethernet]\n"
    )
    ndp = (
        "Neighbor                                Linklayer Address  Netif Expire    St Flgs Prbs\n"
        "fe80::1%en0                             c0:25:6:0:0:1        en0 23h59m58s R  R\n"
        "fe80::dead%en0                          (incomplete)         en0 expired   N\n"
    )

    assert (
        Neighbour(GATEWAY, "en0", "REACHABLE"),
        Neighbour(LAN, "en0", "INCOMPLETE"),
    ) == bsdroutes.arp(arp)
    assert ["REACHABLE", "INCOMPLETE"] == [row.state for row in bsdroutes.ndp(ndp)]


IN = pf.Packet("in", "lo0", "tcp", ip_address("127.0.0.1"), 3000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("block drop all", [("block drop all", True)]),
        ("block drop all\npass in proto tcp from any to any port = 3000 flags S/SA keep state", [("pass", True)]),
        ("block drop quick proto tcp from any to any port = 3000\npass all", [("block drop quick", True)]),
        ("block drop in on en0 proto tcp from any to any port = 3000", []),
        ("block drop in on ! lo0 all", []),
        ("block drop out all", []),
        ("block drop in inet6 all", []),
        ("block return in proto tcp from any to any port 2999:3001", [("block return", True)]),
        ("block drop in proto tcp from any to any port { 80 443 }", []),
        ("block drop in proto tcp from any to any port { 80, 3000 }", [("block drop", True)]),
        ("block drop in proto tcp from any to 127.0.0.0/8 port > 1023", [("block drop", True)]),
        ("block drop in from <bruteforce> to any", [("block drop", False)]),
        ("pass all\nblock drop quick on lo0 inet proto tcp all user = 502", [("pass all", False), ("block", False)]),
        ('scrub-anchor "com.apple/*" all fragment reassemble\nanchor "com.apple/*" all', []),
        ('anchor "com.x" all {\n  anchor "y" all {\n    block drop all\n  }\n}\n', [("block drop all", True)]),
        ('anchor "com.x" on en1 all {\n  block drop all\n}\n', [("block drop all", False)]),
    ],
)
def test_the_rule_that_decides(text, expected):
    """The last that fits, unless one before is quick; where one may fit, all that may have decided."""
    met = pf.decides(pf.rules(text), IN)

    assert [sure for _, sure in expected] == [one.surely for one in met]
    assert all(one.rule.text.startswith(start) for one, (start, _) in zip(met, expected, strict=True))


def test_the_place_of_a_rule():
    """It stands in the anchors around it."""
    (rule,) = pf.rules('anchor "com.x" all {\n  anchor "y" all {\n    block return all\n  }\n}\n')

    assert ("com.x/y", "return") == (rule.anchor, rule.how)


@pytest.mark.parametrize(("word", "expected"), [("Enabled for 0 days 02:11:05", True), ("Disabled", False)])
def test_whether_it_filters_at_all(word, expected):
    """On a Mac it is off unless something switched it on."""
    assert expected is pf.is_enabled(f"No ALTQ support in kernel\nStatus: {word}           Debug: Urgent\n")


LIST = "PID\tStatus\tLabel\n501\t0\tcom.apple.controlcenter\n-\t78\thomebrew.mxcl.redis\n-\t-9\tcom.example.shop\n"
PRINTED = """gui/501/com.example.shop = {
	active count = 0
	path = /Users/ann/Library/LaunchAgents/com.example.shop.plist
	type = LaunchAgent
	state = STATE

	program = /opt/homebrew/bin/node
	arguments = {
		/opt/homebrew/bin/node
		server.js
	}

	environment = {
		PORT => 3000
		XPC_SERVICE_NAME => com.example.shop
	}

	endpoints = {
		"com.example" = {
			state = active
		}
	}
	runs = 4
	LAST
}
"""


def test_jobs():
    """A job that does not run has no pid; a status below 0 is a signal."""
    assert [("com.apple.controlcenter", 501, 0), ("homebrew.mxcl.redis", 0, 78), ("com.example.shop", 0, -9)] == [
        (job.label, job.pid, job.status) for job in launchd.jobs(LIST)
    ]


@pytest.mark.parametrize(
    ("state", "last", "expected"),
    [
        ("running", "last exit code = (never exited)", ("active", "running", "success", 0, False)),
        ("not running", "last exit code = 0", ("inactive", "dead", "success", 0, False)),
        ("not running", "last exit code = 78: EX_CONFIG", ("failed", "failed", "exit-code", 78, False)),
        ("not running", "last terminating signal = Killed: 9", ("failed", "failed", "signal", 9, True)),
        ("spawn scheduled", "last exit code = 1", ("activating", "auto-restart", "exit-code", 1, False)),
    ],
)
def test_how_a_job_fares(state, last, expected):
    """In the words of the other keepers; parts in braces are not of the job itself."""
    unit = launchd.unit(PRINTED.replace("STATE", state).replace("LAST", last))

    assert expected == (unit.active, unit.sub, unit.result, unit.status, unit.killed)
    assert ("com.example.shop", 3, (3000,), "launchd") == (unit.name, unit.restarts, unit.ports, unit.keeper)


def test_a_job_keeps_its_secrets():
    """Its variables are nobody's business but the port, and its command is redacted as any other."""
    text = PRINTED.replace("server.js", "--token\n\t\tabc123").replace("XPC_SERVICE_NAME", "API_KEY")
    bared = launchd.bared(text, lambda words: (*words[:-1], "***"))

    assert "abc123" not in bared
    assert "API_KEY" not in bared
    assert (3000,) == launchd.unit(bared.replace("STATE", "running")).ports


def test_which_job_is_for_a_port():
    """By what Homebrew calls its servers, or by the number in the property list."""
    assert launchd.serves("homebrew.mxcl.postgresql@16", 5432)
    assert not launchd.serves("homebrew.mxcl.postgresql@16", 3000)
    assert launchd.names_port("<string>--port=3000</string>", 3000)
    assert not launchd.names_port("<string>--port=30001</string>", 3000)


@given(text=st.text() | st.lists(st.sampled_from([*PRINTED.split(), *IFCONFIG.split(), "\n", "{", "}"])).map(" ".join))
def test_any_text_is_a_value_or_malformed(text):
    """Whatever a tool of another day prints."""
    parsers = (bsdroutes.route, bsdroutes.interfaces, bsdroutes.arp, bsdroutes.ndp)
    for parse in (*parsers, bsdps.rows, pf.rules, pf.is_enabled, launchd.jobs, launchd.unit):
        try:
            told = parse(text)
        except ValueError:
            continue

        assert told == parse(text)


@given(
    text=st.lists(
        st.sampled_from(
            [
                "block",
                "drop",
                "in",
                "quick",
                "on",
                "!",
                "{",
                "}",
                "from",
                "to",
                "any",
                "port",
                "=",
                "<",
                "3000",
                "proto",
                "tcp",
                "<t>",
            ]
        )
    )
)
def test_any_rule_is_met_or_not(text):
    """A word too few or too many never breaks a listing."""
    known = pf.rules(f"block {' '.join(text)}")

    assert len(pf.decides(known, IN)) <= len(known)
