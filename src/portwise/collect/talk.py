"""Control conversations: the protocol in the clear where TLS was asked for, and TLS where it was not."""

import errno

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host, Shaken
from portwise.model.evidence import Evidence
from portwise.model.exchange import Banner, Exchange, Handshake, Hello
from portwise.model.facts import CLEAR, HELLO, PLAIN, TLS
from portwise.model.target import Endpoint

PATIENCE = 1.0  # seconds; the port has just taken a connection

GET = "GET without TLS, curl -v http://"
GREET = "a greeting without TLS, nc"
SHAKE = "a TLS handshake, openssl s_client"


def plain(host: Host, seen: Evidence, endpoint: Endpoint) -> Exchange:
    from portwise.formats import http1
    from portwise.host import said

    return said.exchange(host.converse(endpoint, http1.of(seen.target), PATIENCE))


def clear(host: Host, seen: Evidence, endpoint: Endpoint) -> Banner:
    """Raises ValueError where portwise does not know how such a server is greeted."""
    from portwise.formats import greetings
    from portwise.host import said

    greeting = greetings.of(seen.target.scheme)
    if greeting is None:
        raise ValueError(f"portwise does not know how a server of {seen.target.scheme}:// is greeted")
    heard = host.converse(endpoint, greeting.sends, PATIENCE)
    if heard.ended == "silence" and not heard.data:
        raise TimeoutError(errno.ETIMEDOUT, f"no answer to a greeting within {PATIENCE:.0f} s")
    return said.banner(heard, greeting.protocol)


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
CLEARLY = Collector(CLEAR, Cost.SLOW, GREET, "nc", each(clear, GREET, "nc"), sends="a greeting without TLS")
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
