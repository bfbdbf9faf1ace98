"""Silence at an address of this machine, and what else than a filter would explain it."""

from __future__ import annotations

from portwise.knowledge.terms import counters, queues
from portwise.model.cause import View
from portwise.model.evidence import Unreadable, none
from portwise.model.facts import HERE, INTERFACES, LOCAL, RULES


def ours(view: View) -> bool:
    return view[LOCAL.of(view.at.address)]


def roomy(view: View) -> bool:
    """
    No accept queue is full.  The counter too: one may have been full when we knocked and not when we looked.

    It is believed as it was read.  TRACES would not do: a filter that drops everything drops what calibrates it.
    Where no counter can be read, as on macOS, a rule that surely drops is enough of a reason.
    """
    try:
        if ours(view) and counters.raw(view).overflows > 0:
            return False
    except Unreadable:
        if not any(rule.verdict == "drop" and rule.may_match for rule in view[RULES.of(view.at)]):
            raise
    return not any(map(queues.full, queues.serving(view)))


def carried(view: View) -> bool:
    """Whatever we send to ourselves goes by loopback, whichever interface has the address."""
    return not ours(view) or any(link.loopback and link.up for link in view[INTERFACES.of(HERE)])


def staying(view: View) -> bool:
    """NAT of 127.0.0.0/8 and ::1 into elsewhere is refused unless somebody set route_localnet."""
    here = view.at.address.is_loopback or not ours(view) or counters.raw(view).loopback > 0
    return here or none(view[RULES.of(view.at)], lambda rule: rule.verdict == "dnat" and rule.may_match is not False)
