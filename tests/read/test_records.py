"""Network logs and captured packets are told in lines that everything else reads."""

import struct
from ipaddress import ip_address
from pathlib import Path

import pytest

from portwise.app.reading import read
from portwise.formats import pcap
from portwise.read.records import spelled

LOGS = Path(__file__).parents[1] / "formats" / "data" / "netlog"
HOME, AWAY = ip_address("10.0.0.2"), ip_address("10.0.0.9")
SYN, SYN_ACK, RST = 2, 18, 20


def packet(source, destination, protocol, payload):
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0)
    return head + source.packed + destination.packed + payload


def tcp(source, destination, ports, flags):
    return packet(source, destination, 6, struct.pack("!HHIIBBHHH", *ports, 0, 0, 0x50, flags, 0, 0, 0))


def syn():
    return tcp(HOME, AWAY, (40000, 8080), SYN)


def icmp(code):
    return packet(AWAY, HOME, 1, bytes((3, code)) + bytes(6) + syn())


def captured(*packets):
    return pcap.encode([(float(n), one) for n, one in enumerate(packets)])


MET = {
    "refused": ((syn(), tcp(AWAY, HOME, (8080, 40000), RST)), "Connection refused (1 SYN)"),
    "silence": ((syn(), syn(), syn()), "Connection timed out (3 SYN)"),
    "connected": ((syn(), tcp(AWAY, HOME, (8080, 40000), SYN_ACK)), "connected (1 SYN)"),
    "prohibited": ((syn(), icmp(10)), "No route to host, host admin prohibited (1 SYN)"),
}


@pytest.mark.parametrize("name", MET)
def test_each_attempt_is_told_with_what_answered_it(name):
    """A reset, nothing, a handshake, an ICMP error."""
    packets, met = MET[name]

    assert f"10.0.0.2 connects to 10.0.0.9 port 8080: {met}" == spelled(captured(*packets))


def test_a_capture_without_an_attempt_says_so():
    """Where no packet opens one, that is the news; of a file without packets nothing is known."""
    told = (spelled(captured(tcp(AWAY, HOME, (8080, 40000), RST))), spelled(captured()))

    assert ("0 packets captured that open a connection", "") == told


SETTLES = {
    "unsafe": "browser-blocked-port",
    "hsts": "hsts-or-bad-redirect",
    "proxydead": "dead-or-misconfigured-proxy",
    "dohdead": "browser-secure-dns",
    "cert": "certificate-untrusted",
}


@pytest.mark.parametrize("name", SETTLES)
def test_a_network_log_leads_to_its_cause(name):
    """As its owner exported it, without a word beside."""
    report = read((LOGS / f"{name}.json").read_bytes())

    assert SETTLES[name] == report.findings[0].cause


def test_a_capture_leads_to_its_cause():
    """The prohibition is the answer of a filter."""
    assert "firewall-reject-icmp" == read(captured(syn(), icmp(10))).findings[0].cause


def test_what_is_neither_stays_as_it_is():
    """JSON too, where it is no network log."""
    assert ('{"a": 1}', b"\x00\x01", "hello") == (spelled('{"a": 1}'), spelled(b"\x00\x01"), spelled("hello"))
