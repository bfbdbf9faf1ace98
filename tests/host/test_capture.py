"""The filter in front of a capture, run by hand over packets."""

import struct
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portwise.host import capture

PORT, OTHER = 40000, 8000
HERE, THERE = ip_address("192.0.2.1"), ip_address("198.51.100.7")
HERE6 = ip_address("2001:db8::1")


def run(code, packet):
    """Classic BPF as far as the filter uses it, linux/filter.h; a load beyond the packet lets nothing through."""
    steps = [struct.unpack_from("=HBBI", code, at) for at in range(0, len(code), 8)]
    at = accumulator = index = 0
    while True:
        what, true, false, value = steps[at]
        at += 1
        match what:
            case capture.RETURN:
                return value
            case capture.EQUALS:
                at += true if accumulator == value else false
            case capture.SHIFT_RIGHT:
                accumulator >>= value
            case capture.SET_X:
                index = value
            case capture.LENGTH_TO_X:
                index = (packet[value] & 15) * 4
            case _:
                place = value if what == capture.LOAD_BYTE else index + value
                length = 2 if what == capture.LOAD_HALF_AT_X else 1
                if place + length > len(packet):
                    return 0
                accumulator = int.from_bytes(packet[place : place + length], "big")


def four(protocol, payload, options=b""):
    first = 0x45 + len(options) // 4
    return (
        struct.pack("!BBHHHBBH4s4s", first, 0, 0, 0, 0, 64, protocol, 0, HERE.packed, THERE.packed) + options + payload
    )


def six(protocol, payload):
    return struct.pack("!IHBB16s16s", 6 << 28, len(payload), protocol, 64, HERE6.packed, HERE6.packed) + payload


def ports(source, destination):
    return struct.pack("!HHIIBBHHH", source, destination, 0, 0, 0x50, 2, 0, 0, 0)


@pytest.mark.parametrize("around", [four, six, lambda *packet: four(*packet, options=bytes(12))])
@pytest.mark.parametrize("protocol", [6, 17])
@pytest.mark.parametrize(
    ("pair", "taken"), [((PORT, OTHER), True), ((OTHER, PORT), True), ((OTHER, OTHER + 1), False), ((1, 2), False)]
)
def test_only_our_port_is_heard(around, protocol, pair, taken):
    """From it and to it, in TCP and UDP, behind options of the header too."""
    assert taken is bool(run(capture.program(PORT), around(protocol, ports(*pair))))


@pytest.mark.parametrize(
    ("packet", "taken"),
    [
        (four(1, bytes([3, 1])), True),
        (four(1, bytes([11, 0])), True),
        (four(1, bytes([8, 0])), False),  # somebody's ping
        (six(58, bytes([1, 4])), True),
        (six(58, bytes([4, 0])), True),
        (six(58, bytes([135, 0])), False),  # neighbour solicitation
        (six(6, ports(OTHER, 1)), False),
        (four(47, bytes(40)), False),
        (bytes([0, 1, 8, 0]), False),  # ARP
    ],
)
def test_of_icmp_only_errors_are_heard(packet, taken):
    """Whose error it is stands deeper, and is judged later."""
    assert taken is bool(run(capture.program(PORT), packet))


@given(st.binary(min_size=1, max_size=64))
def test_every_packet_comes_to_an_end(packet):
    """All or nothing, whatever is carried."""
    assert run(capture.program(PORT), packet) in (0, capture.WHOLE)


def test_packets_keep_their_order():
    """One that the kernel did not stamp has the time at which it was read, and came before the next all the same."""
    heard = [capture.Frame(at, "lo", False, True, b"") for at in (1.0, 9.0, 9.5, 2.0, 3.0, 10.0)]

    assert [1.0, 2.0, 2.0, 2.0, 3.0, 10.0] == [frame.at for frame in capture.timed(heard)]
