"""
The packets of an attempt, as the interfaces of this machine carried them.

What a firewall of this machine takes on its way out never comes to an interface; what it takes on its way in does:
packet(7) listens between the two.  On loopback each packet leaves and comes, and is counted where it comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import WIRE
from portwise.model.target import Endpoint, Transport

if TYPE_CHECKING:  # and imported where they are used: few ask for it
    from portwise.formats.packets import Segment
    from portwise.host.sightings import Captured, Frame, Judged
    from portwise.model.wire import Packet, Wire

SOURCE, TO_KNOW = "packet(7), tcpdump -ni any", "sudo portwise why TARGET --capture"
PATIENCE = 1.2  # seconds; a lost SYN is sent again after 1 s (RFC 6298 section 2.1)


def wire(host: Host, seen: Evidence, endpoint: Endpoint) -> Wire:
    from portwise.model.wire import Wire

    heard = host.captured(endpoint, seen.target.transport is Transport.UDP, PATIENCE)
    return Wire(heard.began, heard.lasted_ms, heard.errno, heard.port, tuple(mine(heard, endpoint)))


def mine(heard: Captured, target: Endpoint) -> Iterator[Packet]:
    from portwise.formats import packets

    for frame in heard.frames:
        if frame.loopback and frame.outgoing:
            continue
        try:
            told = packets.segment(frame.data)
        except ValueError:
            continue  # the filter lets through what only looks like ours
        if belongs(told, heard, target):
            yield packet(frame, told, heard)


def belongs(told: Segment, heard: Captured | Judged, target: Endpoint) -> bool:
    """NAT may have changed one end before it was seen here, never both ends of what is ours."""
    from portwise.model.wire import unscoped

    if told.icmp is not None:
        return bool(told.about and told.about[0] == heard.port)
    source, destination = told.ports or (0, 0)
    ours, theirs = (told.source, told.destination), (destination, told.destination)
    if source != heard.port:
        ours, theirs = (told.destination, told.source), (source, told.source)
    return ours[0] == unscoped(heard.source or ours[0]) or theirs == (target.port, unscoped(target.address))


def packet(frame: Frame, told: Segment, heard: Captured) -> Packet:
    from portwise.model.wire import Packet

    return Packet(
        after_ms=round((frame.at - heard.began) * 1000, 3),
        device=frame.device,
        sent=bool(told.ports and told.ports[0] == heard.port and (frame.outgoing or frame.loopback)),
        kind=told.kind,
        source=told.source,
        destination=told.destination,
        ports=told.ports,
        ttl=told.ttl,
        icmp=told.icmp,
        raw=frame.data.hex(),
    )


LISTENING = Collector(
    WIRE,
    Cost.DEEP,
    SOURCE,
    TO_KNOW,
    each(wire, SOURCE, TO_KNOW),
    sends="with --capture, one more SYN, or empty datagram, to each address of the target",
    privilege="with --capture, hears the packets of this attempt at every interface; without root none is heard",
)
