"""
What the kernel's own packet filter dropped, and no rule of this network namespace did.

A tracepoint sees all namespaces of the machine, the trace of the rules its own: a container or a virtual machine's
neighbour has a packet filter of its own on the same kernel.
"""

from __future__ import annotations

from contextlib import suppress

from portwise.model.cause import View
from portwise.model.evidence import Unreadable, none
from portwise.model.facts import JUDGED, LOCAL, REASONS, RULES
from portwise.model.witness import BY_RULE


def dropped(view: View) -> bool:
    """Where both were asked for by name.  The legacy iptables are not traced: a rule of them may have done it."""
    reasons, judged = REASONS.of(view.at), JUDGED.of(view.at)
    if reasons not in view.seen or judged not in view.seen:
        return False
    with suppress(Unreadable):
        told = any(drop.reason == BY_RULE for drop in view[reasons].drops) and view[judged].culprit is None
        return told and not view[LOCAL.of(view.at.address)] and not untraced(view)
    return False


def untraced(view: View) -> bool:
    return not none(
        view[RULES.of(view.at)],
        lambda rule: rule.tool == "iptables-legacy" and rule.verdict == "drop" and rule.may_match is not False,
    )
