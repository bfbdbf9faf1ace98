"""Which packets belong to an attempt, and what NAT does to them."""

import struct
from ipaddress import ip_address

from portwise.collect import wire
from portwise.formats import packets
from portwise.host.sightings import Captured, Frame
from portwise.model.target import Endpoint
from portwise.model.wire import elsewhere

OURS, THEIRS, OTHER = map(ip_address, ("192.0.2.1", "198.51.100.7", "10.0.0.9"))
PORT, TARGET = 40000, Endpoint(THEIRS, 80)


def tcp(source, destination, flags=2):
    (a, b), (c, d) = source, destination
    segment = struct.pack("!HHIIBBHHH", b, d, 0, 0, 0x50, flags, 0, 0, 0)
    return header(packets.TCP, a, c) + segment


def header(protocol, source, destination):
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 0, 0, 0, 60, protocol, 0, source.packed, destination.packed)


def unreachable(about):
    return header(packets.ICMP, OTHER, OURS) + struct.pack("!BBHI", 3, 1, 0, 0) + about


def heard(*frames, device="eth0", loopback=False):
    told = tuple(Frame(100 + n, device, outgoing, loopback, data) for n, (outgoing, data) in enumerate(frames))
    return list(wire.mine(Captured(100, 5.0, 0, PORT, OURS, told), TARGET))


SYN = tcp((OURS, PORT), (THEIRS, 80))


def test_both_ways_are_heard():
    """What leaves is ours, what comes back is the answer, each when it came."""
    answer = tcp((THEIRS, 80), (OURS, PORT), flags=20)

    assert [("SYN", True, 0), ("RST", False, 1000)] == [
        (p.kind, p.sent, p.after_ms) for p in heard((True, SYN), (False, answer))
    ]


def test_loopback_shows_each_packet_twice_and_it_counts_once():
    """As it comes: what a filter took on its way out never does."""
    assert [] == heard((True, SYN), device="lo", loopback=True)
    assert [True] == [p.sent for p in heard((True, SYN), (False, SYN), device="lo", loopback=True)]


def test_an_error_belongs_to_the_packet_that_it_quotes():
    """Whoever sent it, and wherever that packet was led."""
    strange = tcp((OURS, PORT + 1), (THEIRS, 80))
    mine, *others = heard((False, unreachable(SYN)), (False, unreachable(strange)))

    assert ("ICMP", OTHER, False, []) == (mine.kind, mine.source, mine.sent, others)


def test_a_packet_that_nat_led_elsewhere_is_still_ours():
    """Its source is; an answer from there is as well."""
    led, back = tcp((OURS, PORT), (OTHER, 9000)), tcp((OTHER, 9000), (OURS, PORT), flags=20)
    sent, came = heard((True, led), (False, back))

    assert (True, True, False) == (sent.sent, elsewhere(sent, TARGET), came.sent)
    assert not elsewhere(heard((True, SYN))[0], TARGET)


def test_a_packet_whose_source_nat_changed_is_still_ours():
    """Masquerading leaves the destination as it was."""
    assert [True] == [p.sent for p in heard((True, tcp((OTHER, PORT), (THEIRS, 80))))]


def test_what_only_has_the_same_port_is_not_ours():
    """A machine that forwards carries the packets of others."""
    assert [] == heard((True, tcp((OTHER, PORT), (OTHER, 80))), (False, tcp((OTHER, 80), (OTHER, PORT), flags=20)))


def test_a_packet_that_cannot_be_read_is_left_out():
    """The filter looks at two places; what is cut off behind them passes it."""
    assert [] == heard((True, SYN[:21]), (True, b"\x01"))
