"""
Why the kernel reset an attempt or dropped its packets, in its own words: the tracepoints tcp_send_reset and kfree_skb.

They see every network namespace of the machine.  A reset names both ends, and is ours by them; where NAT gave it
another end it is ours by our port.  A dropped packet names none, and is ours where our own task had it dropped while
the attempt was made: on loopback a packet goes all its way inside the call that sends it.  What comes from another
machine is dropped in nobody's name, and is not told here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import REASONS
from portwise.model.target import Endpoint, Transport

if TYPE_CHECKING:
    from portwise.formats.tracefs import Event
    from portwise.model.witness import Reasons

SOURCE, TO_KNOW = "tracefs: tcp_send_reset, kfree_skb", "sudo portwise why TARGET --trace"
PATIENCE = 0.3  # seconds
IP = frozenset(("2048", "34525"))  # ETH_P_IP and ETH_P_IPV6, as the event prints them


def reasons(host: Host, seen: Evidence, endpoint: Endpoint) -> Reasons:
    from portwise.formats import tracefs
    from portwise.model.witness import Drop, Reasons, Reset

    told = host.witnessed(endpoint, seen.target.transport is Transport.UDP, PATIENCE)
    task, events = tracefs.between(told.trace, map(tracefs.event_format, told.formats))
    resets = ours([event for event in events if event.name == "tcp_send_reset"], told.port, endpoint)
    buffers = {event.get("skbaddr") for event in resets}
    drops = [event for event in events if event.name == "kfree_skb" and event.get("protocol") in IP]
    return Reasons(
        told.errno,
        tuple(Reset(event.get("reason"), *ends(event)) for event in resets),
        tuple(
            Drop(event.get("reason"), event.get("location").partition("+")[0])
            for event in drops
            if event.task == task or event.get("skbaddr") in buffers
        ),
    )


def ours(resets: list[Event], port: int, target: Endpoint) -> list[Event]:
    """Kernels did not always agree which end of a reset is its source."""
    about = [event for event in resets if any(end.endswith(f":{port}") for end in ends(event))]
    return [event for event in about if str(target) in ends(event)] or about


def ends(event: Event) -> tuple[str, str]:
    """As the field ``saddr`` is printed with its port; older kernels have a field of its own for that."""
    source, destination = ((event.get(f"{end}addr"), event.get(f"{end}port")) for end in "sd")
    return ":".join(filter(None, source)), ":".join(filter(None, destination))


WITNESSING = Collector(
    REASONS,
    Cost.DEEP,
    SOURCE,
    TO_KNOW,
    each(reasons, SOURCE, TO_KNOW),
    sends="with --trace, or --deep as root, one more SYN, or empty datagram, to each address of the target",
    privilege="with --trace, names the kernel's own reason for a reset or a dropped packet; without root none",
    marks="an instance portwise-PID-STARTTIME in tracefs, for the time of the attempt; the next look removes one that "
    "a killed portwise left",
)
