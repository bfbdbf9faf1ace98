"""What a connection met at a place that a configuration of this machine names: a gateway's upstream, a real server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from portwise.collect.collector import Collector, Cost, Questions, each
from portwise.collect.experiments import made
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence
from portwise.model.facts import (
    ADVERTISED,
    DEPENDENCIES,
    DESKTOP_PROXIES,
    DOORSTEP,
    FILE_PROXIES,
    PROXIES,
    SCRIPTED,
    TUNNELS,
    UNREAD,
    UPSTREAMS,
    VIRTUALS,
)
from portwise.model.net import Attempt
from portwise.model.outcome import Outcome
from portwise.model.target import Endpoint

PATIENCE = 0.5  # seconds; a configured upstream is near
NO_SUCH_NAME = (-2, -5)  # EAI_NONAME, EAI_NODATA, netdb.h; the others say that the resolver could not be asked
KNOCK = "connect(2) with IP_RECVERR"
# Their rows are places that somebody here was told to use
NAMING = (UPSTREAMS, PROXIES, FILE_PROXIES, DESKTOP_PROXIES, SCRIPTED, DEPENDENCIES, ADVERTISED, TUNNELS)


def doorstep(host: Host, seen: Evidence, place: str) -> Attempt:
    """Only where a configuration of this machine points, or at this machine itself."""
    name, _, port = place.rpartition(":")
    try:
        endpoints = _endpoints(host, name.strip("[]"), int(port))
    except OSError as error:
        if error.errno not in NO_SUCH_NAME:
            raise
        return Attempt(Outcome.NAME_FAILURE, error.errno, None, None, 0, 0.0)
    bare = place.replace("[", "").replace("]", "")
    if bare not in named(seen) and not all(host.owns(endpoint.address) for endpoint in endpoints):
        raise ValueError("no configuration of this machine names this place")
    met = host.attempts(endpoints, PATIENCE)
    taken = next((attempt for attempt in met if attempt.outcome is Outcome.CONNECTED), None)
    return taken or [made(attempt) for attempt in met][0]  # noqa: RUF015 - each of them has to be made


def _endpoints(host: Host, name: str, port: int) -> tuple[Endpoint, ...]:
    try:
        return (Endpoint(ip_address(name), port),)
    except ValueError:
        return tuple(Endpoint(address, port) for address in dict.fromkeys(host.resolve(name, PATIENCE)))


def named(seen: Evidence) -> Iterator[str]:
    """Each place that was told to somebody here, as host:port."""
    for question in (one.question for one in seen):
        said = seen.get(question)
        if question.fact is VIRTUALS:
            yield from (f"{server.address}:{server.port}" for row in said or () for server, _ in row.servers)
        elif question.fact is UNREAD:
            yield from (f"{row.host}:{row.port}" for row in getattr(said, "rows", ()))
        elif question.fact in NAMING:
            yield from (f"{row.host}:{row.port}" for row in said or ())


def knocking(host: Host, seen: Evidence, asked: Questions) -> Iterable[Answer]:
    """The source is what shows a person the same, of this very place."""
    for question in asked:
        yield from each(doorstep, f"{KNOCK}, curl -v {question.key}", "curl -v")(host, seen, (question,))


KNOCKING = Collector(
    DOORSTEP,
    Cost.CHEAP,
    KNOCK,
    "curl -v",
    knocking,
    sends="a SYN to an upstream, a proxy or a real server of IPVS configured here, or to where a cluster sends it",
)
