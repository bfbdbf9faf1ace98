"""Files of captured packets are read whatever wrote them, and whatever was cut off."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import captures, pcap

PACKET = b"\x45" + bytes(19)


def classic(order, magic, link, frame):
    head = struct.pack(f"{order}HHiIII", 2, 4, 0, 0, 65535, link)
    return magic + head + struct.pack(f"{order}IIII", 1, 2, len(frame), len(frame)) + frame


def block(kind, body):
    body += bytes(-len(body) % 4)
    length = len(body) + 12
    return struct.pack("<II", kind, length) + body + struct.pack("<I", length)


def next_generation(link, frame):
    section = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    interface = block(1, struct.pack("<HHI", link, 0, 65535))
    packet = block(6, struct.pack("<IIIII", 0, 0, 0, len(frame), len(frame)) + frame)
    return section + interface + packet


@pytest.mark.parametrize(("magic", "order"), captures.CLASSIC.items())
def test_the_classic_file_is_read_in_both_orders(magic, order):
    """With microseconds and with nanoseconds."""
    assert [PACKET] == [*captures.packets(classic(order, magic, 101, PACKET))]


@pytest.mark.parametrize(("link", "before"), captures.LINKS.items())
def test_what_stands_before_the_ip_header_is_left_out(link, before):
    """It differs by the kind of interface, in both kinds of file."""
    frame = bytes(before) + PACKET
    files = (classic("<", b"\xd4\xc3\xb2\xa1", link, frame), next_generation(link, frame))

    assert [[PACKET], [PACKET]] == [[*captures.packets(data)] for data in files]


def test_the_tag_of_a_virtual_network_is_left_out():
    """IEEE 802.1Q puts four bytes between the addresses and the type."""
    frame = bytes(12) + b"\x81\x00\x00\x05\x08\x00" + PACKET

    assert [PACKET] == [*captures.packets(classic("<", b"\xd4\xc3\xb2\xa1", 1, frame))]


def test_what_portwise_writes_it_can_read():
    """`portwise capture` and its like."""
    assert [PACKET] == [*captures.packets(pcap.encode([(1.0, PACKET)]))]


@given(st.sampled_from([*captures.CLASSIC, captures.NEXT]), st.binary(max_size=200))
def test_any_bytes_are_read(magic, rest):
    """A file that was cut, or is none, gives what it has."""
    assert all(isinstance(packet, bytes) for packet in captures.packets(magic + rest))
