"""The attempts themselves: connects, binds, datagrams."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.host.api import Host
from portwise.model.cause import Way
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import ATTEMPT
from portwise.model.net import Attempt
from portwise.model.target import Endpoint, Spot, Target, Transport, UnixPath
from portwise.probe.names import endpoints

PASSIVE = Unknown("--passive sends no packet", "leave --passive out")
SOURCES = {
    Way.TCP: "connect(2) with IP_RECVERR",
    Way.UDP: "one empty datagram, udp(7) with IP_RECVERR",
    Way.UNIX: "connect(2), unix(7)",
    Way.BIND: "bind(2) without SO_REUSEADDR, let go at once",
}


def attempts(host: Host, seen: Evidence, patience: float, passive: bool) -> Iterator[Answer]:
    """One answer per spot, in order; what the machine refuses to try is unknown, with its reason."""
    target, way = seen.target, Way.of(seen.target)
    spots: tuple[Spot, ...] = (UnixPath(target.path),) if way is Way.UNIX else endpoints(seen)
    if passive and way is not Way.BIND:
        yield from (Answer(ATTEMPT.of(spot), PASSIVE, SOURCES[way]) for spot in spots)
        return
    try:
        met = _made(host, target, spots, patience)
    except OSError as error:
        why = Unknown(str(error.strerror or error), f"try {target.raw} from a plain shell")
        yield from (Answer(ATTEMPT.of(spot), why, SOURCES[way]) for spot in spots)
        return
    for spot, attempt in zip(spots, met, strict=True):
        yield Answer(ATTEMPT.of(spot), Known(attempt), SOURCES[way])


def _made(host: Host, target: Target, spots: tuple[Spot, ...], patience: float) -> tuple[Attempt, ...]:
    places = tuple(spot for spot in spots if isinstance(spot, Endpoint))
    match Way.of(target):
        case Way.TCP:
            return host.attempts(places, patience)
        case Way.UDP:
            return tuple(host.datagram(place, patience) for place in places)
        case Way.BIND:
            return tuple(host.bind(place, False, target.transport is Transport.UDP) for place in places)
        case Way.UNIX:
            return tuple(host.unix(spot.path) for spot in spots if isinstance(spot, UnixPath))
