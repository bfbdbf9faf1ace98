"""Whether a host answers is read from ping, traceroute and neighbour tables of several systems."""

import pytest

from portwise.model.reading import Reached
from portwise.read.readers import understood

PRINTED = {
    "PING 10.0.0.9 (10.0.0.9) 56(84) bytes of data.\n64 bytes from 10.0.0.9: icmp_seq=1 ttl=64 time=0.4 ms": [
        ("10.0.0.9", True)
    ],
    "PING nas (192.168.2.9): 56 data bytes\nping: sendto: No route to host": [("nas", False)],
    "Pinging 192.168.4.20 with 32 bytes of data:\nReply from 192.168.4.2: Destination host unreachable.": [
        ("192.168.4.20", False)
    ],
    "Pinging web [10.1.1.1] with 32 bytes of data:\nReply from 10.1.1.1: bytes=32 time=1ms TTL=64": [
        ("10.1.1.1", True)
    ],
    "PING 10.0.0.9 (10.0.0.9) 56(84) bytes of data.\n4 packets transmitted, 0 received, 100% packet loss": [
        ("10.0.0.9", False)
    ],
    "traceroute to 203.0.113.9, 30 hops max\n 1  gw (10.0.0.1)  0.4 ms\n 2  * * *\n 3  * * *\n 4  * * *": [
        ("203.0.113.9", False)
    ],
    "10.0.0.9 dev eth0  FAILED": [("10.0.0.9", False)],
    "10.0.0.1 dev eth0 lladdr 52:54:00:12:34:56 REACHABLE": [("10.0.0.1", True)],
    "? (192.168.1.7) at (incomplete) on en0 ifscope [ethernet]": [("192.168.1.7", False)],
    "the ping is high today": [],
    "Pinging 10.1.1.1 with 32 bytes of data:\nRequest timed out.": [("10.1.1.1", False)],
    "pool-3 - no worker is free, request timed out after 5000ms": [],
}


@pytest.mark.parametrize("printed", PRINTED, ids=lambda printed: printed[:40])
def test_a_host_answers_or_does_not(printed):
    """The host is told once, where the tool begins; the answer comes later."""
    assert PRINTED[printed] == [(n.sign.host, n.sign.answers) for n in understood(printed).signs(Reached)]
