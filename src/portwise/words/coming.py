"""
Where each client comes to at a target: which address it takes, whether by a proxy, and how that ends.

Nothing is promised that was not measured.  What nobody tried, since only some clients
would, is foretold by who listens there, or left open.
"""

from __future__ import annotations

from ipaddress import ip_address

from portwise.model.badports import CHROMIUM_BLOCKS
from portwise.model.evidence import Evidence
from portwise.model.facts import ATTEMPT, HERE, LISTENERS, LOOKUP, PROXIED, PROXIES
from portwise.model.outcome import WELL, Outcome
from portwise.model.record import NamedTuple
from portwise.model.report import Report
from portwise.model.settings import ProxyChoice
from portwise.model.target import HIGHEST_PORT, Endpoint
from portwise.words.walks import BELOW, LOCALHOST, UNSURE, Walk

LOOPBACK = (ip_address("::1"), ip_address("127.0.0.1"))  # as RFC 6724 sorts them
FETCHING = ("chrome", "firefox", "safari", "node", "node17")  # they go by the list of bad ports of the Fetch standard
BAD_PORT, BY_PROXY = "that port to every page", "the proxy"  # in the words of the events


class Coming(NamedTuple):
    """What one client comes to."""

    outcome: Outcome | None  # None: not known
    spot: Endpoint | None = None
    because: str = ""  # what it does otherwise than others
    event: str = ""  # a part of the event's sentence, where the way there settles which it is


OPEN = Coming(None)


def coming(walk: Walk, report: Report) -> Coming:
    target = report.target
    if not target.port_is_valid:
        return impossible(walk, target.port)
    if target.speaks_http and target.port in CHROMIUM_BLOCKS and walk.client in FETCHING:
        return Coming(Outcome.BLOCKED_BY_BROWSER, None, f"it asks nobody for port {target.port}", BAD_PORT)
    choice = proxy(walk, report.evidence)
    return by_proxy(choice, report.evidence) if choice else directly(walk, report)


def impossible(walk: Walk, port: int | None) -> Coming:
    """getaddrinfo(3) keeps the low 16 bits of a number, and urllib asks nobody else."""
    if walk.client == "python" and port is not None and port > HIGHEST_PORT:
        return Coming(None, None, f"its urllib goes to port {port & HIGHEST_PORT} instead")
    return Coming(Outcome.INVALID_URL)


def proxy(walk: Walk, seen: Evidence) -> ProxyChoice | None:
    """By the client's own reading of the variables."""
    choices = seen.get(PROXIES.of(HERE)) or ()
    return next((one for one in choices if one.client == walk.proxy and one.host), None)


def by_proxy(choice: ProxyChoice, seen: Evidence) -> Coming:
    place = f"{choice.host}:{choice.port}"
    exchange = seen.get(PROXIED.of(place))
    because = f"it asks the proxy {place} that {choice.variable} names"
    return Coming(exchange.met, None, because, BY_PROXY) if exchange else OPEN


def directly(walk: Walk, report: Report) -> Coming:
    target, seen = report.target, report.evidence
    failed = seen.get(LOOKUP.of(target.host)) or ""
    if knows(walk, report, bool(failed)):
        own = [Endpoint(address, target.port or 0) for address in LOOPBACK]
        otherwise = failed or any(not spot.address.is_loopback for spot in seen.endpoints)
        return taken(walk, own, seen, f"it knows what {target.host} is" if otherwise else "")
    if walk.knows == UNSURE and target.is_loopback_name and failed:
        return OPEN
    if failed or report.symptom is Outcome.NAME_FAILURE:
        return Coming(Outcome.NAME_FAILURE, None, "it asks the system's resolver" if target.is_loopback_name else "")
    return taken(walk, list(seen.endpoints), seen, "")


def knows(walk: Walk, report: Report, failed: bool) -> bool:
    """Java asks the resolver first, and knows better where it is told nothing (InetAddress.java)."""
    target = report.target
    return target.is_loopback_name and (
        walk.knows == BELOW or (walk.knows == LOCALHOST and failed and target.host == "localhost")
    )


def taken(walk: Walk, places: list[Endpoint], seen: Evidence, because: str) -> Coming:
    """The first address that answers, or the first of all for who tries no other."""
    if walk.four_first:
        places = sorted(places, key=lambda place: place.address.version)
    if len(places) > 1 and not walk.tries_all:
        because = " and ".join(filter(None, (because, f"it tries {places[0].address} alone")))
        places = places[:1]
    tried = [(place, met) for place in places if (met := meets(place, seen)) is not None]
    for n, (place, met) in enumerate(tried):
        if met is Outcome.TIMEOUT and not walk.hurries and n + 1 < len(tried):
            return Coming(met, place, f"it waits for {place.address}, minutes long, before it tries the next address")
        if connects(place, met, seen):
            return Coming(met, place, because)
    return Coming(tried[0][1], tried[0][0], because) if tried else OPEN


def meets(place: Endpoint, seen: Evidence) -> Outcome | None:
    """As measured, or as who listens on loopback foretells."""
    if place in seen.spots:
        return seen.met(place)
    listeners = seen.get(LISTENERS.of(HERE))
    if listeners is None:
        return None
    taken = any(s.port == place.port and s.covers(place.address) for s in listeners)
    return Outcome.CONNECTED if taken else Outcome.REFUSED


def connects(place: Endpoint, met: Outcome, seen: Evidence) -> bool:
    """Who has a connection stays with it, whatever comes of it."""
    attempt = seen.get(ATTEMPT.of(place))
    return (attempt.outcome if attempt else met) in WELL
