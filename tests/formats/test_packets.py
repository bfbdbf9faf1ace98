"""Packets as interfaces carry them."""

import struct
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import packets
from portwise.model.net import Icmp

# Of `nc -z localhost 3999` on Linux 6.18, from the IP header on: a SYN, the reset that answers it, and a SYN in IPv6
SYN = (
    "4500003c108f400040062c2b7f0000017f000001912b0f9f510ed144"
    "00000000a002ffd7fe3000000204ffd70402080a455ee858000000000103030a"
)
RESET = "450000280000400040063cce7f0000017f0000010f9f912b00000000510ed14550140000eeaf0000"
SYN6 = (
    "60056cdf002806400000000000000000000000000000000100000000000000000000000000000001"
    "c3610f9f8d30d1e200000000a002ffc4003000000204ffc40402080af54b1015000000000103030a"
)
HOME, AWAY = ip_address("127.0.0.1"), ip_address("10.0.0.1")


def four(protocol, payload, source=HOME, destination=AWAY, options=b""):
    header = struct.pack(
        "!BBHHHBBH4s4s", 0x45 + len(options) // 4, 0, 0, 0, 0, 7, protocol, 0, source.packed, destination.packed
    )
    return header + options + payload


@pytest.mark.parametrize(
    ("raw", "kind", "ports", "ttl"), [(SYN, "SYN", (37163, 3999), 64), (RESET, "RST", (3999, 37163), 64)]
)
def test_a_segment_is_read(raw, kind, ports, ttl):
    """Flags, addresses, ports and the hops that are left."""
    told = packets.segment(bytes.fromhex(raw))

    assert (kind, HOME, HOME, ports, ttl) == (told.kind, told.source, told.destination, told.ports, told.ttl)


def test_ipv6_is_read():
    """Its header has one length and another name for the hops."""
    told = packets.segment(bytes.fromhex(SYN6))

    assert ("SYN", ip_address("::1"), (50017, 3999), 64) == (told.kind, told.source, told.ports, told.ttl)


def test_options_move_the_ports():
    """RFC 791 section 3.1: the header says how long it is."""
    told = packets.segment(four(packets.UDP, struct.pack("!HHHH", 5, 53, 8, 0), options=bytes(8)))

    assert ("datagram", (5, 53)) == (told.kind, told.ports)


def test_an_error_tells_what_it_is_about():
    """RFC 792: it quotes the header of the packet and the first eight bytes behind it."""
    quoted = four(packets.TCP, struct.pack("!HHI", 40000, 80, 1))
    told = packets.segment(
        four(packets.ICMP, struct.pack("!BBHI", 3, 13, 0, 0) + quoted, source=AWAY, destination=HOME)
    )

    assert ("ICMP", Icmp(3, 13, AWAY), (40000, 80), AWAY) == (told.kind, told.icmp, told.about, told.whither)


@pytest.mark.parametrize(
    "flags, kind", [(2, "SYN"), (18, "SYN-ACK"), (20, "RST"), (17, "FIN"), (16, "ACK"), (24, "ACK")]
)
def test_a_packet_is_called_by_what_it_does_to_a_connection(flags, kind):
    """A reset may acknowledge, and is a reset all the same."""
    assert kind == packets.flags(flags)


@given(st.binary(max_size=80))
def test_any_bytes_are_a_packet_or_a_value_error(data):
    """Nothing else comes out, whatever an interface carries."""
    try:
        told = packets.segment(data)
    except ValueError:
        return

    assert told.ports is not None or told.icmp is not None
