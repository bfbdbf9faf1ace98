"""Control experiments: the same attempt with one thing changed."""

from __future__ import annotations

import os
from errno import EACCES, EAFNOSUPPORT, EPERM

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import ASIDE, CONTROL, LEAVE, REUSE
from portwise.model.net import Attempt
from portwise.model.target import Address, Endpoint, Transport

ASIDE_PATIENCE = 0.5  # seconds; an address of this machine answers in microseconds

# What a sandbox says to us in socket(2) or connect(2); the other end has not been asked then
OUR_OWN = frozenset({EPERM, EACCES, EAFNOSUPPORT})

CONNECT = "connect(2) with IP_RECVERR"
OURS = "a listener of our own, connected to"
BIND = "bind(2) with SO_REUSEADDR, let go at once"


def made(met: Attempt) -> Attempt:
    """An attempt that this process was let make.  Raises OSError where it was not, so that it is unknown."""
    if met.errno in OUR_OWN and met.icmp is None:  # an ICMP error of a filter shows as EACCES as well
        raise OSError(met.errno, os.strerror(met.errno))
    return met


def aside(host: Host, _: Evidence, endpoint: Endpoint) -> Attempt:
    return made(host.attempts((endpoint,), ASIDE_PATIENCE)[0])


def leave(host: Host, _: Evidence, endpoint: Endpoint) -> Attempt:
    """Here the denial is the answer."""
    return host.attempts((endpoint,), ASIDE_PATIENCE)[0]


def control(host: Host, _: Evidence, address: Address) -> Attempt:
    return made(host.control(address))


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
LEAVING = Collector(
    LEAVE,
    Cost.CHEAP,
    CONNECT,
    "curl -v",
    each(leave, CONNECT, "curl -v"),
    sends="a SYN to the discard port of loopback",
)
CONTROLS = Collector(
    CONTROL, Cost.CHEAP, OURS, "nc -l", each(control, OURS, "nc -l"), sends="a SYN to a listener of our own"
)
REUSING = Collector(REUSE, Cost.CHEAP, BIND, "start the server", each(reuse, BIND, "start the server"))
