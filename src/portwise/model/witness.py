"""What the kernel itself says of one attempt."""

from __future__ import annotations

from portwise.model.net import Rule
from portwise.model.record import NamedTuple

BY_RULE = "NETFILTER_DROP"  # why a packet was dropped: a rule of the packet filter, of whichever network namespace


class Ruling(NamedTuple):
    """One rule, or the policy of a chain, at work on one packet."""

    rule: Rule
    became: str  # of the packet: drop, accept, continue, "jump CHAIN", "goto CHAIN", …
    ours: bool  # a packet of the attempt; False: of the answer to it


class Judgement(NamedTuple):
    """All that the packet filter did with one more attempt, in the order in which it did it."""

    errno: int  # with which the attempt ended
    rulings: tuple[Ruling, ...]

    @property
    def culprit(self) -> Ruling | None:
        """What dropped a packet, and with *reject* answered it; the last, for a SYN is sent again."""
        return next((ruling for ruling in reversed(self.rulings) if ruling.became == "drop"), None)


class Reset(NamedTuple):
    """A reset that the kernel's own TCP sent to us, and why."""

    reason: str  # NO_SOCKET, … the names of include/net/rstreason.h, as the kernel printed them
    source: str
    destination: str


class Drop(NamedTuple):
    """A packet that the kernel dropped in the middle of our attempt, and why."""

    reason: str  # NETFILTER_DROP, … the names of include/net/dropreason-core.h, as the kernel printed them
    where: str  # its function that did


class Reasons(NamedTuple):
    errno: int  # with which the attempt ended
    resets: tuple[Reset, ...]
    drops: tuple[Drop, ...]
