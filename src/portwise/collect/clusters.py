"""Where a server of a cluster sends its clients on, in its own words."""

from __future__ import annotations

import errno

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.behind import Advertised
from portwise.model.evidence import Evidence
from portwise.model.facts import ADVERTISED
from portwise.model.target import Endpoint

PATIENCE = 0.5  # seconds; it has just answered a greeting

ASK = "what its clients ask first, kcat -L or redis-cli cluster slots or mongosh"
TO_ASK = "kcat -L, redis-cli cluster slots or mongosh --eval 'db.hello()'"


def advertised(host: Host, seen: Evidence, endpoint: Endpoint) -> tuple[Advertised, ...]:
    """None for a server that is alone.  Raises ValueError where it does not say, as without a login."""
    from portwise.formats import clusters  # three binary formats that only such targets need

    question = clusters.question(seen.target.scheme)
    if not question:
        return ()
    heard = host.converse(endpoint, question, PATIENCE)
    if heard.ended == "silence" and not heard.data:
        raise TimeoutError(errno.ETIMEDOUT, f"no answer within {PATIENCE} s")
    return clusters.places(seen.target.scheme, heard.data)


ADVERTISING = Collector(
    ADVERTISED,
    Cost.SLOW,
    ASK,
    TO_ASK,
    each(advertised, ASK, TO_ASK),
    sends="to Kafka, Redis and MongoDB: the question where their clients are to go, which needs no login",
)
