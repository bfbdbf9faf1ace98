"""Control conversations: plain HTTP where TLS was asked for, and TLS where plain HTTP was."""

import errno

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host, Shaken
from portwise.model.evidence import Evidence
from portwise.model.exchange import Exchange, Handshake, Hello
from portwise.model.facts import HELLO, PLAIN, TLS
from portwise.model.target import Endpoint

PATIENCE = 1.0  # seconds; the port has just taken a connection

GET = "GET without TLS, curl -v http://"
SHAKE = "a TLS handshake, openssl s_client"


def plain(host: Host, seen: Evidence, endpoint: Endpoint) -> Exchange:
    from portwise.formats import http1
    from portwise.host import said

    return said.exchange(host.converse(endpoint, http1.of(seen.target), PATIENCE))


def handshake(host: Host, seen: Evidence, endpoint: Endpoint) -> Handshake:
    name = seen.target.host.partition("%")[0]
    return _answered(host.handshake(endpoint, name, b"", PATIENCE))


def greet(host: Host, _: Evidence, hello: Hello) -> Handshake:
    return _answered(host.greet(*hello, PATIENCE))


def _answered(shaken: Shaken) -> Handshake:
    """Silence is no answer to the question: a busy server may be silent too."""
    from portwise.host import said

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
GREETING = Collector(
    HELLO,
    Cost.SLOW,
    SHAKE,
    "openssl s_client",
    each(greet, SHAKE, "openssl s_client"),
    sends="a TLS ClientHello with another name or other versions",
)
