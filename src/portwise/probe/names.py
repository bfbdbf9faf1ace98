"""What the system resolver gives for the name in the target."""

from __future__ import annotations

from errno import ETIMEDOUT
from ipaddress import ip_address

from portwise.formats import hosts
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence, Known, Unasked, Unknown
from portwise.model.facts import ADDRESSES, LOOKUP
from portwise.model.target import Address, Endpoint, Target, Transport

EVERYWHERE = (ip_address("0.0.0.0"), ip_address("::"))
LOOPBACK = (ip_address("::1"), ip_address("127.0.0.1"))
NO_RESOLVER = "--passive asks no resolver"


def resolve(host: Host, target: Target, patience: float, passive: bool = False) -> tuple[Answer, ...]:
    """What the name stands for; a socket path has none, and a port that cannot exist needs none."""
    if target.transport is Transport.UNIX or not target.port_is_valid:
        return ()
    return _resolved(host, target, patience, passive)


def _resolved(host: Host, target: Target, patience: float, passive: bool) -> tuple[Answer, ...]:
    """An address stands for itself; a failing resolver is an answer too."""
    question = ADDRESSES.of(target.host)
    if target.address:
        return (Answer(question, Known((target.address,)), "written in the target"),)
    if not target.host:
        return (Answer(question, Known(EVERYWHERE), "every address, both families"),)
    if passive:
        return (_written(host, target),)
    try:
        return (Answer(question, Known(host.resolve(target.host, patience)), "getaddrinfo(3), getent ahosts"),)
    except OSError as error:
        return _unresolved(target, str(error.strerror or error), error.errno or 0)


def _written(host: Host, target: Target) -> Answer:
    """Without a packet only the hosts file can be asked, hosts(5)."""
    try:
        found = hosts.addresses(host.read("/etc/hosts"), target.host)
    except OSError as error:
        return Answer(ADDRESSES.of(target.host), Unasked(str(error.strerror), "cat /etc/hosts"), "/etc/hosts")
    said: Known[tuple[Address, ...]] | Unknown = Known(found) if found else Unasked(NO_RESOLVER, "leave --passive out")
    return Answer(ADDRESSES.of(target.host), said, "/etc/hosts")


def _unresolved(target: Target, why: str, number: int) -> tuple[Answer, ...]:
    """RFC 6761 section 6.3 gives *.localhost to loopback; browsers and curl obey, getaddrinfo(3) often does not."""
    question = ADDRESSES.of(target.host)
    could_not_ask = number > 0 and number != ETIMEDOUT  # an errno; what the resolver itself says is EAI_*, below 0
    unknown = (Unasked if could_not_ask else Unknown)(why, f"getent ahosts {target.host}")
    reason: Known[str] | Unknown = unknown if could_not_ask else Known(why)
    failed = Answer(LOOKUP.of(target.host), reason, "getaddrinfo(3)")
    if target.is_loopback_name:
        source = f"RFC 6761, as browsers and curl do; getaddrinfo(3) says: {why}"
        return Answer(question, Known(LOOPBACK), source), failed
    return Answer(question, unknown, "getaddrinfo(3)"), failed


def endpoints(seen: Evidence) -> tuple[Endpoint, ...]:
    """Where to try, in the order of the resolver, each place once."""
    addresses = seen.get(ADDRESSES.of(seen.target.host)) if seen.target.port_is_valid else None
    port = seen.target.port or 0
    return tuple(dict.fromkeys(Endpoint(address, port) for address in addresses or ()))
