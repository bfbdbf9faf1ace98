"""
Packet filter rules that an attempt meets on its way, in the order in which it meets them.

Only who has CAP_NET_ADMIN may list them (net/netfilter/nfnetlink.c); whoever has not is spared the wait for a
refusal.  Tables of the legacy iptables are not in the nft listing and are read beside it.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.formats import procstat
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import LOCAL
from portwise.model.facts import RULES as FACT
from portwise.model.net import Rule
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    from portwise.formats.nft import Ruleset
    from portwise.formats.rules import Rule as Listed
    from portwise.formats.traversal import Passed

CAP_NET_ADMIN = 1 << 12  # linux/capability.h
SOURCE, TO_KNOW = "iptables-legacy-save, nft -j list ruleset", "sudo nft list ruleset"
LEAVING, COMING = ("output", "postrouting"), ("prerouting", "input")
ENDING = ("drop", "reject")
LEGACY = {"ip": "/proc/thread-self/net/ip_tables_names", "ip6": "/proc/thread-self/net/ip6_tables_names"}
SAVE = {"ip": "iptables", "ip6": "ip6tables"}
UFW = ("ufw-", "ufw6-")  # how the names of its chains begin


def rules(host: Host, seen: Evidence, endpoint: Endpoint) -> tuple[Rule, ...]:
    """A packet to an address of our own leaves and comes by loopback; another one only leaves."""
    from portwise.formats.replies import Reply
    from portwise.formats.traversal import Packet, Walk  # with nft and iptables 3 ms, for packets that a filter met

    here = seen[LOCAL.of(endpoint.address)]
    packet = Packet(seen.target.transport.value, *endpoint, "lo" if here else "")
    found, hooks = tuple(rulesets(host)), (*LEAVING, *COMING) if here else LEAVING
    met = tuple(dict.fromkeys(Walk(found, packet).through(hooks)))
    back = tuple(dict.fromkeys(Reply(found, packet).through(hooks))) if here else ()
    return tuple(merged(signed(found, met), signed(found, back)))


def signed(found: tuple[Ruleset, ...], met: tuple[Passed, ...]) -> tuple[Passed, ...]:
    """`ufw default deny` sets the policies of chains that lead into its own, ufw-framework(8)."""
    jumps = [rule for one in found for rule in one.rules if rule.verdict == "jump" and rule.target.startswith(UFW)]
    theirs = {(rule.family, rule.table, rule.chain) for rule in jumps}

    def sign(passed: Passed) -> Passed:
        rule = passed.rule
        kept = rule.policy and (rule.family, rule.table, rule.chain) in theirs
        return passed._replace(rule=rule._replace(source="ufw")) if kept else passed

    return tuple(map(sign, met))


def merged(met: tuple[Passed, ...], back: tuple[Passed, ...]) -> Iterator[Rule]:
    """What the packet meets, and then what only its answer does, and ends it."""
    answers = {(passed.rule, passed.hook): passed.meets for passed in back}
    for passed in met:
        yield told(passed.rule, passed.hook, passed.meets)._replace(answers=answers.get(passed[:2], False))
    asked = {passed[:2] for passed in met}
    for passed in back:
        if passed[:2] not in asked and passed.rule.verdict in ENDING:
            yield told(passed.rule, passed.hook, meets=False)._replace(answers=passed.meets)


def told(rule: Listed, hook: str, meets: bool | None) -> Rule:
    """A rule of a listing as evidence has it: where it was met, and whether the packet meets it; None: perhaps."""
    from portwise.formats.traversal import line

    return Rule(
        family=rule.family,
        table=rule.table,
        chain=rule.chain,
        handle=rule.handle,
        verdict=rule.verdict,
        reject_with=rule.reject_with,
        text=line(rule),
        hook=hook,
        may_match=meets,
        tool=rule.source,
    )


def rulesets(host: Host) -> Iterator[Ruleset]:
    if not procstat.status(host.read("/proc/self/status")).cap_effective & CAP_NET_ADMIN:
        raise PermissionError(errno.EPERM, "only root may list packet filter rules")
    from portwise.formats import nft

    older = tuple(family for family in LEGACY if names(host, family))
    try:
        yield whole(host, nft.ruleset(listing(host)))
    except FileNotFoundError:
        if not older:
            raise
    for family in older:
        yield legacy(host, family)


def listing(host: Host) -> str:
    return host.output(("nft", "-j", "list", "ruleset"))


def whole(host: Host, listed: Ruleset) -> Ruleset:
    """With what iptables-nft asks of its modules; where nobody says that, such a rule may match or not."""
    from portwise.formats import iptables, modules

    saved: list[Ruleset] = []
    for family in modules.vague(listed):
        with suppress(OSError, ValueError):
            saved.append(iptables.ruleset(host.output((f"{SAVE[family]}-nft-save",)), family))
    return modules.completed(listed, saved) if saved else listed


def names(host: Host, family: str) -> Iterable[str]:
    """Tables of the legacy iptables; without its module there are none."""
    try:
        return host.read(LEGACY[family]).split()
    except FileNotFoundError:
        return ()


def legacy(host: Host, family: str, *options: str) -> Ruleset:
    """Before there were two, the only one was called iptables-save; what is told to another tool is not in its list."""
    from portwise.formats import iptables

    try:
        listed, tool = host.output((f"{SAVE[family]}-legacy-save", *options)), "iptables-legacy"
    except FileNotFoundError:
        listed, tool = host.output((f"{SAVE[family]}-save", *options)), "iptables"
    return iptables.ruleset(listed, family, tool)


RULING = Collector(
    FACT, Cost.SLOW, SOURCE, TO_KNOW, each(rules, SOURCE, TO_KNOW), privilege="lists the rules; without it none is seen"
)
