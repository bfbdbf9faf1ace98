"""The way from client to application: every hop that some cause speaks of, and how far anybody has looked."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from portwise.model.cause import Hop, Way
from portwise.model.evidence import Evidence
from portwise.model.facts import ATTEMPT, HTTP, LOCAL, TLS
from portwise.model.outcome import WELL, Outcome
from portwise.model.report import Blocked, Finding, State
from portwise.model.target import Endpoint

LIES = {  # of a connection that came about: the hop at which an outcome lies, where it is not the process
    Outcome.TLS_ERROR: Hop.TLS,
    Outcome.HTTP_4XX: Hop.HTTP,
    Outcome.HTTP_5XX: Hop.HTTP,
    Outcome.TRUNCATED: Hop.HTTP,
    Outcome.NOT_HTTP: Hop.HTTP,
    Outcome.WRONG_CONTENT: Hop.HTTP,
}


def path(findings: Iterable[Finding], seen: Evidence) -> tuple[Blocked, ...]:
    """
    Past the first blocker too, as far as anybody could look; TLS is on the way of those alone who speak it.

    A Unix socket has no way on which anything could stand: it is a file on this machine.
    """
    if Way.of(seen.target) is Way.UNIX:
        return ()
    by_hop = [(hop, list(group)) for hop, group in groupby(sorted(findings, key=lambda f: f.hop), key=lambda f: f.hop)]
    stops = [hop for hop, group in by_hop if culprits(group)]
    first = min(stops, default=Hop.HTTP)
    last, doubtful = farthest(seen, first), range(max(first + 1, failed(seen)), Hop.HTTP + 1)
    way = (blocked(hop, group, last, doubtful) for hop, group in by_hop)
    return tuple(b for b in way if b.by or b.hop is not Hop.TLS or seen.target.speaks_tls)


def blocked(hop: Hop, findings: list[Finding], last: Hop, doubtful: range) -> Blocked:
    if by := culprits(findings):
        return Blocked(hop, "blocked", by)
    if hop > last:
        return Blocked(hop, "not reached", ())
    unknown = hop in doubtful or any(f.state is State.UNTESTED for f in findings)
    return Blocked(hop, "unknown" if unknown else "clear", ())


def failed(seen: Evidence) -> int:
    """Where behind the listener that came apart which was met; past all hops where one request was answered well."""
    asked = [seen.get(HTTP.of(spot)) for spot in seen.endpoints]
    met = [*map(seen.met, seen.spots), *(said.met for said in asked if said)]
    if any(one in WELL for one in met):
        return Hop.HTTP + 1
    return max((LIES.get(one, Hop.PROCESS) for one in met if one), default=Hop.PROCESS)


def culprits(findings: list[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f.cause for f in findings if f.state is State.SUPPORTED))


def farthest(seen: Evidence, first: Hop) -> Hop:
    """
    The last hop at which anybody could look, where *first* is the first that is blocked.

    Who listens on this machine stands in its tables, whether or not a packet comes so far; of another machine only
    what answers is known.
    """
    if not seen.target.port_is_valid:
        return Hop.TARGET
    if not seen.spots:
        return Hop.NAME
    if connected(seen):
        return Hop.TLS if shut(seen) else Hop.HTTP
    return Hop.LISTENER if ours(seen) else min(first, Hop.LISTENER)


def connected(seen: Evidence) -> bool:
    """Whether some attempt got as far as a server."""
    made = (seen.get(ATTEMPT.of(spot)) for spot in seen.spots)
    return any(attempt is not None and attempt.outcome is Outcome.CONNECTED for attempt in made)


def shut(seen: Evidence) -> bool:
    """Whether TLS came about nowhere, and nobody asked anything past it."""
    hands = [seen.get(TLS.of(spot)) for spot in seen.endpoints]
    asked = any(seen.get(HTTP.of(spot)) is not None for spot in seen.endpoints)
    return not asked and any(hands) and all(hand is None or hand.met not in WELL for hand in hands)


def ours(seen: Evidence) -> bool:
    """Whether all of it is on this machine: what is to be bound, a Unix socket, an address of its own."""
    if Way.of(seen.target) in (Way.BIND, Way.UNIX):
        return True
    return any(seen.get(LOCAL.of(spot.address)) for spot in seen.spots if isinstance(spot, Endpoint))
