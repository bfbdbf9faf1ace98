"""Control conversations: plain HTTP where TLS was asked for, and TLS where plain HTTP was."""

import errno

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.exchange import Exchange, Handshake
from portwise.model.facts import PLAIN, TLS
from portwise.model.target import Endpoint

PATIENCE = 1.0  # seconds; the port has just taken a connection

GET = "GET without TLS, curl -v http://"
SHAKE = "a TLS handshake, openssl s_client"


def plain(host: Host, seen: Evidence, endpoint: Endpoint) -> Exchange:
    from portwise.formats import http1
    from portwise.host import said

    return said.exchange(host.converse(endpoint, http1.of(seen.target), PATIENCE))


def handshake(host: Host, seen: Evidence, endpoint: Endpoint) -> Handshake:
    """Silence is no answer to the question: a busy server may be silent too."""
    from portwise.host import said

    name = seen.target.host.partition("%")[0]
    shaken = host.handshake(endpoint, name, b"", PATIENCE)
    if shaken.ended == "silence" and not shaken.first:
        raise TimeoutError(errno.ETIMEDOUT, f"no answer to a ClientHello within {PATIENCE:.0f} s")
    return said.handshake(shaken)


PLAINLY = Collector(PLAIN, Cost.SLOW, GET, "curl -v", each(plain, GET, "curl -v"), sends="an HTTP request without TLS")
SHAKING = Collector(
    TLS,
    Cost.SLOW,
    SHAKE,
    "openssl s_client",
    each(handshake, SHAKE, "openssl s_client"),
    sends="a TLS ClientHello",
)
