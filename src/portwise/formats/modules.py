"""
What iptables-nft has made, as nft lists it and as iptables-nft-save does.

`nft -j list ruleset` names a module of xtables ("xt") and not what it is asked: a rule for established connections
could be one for all.  iptables-nft-save says it, in the same order.  What nft gives a handle keeps it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from portwise.formats.iptables import PRIORITIES
from portwise.formats.nft import Ruleset
from portwise.formats.rules import Rule

Place = tuple[str, str, str]
FAMILIES = ("ip", "ip6")
TABLES = tuple(PRIORITIES)
LEADING = ("jump", "goto")


def of_theirs(rule: Rule) -> bool:
    return rule.family in FAMILIES and rule.table in TABLES


def vague(listed: Ruleset) -> tuple[str, ...]:
    """The families in which some rule of theirs is not told whole."""
    unclear = {rule.family for rule in listed.rules if of_theirs(rule) and unsaid(rule)}
    return tuple(family for family in FAMILIES if family in unclear)


def unsaid(rule: Rule) -> bool:
    """A condition is missing, or how it rejects."""
    return rule.opaque or (rule.verdict == "reject" and not rule.reject_with)


def completed(listed: Ruleset, saved: Iterable[Ruleset]) -> Ruleset:
    """The same rules, with what was not told of them; a chain that is another one by now stays as it is."""
    told = chains(rule for ruleset in saved for rule in ruleset.rules)
    same = {place: told[place] for place, rules in chains(listed.rules).items() if alike(rules, told.get(place, []))}
    nth = Counter[Place]()
    whole = list[Rule]()
    for rule in listed.rules:
        place = place_of(rule)
        whole.append(filled(rule, same[place][nth[place]]) if place in same else rule)
        nth[place] += 1
    return listed._replace(rules=tuple(whole))


def filled(rule: Rule, told: Rule) -> Rule:
    if not unsaid(rule):
        return rule
    return rule._replace(matches=told.matches, opaque=told.opaque, reject_with=told.reject_with, target=told.target)


def place_of(rule: Rule) -> Place:
    return rule.family, rule.table, rule.chain


def chains(rules: Iterable[Rule]) -> dict[Place, list[Rule]]:
    found = defaultdict[Place, list[Rule]](list)
    for rule in rules:
        found[place_of(rule)].append(rule)
    return found


def alike(rules: list[Rule], others: list[Rule]) -> bool:
    return [ending(rule) for rule in rules] == [ending(rule) for rule in others]


def ending(rule: Rule) -> tuple[str, str]:
    """Its verdict, and the chain that it leads to; where NAT leads to is not told either."""
    return rule.verdict, rule.target if rule.verdict in LEADING else ""
