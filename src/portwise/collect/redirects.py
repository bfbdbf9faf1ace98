"""The request once more, in the name of another host, or where a redirect sends it; never off this machine."""

from __future__ import annotations

import errno
from ipaddress import ip_address

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.experiments import made
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.exchange import AsHost, Exchange
from portwise.model.facts import FOLLOWED, HOSTED
from portwise.model.outcome import WELL, Outcome
from portwise.model.target import Address, Endpoint, Target

PATIENCE = 1.0  # seconds for the conversation
DOORSTEP_PATIENCE = 0.5  # seconds; an address of this machine answers in microseconds
EAI_NONAME = -2  # netdb.h: the name stands for nothing; anything else may be the resolver's own trouble
LOOPBACK = ip_address("127.0.0.1")

AS_HOST, TO_ASK = "GET with another Host header", "curl -v -H 'Host: localhost' URL"
FOLLOW, TO_FOLLOW = "GET of what the Location header names", "curl -vL URL"


def hosted(host: Host, seen: Evidence, about: AsHost) -> Exchange:
    from portwise.formats import http1

    return spoken(host, seen.target, about.endpoint, http1.request(about.host, seen.target.path))


def spoken(host: Host, target: Target, endpoint: Endpoint, request: bytes) -> Exchange:
    """One request, inside TLS where the target wants it; a session that fails or is not trusted is a TLS error."""
    from portwise.host import said

    if not target.speaks_tls:
        return said.exchange(host.converse(endpoint, request, PATIENCE))
    shaken = host.handshake(endpoint, target.host.partition("%")[0], request, PATIENCE)
    if shaken.heard is None or shaken.distrust:
        return without_answer(Outcome.TLS_ERROR)
    return said.exchange(shaken.heard)


def without_answer(outcome: Outcome) -> Exchange:
    return Exchange(outcome, 0, "", "", "", "", b"", 0.0)


def followed(host: Host, _: Evidence, url: str) -> Exchange:
    """The first address that answers, else how the last one failed.  Raises ValueError for another machine's."""
    from portwise.formats import http1

    target = Target.parse(url)
    addresses = resolved(host, target)
    if not addresses:
        return without_answer(Outcome.NAME_FAILURE)
    if not target.speaks_http or not target.port_is_valid or not all(host.owns(address) for address in addresses):
        raise ValueError("portwise follows a redirect only to this machine")
    places = tuple(Endpoint(address, target.port or 0) for address in addresses)
    met = host.attempts(places, DOORSTEP_PATIENCE)
    taken = next((place for place, one in zip(places, met, strict=True) if one.outcome in WELL), None)
    if taken is None:
        return without_answer([made(attempt) for attempt in met][-1].outcome)
    query = url.partition("#")[0].partition("?")[2]
    path = target.path + (f"?{query}" if query else "")
    answer = spoken(host, target, taken, http1.request(http1.authority(target), path))
    if answer.outcome is Outcome.HANG:  # a page may take longer than we wait
        raise TimeoutError(errno.ETIMEDOUT, f"no answer within {PATIENCE:.0f} s")
    return answer


def resolved(host: Host, target: Target) -> tuple[Address, ...]:
    """None where the name stands for nothing; RFC 6761 section 6.3 gives *.localhost to loopback."""
    if target.address:
        return (target.address,)
    try:
        return tuple(dict.fromkeys(host.resolve(target.host, PATIENCE)))
    except OSError as error:
        if target.is_loopback_name:
            return (LOOPBACK,)
        if error.errno != EAI_NONAME:
            raise
        return ()


HOSTING = Collector(
    HOSTED,
    Cost.SLOW,
    AS_HOST,
    TO_ASK,
    each(hosted, AS_HOST, TO_ASK),
    sends="the request of the target, with localhost as its Host header",
)
FOLLOWING = Collector(
    FOLLOWED,
    Cost.SLOW,
    FOLLOW,
    TO_FOLLOW,
    each(followed, FOLLOW, TO_FOLLOW),
    sends="one request to where a redirect leads, on this machine only",
)
