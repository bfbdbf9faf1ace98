"""
What the server behind a gateway makes of requests that come straight to it.

Whether it keeps its connections, as it says: two requests on one, a moment apart.  And whether it answers at all, where
its gateway does not: then little is left of the time, and a silence counts only where it had its moment.
"""

from __future__ import annotations

import errno

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Heard, Host
from portwise.model.evidence import Evidence
from portwise.model.exchange import Exchange, Kept
from portwise.model.facts import KEPT, STRAIGHT, UNREAD, UPSTREAMS
from portwise.model.settings import Upstream
from portwise.model.target import Endpoint

PATIENCE = 1.0  # seconds for each answer
IDLE = 0.2  # seconds between the two; a gateway in use does not leave a connection alone for longer
MOMENT = 0.25  # seconds for an answer that the gateway has waited for already, far longer; little more is left by then
SOURCE, TO_KNOW = "two requests on one connection, curl -v URL URL", "curl -v URL URL"
ONCE, TO_ASK = "one request straight to the server, curl -v", "portwise why TARGET --timeout 10"


def straight(host: Host, seen: Evidence, place: str) -> Exchange:
    """Silence is an answer here, the one that was looked for.  Raises TimeoutError where it was cut short."""
    from portwise.formats import http1
    from portwise.host import said

    there = endpoint(host, named(seen, place))
    heard = host.converse(there, http1.request(place, seen.target.path), MOMENT)
    if heard.ended == "silence" and not heard.data and heard.elapsed_ms < MOMENT * 900:
        raise TimeoutError(errno.ETIMEDOUT, f"it had {heard.elapsed_ms:.0f} ms to answer, and more time was not left")
    return said.exchange(heard)


def kept(host: Host, seen: Evidence, place: str) -> Kept:
    from portwise.formats import http1

    sent = http1.request(place, seen.target.path, connection="keep-alive")
    return told(host.keep(endpoint(host, named(seen, place)), sent, IDLE, PATIENCE))


def named(seen: Evidence, place: str) -> Upstream:
    """Only where a configuration of this machine sends such requests.  Raises ValueError else."""
    rows = [row for o in seen if o.question.fact is UPSTREAMS for row in seen.get(o.question) or ()]
    rows += [row for o in seen if o.question.fact is UNREAD for row in getattr(seen.get(o.question), "rows", ())]
    spelt = ((row, (f"{row.host}:{row.port}", f"[{row.host}]:{row.port}")) for row in rows)
    found: Upstream | None = next((row for row, names in spelt if place in names), None)
    if found is None or found.scheme != "http":
        raise ValueError("no configuration of this machine sends plain requests there")
    return found


def endpoint(host: Host, row: Upstream) -> Endpoint:
    from portwise.collect.redirects import resolved
    from portwise.model.target import Target

    place = f"[{row.host}]:{row.port}" if ":" in row.host else f"{row.host}:{row.port}"
    address = next(iter(resolved(host, Target.parse(f"http://{place}/"))), None)
    if address is None:
        raise OSError(errno.ENOENT, "that name stands for nothing")
    return Endpoint(address, row.port)


def told(heard: tuple[Heard, ...]) -> Kept:
    """Silence is no answer to the question."""
    from portwise.formats import http1
    from portwise.host import said

    if heard[-1].ended == "silence" and not heard[-1].data:
        raise TimeoutError(errno.ETIMEDOUT, f"no answer within {PATIENCE:.0f} s")
    whole = len(heard) == 2
    if not whole or not http1.persists(heard[0].data):
        return Kept(said.exchange(heard[0]), False, None, None)
    return Kept(said.exchange(heard[0]), True, http1.idle(heard[0].data), said.exchange(heard[1]))


KEEPING = Collector(
    KEPT,
    Cost.DEEP,
    SOURCE,
    TO_KNOW,
    each(kept, SOURCE, TO_KNOW),
    sends="the request of the target twice to the server behind a gateway, on one connection",
)
ASKING = Collector(
    STRAIGHT,
    Cost.SLOW,
    ONCE,
    TO_ASK,
    each(straight, ONCE, TO_ASK),
    sends="the request of the target to the server behind a gateway that does not answer it",
)
