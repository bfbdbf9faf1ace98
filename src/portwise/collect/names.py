"""Who gives a name its addresses: the hosts file, the servers of resolv.conf, and the order of the two."""

from __future__ import annotations

import errno
from collections.abc import Iterator

from portwise.collect.collector import Collector, Cost, Questions, each, known
from portwise.host.api import Heard, Host
from portwise.model.evidence import Answer, Evidence, Unknown
from portwise.model.facts import ADDRESSES, DNS, HOSTS, LOOKUP, NSS, UPLINKS
from portwise.model.names import HostsEntry, NameServer, Verdict
from portwise.model.target import Address, Endpoint

PORT = 53
PATIENCE = 0.4  # seconds for all servers together; the system's own resolver has waited before
NUMBER = 0x7077  # of our question; the socket is connected, so nobody else can answer it
CODES = {2: Verdict.FAILED, 3: Verdict.NO_NAME, 5: Verdict.REFUSED}  # RFC 1035 section 4.1.1

RESOLVER = "getaddrinfo(3), getent ahosts"
FILE, ORDER = "/etc/hosts, getent -s files ahosts", "/etc/nsswitch.conf"
SERVERS = "/etc/resolv.conf"
KEPT_FROM = "/run/systemd/resolve/resolv.conf"  # systemd-resolved.service(8)
BEHIND = "the servers of /run/systemd/resolve/resolv.conf, resolvectl query --cache=no"
ASKED = "the servers of /etc/resolv.conf, dig +short"
NOT_SAID = Unknown("the resolver was not asked", "getent ahosts")


def lookups(_: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
    """A failure was told by whoever asked the resolver; what is left is success, or a port that needs no address."""
    for question in asked:
        needless = not seen.target.port_is_valid or seen.get(ADDRESSES.of(question.key)) is not None
        yield known(question, "", RESOLVER) if needless else Answer(question, NOT_SAID, RESOLVER)


def hosts(host: Host, _: Evidence, name: str) -> tuple[HostsEntry, ...]:
    from portwise.formats import hosts

    return tuple(HostsEntry(address, line) for address, line in hosts.entries(host.read("/etc/hosts"), name))


def order(host: Host, _: Evidence, __: str) -> tuple[str, ...]:
    from portwise.formats import resolvconf

    try:
        return resolvconf.sources(host.read("/etc/nsswitch.conf"))
    except FileNotFoundError:
        return resolvconf.USUAL


def dns(host: Host, _: Evidence, name: str) -> tuple[NameServer, ...]:
    """Every server is asked at once."""
    from portwise.formats import resolvconf

    try:
        text = host.read(SERVERS)
        servers = resolvconf.servers(text)
    except FileNotFoundError:
        text, servers = "", resolvconf.WITHOUT
    heard = said_of(host, servers, name)
    if all(one.answered for one in heard) or not any(one.answered for one in heard) or is_link(host, SERVERS):
        return heard
    lines = resolvconf.lines(text)
    return tuple(one._replace(line=lines.get(one.server, 0)) for one in heard)


def uplinks(host: Host, _: Evidence, name: str) -> tuple[NameServer, ...]:
    """None where systemd-resolved does not run, or has no server to ask."""
    from portwise.formats import resolvconf

    try:
        servers = resolvconf.servers(host.read(KEPT_FROM))
    except FileNotFoundError:
        return ()
    return said_of(host, servers, name) if servers != resolvconf.WITHOUT else ()


def said_of(host: Host, servers: tuple[Address, ...], name: str) -> tuple[NameServer, ...]:
    """Without an IPv4 address for IPv6 too."""
    from portwise.formats import dns

    first = told(host, servers, dns.query(name, dns.A, NUMBER))
    again = tuple(one.server for one in first if one.verdict is Verdict.NO_ADDRESS)
    later = {one.server: one for one in told(host, again, dns.query(name, dns.AAAA, NUMBER))} if again else {}
    return tuple(later.get(one.server, one) for one in first)


def is_link(host: Host, path: str) -> bool:
    """Whoever made it one writes the file that it leads to."""
    try:
        return bool(host.link(path))
    except OSError:
        return False


def told(host: Host, servers: tuple[Address, ...], question: bytes) -> tuple[NameServer, ...]:
    heard = host.inquire(tuple(Endpoint(server, PORT) for server in servers), question, PATIENCE)
    return tuple(said(server, one) for server, one in zip(servers, heard, strict=True))


def said(server: Address, heard: Heard) -> NameServer:
    from portwise.formats import dns

    if not heard.data:
        nobody = heard.errno == errno.ECONNREFUSED
        met = Verdict.NOBODY if nobody else Verdict.UNREACHABLE if heard.errno else Verdict.SILENT
        return NameServer(server, met, ())
    try:
        reply = dns.reply(heard.data, NUMBER)
    except ValueError:
        return NameServer(server, Verdict.ODD, ())
    if reply.code:
        return NameServer(server, CODES.get(reply.code, Verdict.ODD), ())
    return NameServer(server, Verdict.ADDRESSES if reply.addresses else Verdict.NO_ADDRESS, reply.addresses)


LOOKING = Collector(LOOKUP, Cost.CHEAP, RESOLVER, NOT_SAID.to_know, lookups)
WRITTEN = Collector(HOSTS, Cost.CHEAP, FILE, "cat /etc/hosts", each(hosts, FILE, "cat /etc/hosts"))
ORDERING = Collector(NSS, Cost.CHEAP, ORDER, f"cat {ORDER}", each(order, ORDER, f"cat {ORDER}"))
INQUIRING = Collector(
    DNS, Cost.SLOW, ASKED, "dig +short", each(dns, ASKED, "dig +short"), sends="a question of DNS to each name server"
)
BEYOND = Collector(
    UPLINKS,
    Cost.SLOW,
    BEHIND,
    "resolvectl query --cache=no",
    each(uplinks, BEHIND, "resolvectl query --cache=no"),
    sends="a question of DNS to each server behind systemd-resolved",
)
ALL = (LOOKING, WRITTEN, ORDERING, INQUIRING, BEYOND)
