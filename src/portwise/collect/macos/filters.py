"""
The two firewalls of macOS: the one that asks for programs (socketfilterfw), and pf, which is off until it is wanted.

Only root may read pf; who is not is spared the wait for a refusal.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import LOCAL, ROUTE, RULES, SHIELD
from portwise.model.guard import Passage, Shield
from portwise.model.net import Rule
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    from portwise.formats.pf import Met, Packet

TOOL = "/usr/libexec/ApplicationFirewall/socketfilterfw"
ASKED = ("--getglobalstate", "--getblockall", "--getallowsigned", "--listapps")
SOURCE = f"{TOOL} {' '.join(ASKED)}"
BY_PF, TO_KNOW = "pfctl -si; pfctl -a '*' -sr", "sudo pfctl -sr"
PRIVILEGE = "lists the rules; without it none is seen"
STATUS, LISTING = ("pfctl", "-si"), ("pfctl", "-a", "*", "-sr")
PF = "pf, the packet filter of macOS,"
ANSWERS = {"return": "tcp reset", "return-rst": "tcp reset", "return-icmp": "icmp", "return-icmp6": "icmp"}


def shield(host: Host, seen: Evidence, __: str) -> Shield:
    """A rule of pf that keeps others away from the target goes before; root alone sees those."""
    from portwise.formats import appfirewall

    by_rule = passages(host, seen) if host.me().uid == 0 else ()
    if by_rule:
        return Shield(PF, True, False, passages=by_rule, default=True)
    return appfirewall.shield(*(host.output((TOOL, word)) for word in ASKED))


def passages(host: Host, seen: Evidence) -> tuple[Passage, ...]:
    """What surely blocks the port of the target for whoever comes in by the interface of its address."""
    from portwise.formats import bsdroutes, pf

    port = seen.target.port
    if not port or not pf.is_enabled(host.output(STATUS)):
        return ()
    known = pf.rules(host.output(LISTING))
    links = [link for link in bsdroutes.interfaces(host.output(("ifconfig", "-a"))) if not link.loopback]
    wanted = {spot.address for spot in seen.endpoints}
    packets = [
        pf.Packet("in", link.name, seen.target.transport.value, address, port)
        for link in links
        for address in link.addresses
        if address in wanted
    ]
    rules = dict.fromkeys(one.rule for packet in packets for one in pf.decides(known, packet) if one.surely)
    return tuple(Passage(rule.text, ports=((port, port),), blocks=True) for rule in rules if rule.blocks)


def rules(host: Host, seen: Evidence, endpoint: Endpoint) -> tuple[Rule, ...]:
    """The rules that decide over a new connection, out and, at this machine itself, in."""
    here = seen[LOCAL.of(endpoint.address)]
    device = "lo0" if here else seen[ROUTE.of(endpoint.address)].device
    if host.me().uid != 0:
        raise PermissionError(errno.EPERM, "only root may read the rules of pf")
    from portwise.formats import pf

    if not pf.is_enabled(host.output(STATUS)):
        return ()
    known = pf.rules(host.output(LISTING))
    ways = ("out", "in") if here else ("out",)
    packets = [pf.Packet(way, device, seen.target.transport.value, *endpoint) for way in ways]
    return tuple(rule for packet in packets for rule in met(pf.decides(known, packet), packet))


def met(found: tuple[Met, ...], packet: Packet) -> Iterator[Rule]:
    for rule, surely in found:
        verdict = "accept" if not rule.blocks else "drop" if rule.how == "drop" else "reject"
        hook = "output" if packet.direction == "out" else "input"
        family = {4: "ip", 6: "ip6"}.get(rule.family, "inet")
        answer = ANSWERS.get(rule.how.partition("(")[0], "") if verdict == "reject" else ""
        where = f"anchor {rule.anchor} of pf" if rule.anchor else "the main rules of pf"
        yield Rule(family, "pf", where, 0, verdict, answer, rule.text, hook, True if surely else None, "pf")


ALL = (
    Collector(
        SHIELD,
        Cost.SLOW,
        SOURCE,
        TOOL,
        each(shield, SOURCE, f"{TOOL} --listapps"),
        privilege="sees what pf keeps others away from, too",
    ),
    Collector(
        RULES,
        Cost.SLOW,
        BY_PF,
        TO_KNOW,
        each(rules, BY_PF, TO_KNOW),
        privilege=PRIVILEGE,
    ),
)
