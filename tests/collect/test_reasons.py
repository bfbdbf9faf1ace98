"""Which of the kernel's resets are ours."""

from ipaddress import ip_address

import pytest

from portwise.collect.reasons import ours
from portwise.formats.tracefs import Event
from portwise.model.target import Endpoint

AT = Endpoint(ip_address("::1"), 8000)


def reset(source, destination, *ports):
    fields = zip(("saddr", "daddr", "sport", "dport"), (source, destination, *ports), strict=False)
    return Event(1, "tcp_send_reset", tuple(fields), "")


MINE = reset("[::1]:8000", "[::1]:47125")
TURNED = reset("[::1]:47125", "[::1]:8000")
LED = reset("10.0.0.2:3000", "10.0.0.1:47125")  # by NAT
OTHERS = reset("[::1]:8000", "[::1]:4712")


@pytest.mark.parametrize(
    ("resets", "expected"),
    [
        ([OTHERS, MINE], [MINE]),
        ([TURNED], [TURNED]),
        ([LED], [LED]),
        ([LED, MINE], [MINE]),
        ([reset("::1", "::1", "8000", "47125"), OTHERS], [reset("::1", "::1", "8000", "47125")]),
    ],
)
def test_a_reset_is_ours_by_both_of_its_ends(resets, expected):
    """Where NAT gave it another one, by our port; a kernel with a field for the port is read the same way."""
    assert expected == ours(resets, 47125, AT)
