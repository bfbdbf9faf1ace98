"""
From how far away one address answers: at the port of the target, and at the next one.

Every router takes one from the TTL, and a machine begins with the same number whatever it answers (RFC 1122 section
3.2.1.7), so that the two agree, unless something on the way answers in its name.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.wire import mine
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import HOPS
from portwise.model.target import HIGHEST_PORT, Endpoint

if TYPE_CHECKING:  # and imported where it is used: few are refused from afar
    from portwise.model.wire import Hops

SOURCE, TO_KNOW = "packet(7), tcpdump -nvi any", "sudo portwise why TARGET"
PATIENCE = 0.5  # seconds; who refuses does so at once, and a longer wait would be for a filter that drops
ANSWERS = ("RST", "SYN-ACK")
LOOPBACK = "lo"  # by which a filter of this machine itself answers its own clients


def hops(host: Host, _: Evidence, endpoint: Endpoint) -> Hops:
    from portwise.model.wire import Hops

    other = endpoint._replace(port=endpoint.port + (1 if endpoint.port < HIGHEST_PORT else -1))
    return Hops(ttl(host, endpoint), ttl(host, other), other.port)


def ttl(host: Host, endpoint: Endpoint) -> int:
    from portwise.model.wire import unscoped

    heard = mine(host.captured(endpoint, False, PATIENCE), endpoint)
    came = (packet for packet in heard if not packet.sent and packet.device != LOOPBACK and packet.kind in ANSWERS)
    found = next((packet for packet in came if packet.source == unscoped(endpoint.address)), None)
    if found is None:
        raise TimeoutError(errno.ETIMEDOUT, f"nothing came back from {endpoint}")
    return found.ttl


COUNTING = Collector(
    HOPS,
    Cost.DEEP,
    SOURCE,
    TO_KNOW,
    each(hops, SOURCE, TO_KNOW),
    sends="a SYN to the port, and one to the next port, where a machine behind a gateway refuses; as root alone",
    privilege="hears the TTL of the two answers",
)
