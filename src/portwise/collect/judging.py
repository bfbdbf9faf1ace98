"""
What the rules of the packet filter do with an attempt, told by the kernel and not read from the rules.

Reading cannot follow a verdict map, a set that fills itself, or a condition that no parser of ours knows; the kernel
names table, chain and handle of each rule that a packet meets.  How the rule is written stands in the listing.
"""

from __future__ import annotations

from collections.abc import Iterator
from errno import ETIMEDOUT
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.counted import counted, moved
from portwise.collect.rules import rulesets
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import JUDGED
from portwise.model.net import Rule
from portwise.model.target import Endpoint, Transport

if TYPE_CHECKING:
    from portwise.formats.nftrace import Met
    from portwise.formats.packets import Segment
    from portwise.formats.rules import Rule as Listed
    from portwise.host.sightings import Judged
    from portwise.model.witness import Judgement, Ruling

SOURCE, TO_KNOW = "NFT_MSG_TRACE, nft monitor trace", "sudo portwise why TARGET --trace"
SILENT = (0, ETIMEDOUT)
PATIENCE = 0.3  # seconds; what a rule does, it does when the packet passes
OURS = "portwise-"
NAT = ("dnat", "redirect", "snat", "masquerade")  # for the kernel a packet that was led elsewhere was accepted

Listing = dict[tuple[str, str, str, int], "Listed"]


def judged(host: Host, seen: Evidence, endpoint: Endpoint) -> Judgement:
    from portwise.model.witness import Judgement, Ruling

    before = counted(host, endpoint)
    told = host.judged(endpoint, seen.target.transport is Transport.UDP, PATIENCE)
    found = Judgement(told.errno, tuple(rulings(told, endpoint, listing(host))))
    if before and told.errno and not found.culprit:
        rule = moved(before, counted(host, endpoint), seen, endpoint)
        return found._replace(rulings=(*found.rulings, Ruling(rule, "drop", True))) if rule else found
    return found


def listing(host: Host) -> Listing:
    """Without nft(8) the rules have no words, and their places all the same."""
    try:
        found = [rule for one in rulesets(host) for rule in one.rules if rule.source == "nft"]
    except OSError:
        return {}
    return {(rule.family, rule.table, rule.chain, rule.handle): rule for rule in found}


def rulings(told: Judged, target: Endpoint, listed: Listing) -> Iterator[Ruling]:
    from portwise.formats import nftrace
    from portwise.model.witness import Ruling

    packets: dict[int, Segment] = {}
    for met in nftrace.traced(told.messages):
        if (packet := known(met, packets, told, target)) and not met.table.startswith(OURS):
            ours = bool(packet.ports and packet.ports[0] == told.port)
            yield Ruling(rule(met, listed, told.errno), met.verdict, ours)


def known(met: Met, packets: dict[int, Segment], told: Judged, target: Endpoint) -> Segment | None:
    """The packet that it is about, where that is ours; it is described once, at its first rule."""
    from portwise.collect.wire import belongs
    from portwise.formats.packets import segment

    if met.data:
        try:
            packets[met.packet] = segment(met.data)
        except ValueError:
            return None  # what else has that port: no TCP, no UDP
    packet = packets.get(met.packet)
    return packet if packet and belongs(packet, told, target) else None


def rule(met: Met, listed: Listing, error: int) -> Rule:
    """As it is written, or at least where it stands: what takes a packet and has us refused at once rejects it."""
    from portwise.formats.traversal import line

    found = listed.get((met.family, met.table, met.chain, met.handle))
    rejects = found.verdict == "reject" if found else met.verdict == "drop" and error not in SILENT
    leads = found.verdict if found and found.verdict in NAT else ""
    verdict = "reject" if rejects else leads or met.verdict.split(" ")[0]
    return Rule(
        family=met.family,
        table=met.table,
        chain=met.chain,
        handle=met.handle,
        verdict=verdict,
        reject_with=found.reject_with if found else "",
        text=line(found) if found else verdict if met.handle else f"policy {met.verdict}",
        hook="",
        may_match=True,
    )


JUDGING = Collector(
    JUDGED,
    Cost.DEEP,
    SOURCE,
    TO_KNOW,
    each(judged, SOURCE, TO_KNOW),
    sends="with --trace, or --deep as root, one more SYN, or empty datagram, to each address of the target",
    privilege="with --trace, names the rule that refused, by the word of the kernel; without root none",
    marks="an nft table portwise-PID-STARTTIME that marks this attempt for tracing; the kernel removes it with us",
)
