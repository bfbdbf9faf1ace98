"""
Which rule of the legacy iptables took an attempt: the one whose counter moved meanwhile, iptables-save(8), -c.

The kernel tells nobody of these rules what it does with a packet.  Where two that could have taken it moved, it was
either, and none is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.collect.rules import ENDING, legacy, names, told
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.net import Rule
from portwise.model.target import Endpoint

if TYPE_CHECKING:
    from portwise.formats.rules import Rule as Listed


def counted(host: Host, endpoint: Endpoint) -> tuple[Listed, ...]:
    """All rules for addresses of that kind, each with its counter; none where there are no such tables for us."""
    family = "ip" if endpoint.address.version == 4 else "ip6"
    try:
        return legacy(host, family, "-c").rules if names(host, family) else ()
    except OSError:  # RULES says why; what nft was seen to do is known all the same
        return ()


def moved(before: tuple[Listed, ...], after: tuple[Listed, ...], seen: Evidence, endpoint: Endpoint) -> Rule | None:
    """The only one of them that took a packet and could have taken ours."""
    from portwise.formats.rules import could_match

    once = {place(rule): rule.packets or 0 for rule in before}
    ours = (seen.target.transport.value, *endpoint, "")
    took = [
        rule
        for rule in after
        if rule.verdict in ENDING
        and (rule.packets or 0) > once.get(place(rule), rule.packets or 0)
        and could_match(rule, *ours) is not False
    ]
    if len(took) != 1:
        return None
    return told(took[0], "", meets=True)


def place(rule: Listed) -> tuple[str, str, int]:
    return rule.table, rule.chain, rule.handle
