"""
The way of a connection's first packet through the chains, as far as it can be told beforehand.

nft(8), "HOOKS" and "VERDICT STATEMENTS": every base chain of a hook is asked, lowest priority first; *accept* ends its
own base chain only, *drop* and *reject* end everything.  A condition that cannot be judged leaves both ways open, and
what comes after it is met or not.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from enum import Enum

from portwise.formats.nft import Ruleset
from portwise.formats.rules import Chain, Match, Rule, condition, could_match, family_of
from portwise.model.record import NamedTuple
from portwise.model.target import Address

DEEPEST = 16  # NFT_JUMP_STACK_SIZE, include/net/netfilter/nf_tables.h: the kernel loads no ruleset that jumps deeper
REWRITES = ("dnat", "redirect", "tproxy")  # from there on the packet has another destination


class Fate(Enum):
    NEXT = "asks the next rule"
    LEAVES = "leaves the chain undecided"
    ACCEPTED = "leaves the base chain"
    DROPPED = "goes no further"


FATES = {"drop": Fate.DROPPED, "reject": Fate.DROPPED, "return": Fate.LEAVES}
FATES |= dict.fromkeys(("accept", "queue", "snat", "masquerade", *REWRITES), Fate.ACCEPTED)


class Packet(NamedTuple):
    """The first packet of a connection."""

    protocol: str
    address: Address
    port: int
    interface: str  # by which it leaves or comes, "" where unknown


class Passed(NamedTuple):
    """A rule with a verdict on the way, and whether the packet surely meets it; None: cannot tell."""

    rule: Rule
    hook: str
    meets: bool | None


Steps = Generator[Passed, None, set[Fate]]


class Walk:
    """One packet on its way through everything that filters."""

    def __init__(self, rulesets: Iterable[Ruleset], packet: Packet) -> None:
        found = tuple(rulesets)
        self.packet = packet
        self.chains = [chain for listed in found for chain in listed.chains]
        self.rules = [rule for listed in found for rule in listed.rules]

    def through(self, hooks: Iterable[str]) -> Iterator[Passed]:
        """What is met in these hooks, in order, until the packet is surely gone."""
        sure = True
        for chain in (chain for hook in hooks for chain in self.bases(hook)):
            steps = Told(self.base(chain, sure))
            for passed in steps:
                sure = sure and passed.rule.verdict not in REWRITES
                yield passed
            if steps.fates == {Fate.DROPPED}:
                return
            sure = sure and Fate.DROPPED not in steps.fates

    def bases(self, hook: str) -> list[Chain]:
        families = ("inet", family_of(self.packet.address))
        return sorted((c for c in self.chains if c.hook == hook and c.family in families), key=lambda c: c.prio)

    def base(self, chain: Chain, sure: bool) -> Steps:
        """A base chain, and its policy where no rule decided."""
        fates = yield from self.inside(chain, chain.hook, sure, DEEPEST)
        if Fate.LEAVES not in fates or chain.policy != "drop":
            return fates
        policy = Rule(chain.source, chain.family, chain.table, chain.name, 0, "drop", policy=True)
        yield Passed(policy, chain.hook, (sure and fates == {Fate.LEAVES}) or None)
        return fates - {Fate.LEAVES} | {Fate.DROPPED}

    def inside(self, chain: Chain | Rule, hook: str, sure: bool, deeper: int) -> Steps:
        """One chain, or the one that a rule jumps to; the fates with which the packet may leave it."""
        name = chain.name if isinstance(chain, Chain) else chain.target
        left = set[Fate]()
        for rule in (r for r in self.rules if (r.family, r.table, r.chain) == (chain.family, chain.table, name)):
            match = self.matches(rule)
            if match is False:
                continue
            surely = sure and not left and match is True
            after = yield from self.met(rule, hook, surely, deeper)
            left |= after - {Fate.NEXT}
            if match and Fate.NEXT not in after:
                return left
        return left | {Fate.LEAVES}

    def met(self, rule: Rule, hook: str, surely: bool, deeper: int) -> Steps:
        if rule.verdict in ("jump", "goto") and deeper:
            after = yield from self.inside(rule, hook, surely, deeper - 1)
            back = {Fate.NEXT} if rule.verdict == "jump" else {Fate.LEAVES}
            return after - {Fate.LEAVES} | (back if Fate.LEAVES in after else set())
        if not rule.verdict:
            return {Fate.NEXT}
        yield Passed(rule, hook, surely or None)
        return {FATES[rule.verdict]} if rule.verdict in FATES else set(Fate)  # a verdict map may do anything

    def matches(self, rule: Rule) -> bool | None:
        """A SYN of connect(2) is never *invalid* (net/netfilter/nf_conntrack_proto_tcp.c, tcp_new())."""
        known = tuple(valid(match) for match in rule.matches)
        return could_match(rule._replace(matches=known), *self.packet)


class Told:
    """A generator whose return value can be read after it has ended."""

    def __init__(self, steps: Steps) -> None:
        self.steps, self.fates = steps, set[Fate]()

    def __iter__(self) -> Iterator[Passed]:
        self.fates = yield from self.steps


def valid(match: Match) -> Match:
    if match.field != "ct state":
        return match
    return match._replace(values=tuple(value for value in match.values if value != "invalid"))


def line(rule: Rule) -> str:
    """The rule as a person would write it, without its place."""
    if rule.policy:
        return f"policy {rule.verdict}"
    named = {match.field: " ".join(map(str, match.values)) for match in rule.matches}
    words = [phrase(match, named) for match in rule.matches if not spoken(match.field, named)]
    words += ["…" if rule.opaque else "", rule.verdict, rule.target]
    return " ".join(filter(None, [*words, f"with {rule.reject_with}" if rule.reject_with else ""]))


def spoken(field: str, named: dict[str, str]) -> bool:
    """What nft adds by itself: the protocol of a port, the family of an address."""
    implied = {"protocol": ("dport", "sport"), "nfproto": ("daddr", "saddr")}
    return any(other in named for other in implied.get(field, ()))


def phrase(match: Match, named: dict[str, str]) -> str:
    if match.field in ("dport", "sport"):
        return f"{named.get('protocol', 'th')} {condition(match)}"
    if match.field in ("daddr", "saddr"):
        return f"{'ip6' if ':' in str(match.values[:1]) else 'ip'} {condition(match)}"
    return condition(match)
