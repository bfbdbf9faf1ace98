"""Capture files, read back by a reader of the test's own."""

import struct

from hypothesis import given
from hypothesis import strategies as st

from portwise.formats import pcap

TIMES = st.integers(0, 2**32 - 2).map(float) | st.floats(0, 2**31, allow_nan=False)


def read(data):
    """draft-ietf-opsawg-pcap sections 4 and 5, in the order of bytes that the magic number shows."""
    order = {b"\xd4\xc3\xb2\xa1": "<", b"\xa1\xb2\xc3\xd4": ">"}[data[:4]]
    version, (longest, link) = struct.unpack(f"{order}HH", data[4:8]), struct.unpack(f"{order}II", data[16:24])
    packets, place = [], 24
    while place < len(data):
        seconds, micro, kept, was = struct.unpack_from(f"{order}IIII", data, place)
        packets.append((seconds, micro, was, data[place + 16 : place + 16 + kept]))
        place += 16 + kept
    return version, longest, link, packets


@given(st.lists(st.tuples(TIMES, st.binary(max_size=200)), max_size=5))
def test_what_is_written_can_be_read(given_packets):
    """Every packet whole, with its time to the microsecond."""
    version, longest, link, packets = read(pcap.encode(given_packets))

    assert ((2, 4), 101) == (version, link)
    assert [data for _, data in given_packets] == [data for *_, data in packets]
    assert [len(data) for _, data in given_packets] == [was for _, _, was, _ in packets]
    assert all(
        abs(at - s - m / 1e6) < 1e-5 and m < 10**6 for (at, _), (s, m, *_) in zip(given_packets, packets, strict=True)
    )
    assert longest >= 200


def test_what_is_too_long_is_cut_and_says_so():
    """A reader takes no more than the longest that the head of the file promises."""
    _, longest, _, [(_, _, was, data)] = read(pcap.encode([(1.5, bytes(pcap.LONGEST + 9))]))

    assert (longest, longest + 9) == (len(data), was)
