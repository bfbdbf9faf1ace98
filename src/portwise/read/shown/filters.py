"""
Rules of the packet filter that an attempt meets, by what iptables and nft printed, and which addresses are its own.

Of the machine of the client alone: where it failed in a terminal, and the rules were listed at the same prompt.  Only a
listing that shows every chain counts.  What iptables lists is one table of several, and nft may have others, so that a
rule in it that surely ends the attempt is an answer, and that there is none is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from portwise.formats import ipaddr, iptables, iptableslist, nft, nftprinted
from portwise.formats.nft import Ruleset
from portwise.formats.traversal import DEEPEST, Packet, Passed, Walk, line
from portwise.model.evidence import Answer, Known
from portwise.model.facts import HERE, INTERFACES, LOCAL, RULES
from portwise.model.glimpsed import Link, OtherRules
from portwise.model.net import Rule
from portwise.model.reading import source
from portwise.model.target import Endpoint, Target
from portwise.read.met import spots
from portwise.read.sections import HIDDEN, Section, home, of, typed_here
from portwise.read.text import Text

XTABLES = r"(?P<six>ip6tables|iptables)(?:-(?:nft|legacy))?"
LISTS = re.compile(rf"{XTABLES}(?= )(?P<options>(?: -t \w+| --?[\w-]+)+)$")
SAVES = re.compile(rf"{XTABLES}-save(?: -c)?$")
NFT = re.compile(r"nft(?P<options>(?: -[asjn]+)*) list ruleset$")
ADDRESSES = re.compile(r"ip(?: -[46c]\w*)? a(?:ddr(?:ess)?)?(?: s(?:how)?| ls| list)?$")
TABLE = re.compile(r" (?:-t|--table) (?P<table>filter|nat|raw|mangle)\b")
PLAIN = re.compile(r" --(?:line-numbers|numeric|verbose|exact)\b")
LEGACY = re.compile(r"iptables-legacy tables present", re.IGNORECASE)
LEAVING, COMING = ("output", "postrouting"), ("prerouting", "input")
ENDS, JUMPS = ("drop", "reject"), ("jump", "goto")
MOST_STEPS = 1_000_000  # rules that are looked at, some tenths of a second
LO = "lo"


def links(text: Text, target: Target) -> Iterator[Answer]:
    """``ip addr``: all of them, or none is known not to be there."""
    for section, begins in of(typed_here(text), ADDRESSES):
        if " -" in begins[0] or cut(section):  # of one version
            continue
        try:
            found = ipaddr.links(section.text)
        except ValueError:
            continue
        if {address.version for one in found if one.loopback for address in one.addresses} != {4, 6}:
            continue  # somebody may have cut the lines of one version
        rows = tuple(
            Link(one.number, one.name, one.up, one.loopback, one.addresses, "", one.prefixes, one.carrier)
            for one in found
        )
        yield Answer(INTERFACES.of(HERE), Known(rows), source(section.line.number))
        own = {address for one in found for address in one.addresses}
        for spot in tried_here(text, target):
            if not spot.address.is_loopback:
                yield Answer(LOCAL.of(spot.address), Known(spot.address in own), source(section.line.number))
        return


def known(answer: Answer) -> object:
    return answer.said.value if isinstance(answer.said, Known) else None


def tried_here(text: Text, target: Target) -> Iterator[Endpoint]:
    """Where a client was tried at the same prompt."""
    here = home(text)
    numbers = {one.number for part in typed_here(text) if part.place == here for one in part.printed}
    yield from (spot for spot, met in spots(text, target).items() if met.line in numbers)


def cut(section: Section) -> bool:
    return any(HIDDEN.search(one.text.strip()) for one in section.printed)


def rules(text: Text, target: Target) -> Iterator[Answer]:
    listed = [(one, section) for section in typed_here(text) if not cut(section) for one in rulesets(section)]
    if not can_be_walked([one for (one, _), _ in listed]):
        return
    own = {one.question.key: known(one) for one in links(text, target) if one.question.fact is LOCAL}
    for spot in tried_here(text, target) if listed else ():
        own_one = own.get(spot.address)
        near = spot.address.is_loopback or bool(own_one)
        packet = Packet(target.transport.value, *spot, LO if near else "")
        walk = Walk([one for (one, _), _ in listed], packet)
        met = tuple(dict.fromkeys(map(told, walk.through(hooks(near)))))
        sure = any(rule.may_match and rule.verdict in ENDS for rule in met)
        whole = any(all_of_them for (_, all_of_them), _ in listed) and (near or own_one is not None)
        rest = () if sure or whole else (OtherRules("", "", "", 0, "", "", "", "", None),)
        yield Answer(RULES.of(spot), Known((*met, *rest)), source(listed[0][1].line.number))


def can_be_walked(found: list[Ruleset]) -> bool:
    """Chains that jump to one another a hundred times over are nobody's; a kernel may hold them, a reader need not."""
    told = [rule for one in found for rule in one.rules]
    into = Counter((rule.family, rule.table, rule.chain, rule.target) for rule in told if rule.verdict in JUMPS)
    visits = Counter((chain.family, chain.table, chain.name) for one in found for chain in one.chains if chain.hook)
    most = MOST_STEPS // (len(told) or 1)
    total = 0
    for _ in range(DEEPEST + 1):
        total += sum(visits.values())
        if total > most:
            return False
        deeper: Counter[tuple[str, str, str]] = Counter()
        for (family, table, chain, target), often in into.items():
            deeper[family, table, target] += often * visits[family, table, chain]
        visits = deeper
    return True


def hooks(near: bool) -> tuple[str, ...]:
    """An address that may be another machine's: it leaves, and whether it comes back nobody knows."""
    return (*LEAVING, *COMING) if near else LEAVING


def told(passed: Passed) -> Rule:
    """As evidence has it."""
    rule = passed.rule
    return Rule(
        rule.family,
        rule.table,
        rule.chain,
        rule.handle,
        rule.verdict,
        rule.reject_with,
        line(rule),
        passed.hook,
        passed.meets,
        "iptables" if rule.source == "iptables" else "nft",
    )


def rulesets(section: Section) -> Iterator[tuple[Ruleset, bool]]:
    """And whether it is all that filters."""
    if found := NFT.match(section.command):
        parse = nft.ruleset if "j" in found["options"] else nftprinted.ruleset
        yield from parsed(partial(parse, section.text), not LEGACY.search(section.text))
    elif found := SAVES.match(section.command):
        if section.text.rstrip().endswith("COMMIT") or "# Completed on" in section.text:
            yield from parsed(partial(iptables.ruleset, section.text, family(found)), False)
    elif found := LISTS.match(section.command):
        yield from listed(section, found)


def listed(section: Section, found: re.Match[str]) -> Iterator[tuple[Ruleset, bool]]:
    """Letters of no weight for what is shown, and one table; of any other option nobody knows what it leaves out."""
    options = f"{found['options']} "
    named = TABLE.search(options)
    letters = PLAIN.sub(" ", TABLE.sub(" ", options)).replace("-", "").replace(" ", "")
    if not letters or not set(letters) <= set("lsnvx") or ("l" in letters) is ("s" in letters):
        return
    read = iptableslist.of_listing if "l" in letters else iptableslist.of_rules
    table = named["table"] if named else "filter"
    yield from parsed(lambda: iptables.ruleset(read(section.text, table), family(found)), False)


def family(found: re.Match[str]) -> str:
    return "ip6" if found["six"].startswith("ip6") else "ip"


def parsed(parse: Callable[[], Ruleset], whole: bool) -> Iterator[tuple[Ruleset, bool]]:
    try:
        yield parse(), whole
    except (ValueError, KeyError, IndexError):
        return


ANSWERS = (links, rules)
