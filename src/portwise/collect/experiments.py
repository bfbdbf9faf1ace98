"""Control experiments: the same attempt with one thing changed."""

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import ASIDE, CONTROL, REUSE
from portwise.model.net import Attempt
from portwise.model.target import Address, Endpoint, Transport

ASIDE_PATIENCE = 0.5  # seconds; an address of this machine answers in microseconds

CONNECT = "connect(2) with IP_RECVERR"
OURS = "a listener of our own, connected to"
BIND = "bind(2) with SO_REUSEADDR, let go at once"


def aside(host: Host, _: Evidence, endpoint: Endpoint) -> Attempt:
    return host.attempts((endpoint,), ASIDE_PATIENCE)[0]


def control(host: Host, _: Evidence, address: Address) -> Attempt:
    return host.control(address)


def reuse(host: Host, seen: Evidence, endpoint: Endpoint) -> Attempt:
    return host.bind(endpoint, True, seen.target.transport is Transport.UDP)


ASIDES = Collector(
    ASIDE,
    Cost.CHEAP,
    CONNECT,
    "curl -v",
    each(aside, CONNECT, "curl -v"),
    sends="a SYN to another address of a listener here",
)
CONTROLS = Collector(
    CONTROL, Cost.CHEAP, OURS, "nc -l", each(control, OURS, "nc -l"), sends="a SYN to a listener of our own"
)
REUSING = Collector(REUSE, Cost.CHEAP, BIND, "start the server", each(reuse, BIND, "start the server"))
