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
from portwise.model.guard import Shield
from portwise.model.net import Rule
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    from portwise.formats.pf import Met, Packet

TOOL = "/usr/libexec/ApplicationFirewall/socketfilterfw"
ASKED = ("--getglobalstate", "--getblockall", "--getallowsigned", "--listapps")
SOURCE = f"{TOOL} {' '.join(ASKED)}"
BY_PF, TO_KNOW = "pfctl -si; pfctl -a '*' -sr", "sudo pfctl -sr"
PRIVILEGE = "lists the rules; without it none is seen"
ANSWERS = {"return": "tcp reset", "return-rst": "tcp reset", "return-icmp": "icmp", "return-icmp6": "icmp"}


def shield(host: Host, _: Evidence, __: str) -> Shield:
    from portwise.formats import appfirewall

    return appfirewall.shield(*(host.output((TOOL, word)) for word in ASKED))


def rules(host: Host, seen: Evidence, endpoint: Endpoint) -> tuple[Rule, ...]:
    """The rules that decide over a new connection, out and, at this machine itself, in."""
    here = seen[LOCAL.of(endpoint.address)]
    device = "lo0" if here else seen[ROUTE.of(endpoint.address)].device
    if host.me().uid != 0:
        raise PermissionError(errno.EPERM, "only root may read the rules of pf")
    from portwise.formats import pf

    if not pf.is_enabled(host.output(("pfctl", "-si"))):
        return ()
    known = pf.rules(host.output(("pfctl", "-a", "*", "-sr")))
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
    Collector(SHIELD, Cost.SLOW, SOURCE, TOOL, each(shield, SOURCE, f"{TOOL} --listapps")),
    Collector(
        RULES,
        Cost.SLOW,
        BY_PF,
        TO_KNOW,
        each(rules, BY_PF, TO_KNOW),
        privilege=PRIVILEGE,
    ),
)
