"""
One port passes, above the rule that refuses it: `nft insert rule inet filter input ip daddr A tcp dport N accept`.

On loopback the answers pass the same chains: then two rules are inserted at once, the second one for what comes from
that port; or this one alone.  A rule like it may stand there already, below the one that refuses: what is counted is
how many there are.
"""

from __future__ import annotations

import re

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.record import NamedTuple
from portwise.model.repair import Deed, Grade, Look

HANDLE = re.compile(r"^\s*(.*?) # handle (\d+)$")
TABLE, CHAIN = re.compile(r"^table (\S+) (\S+) \{"), re.compile(r"^\tchain (\S+) \{")
FAMILIES = ("ip", "ip6", "inet")
SAVERS = {"ip": "iptables-save", "ip6": "ip6tables-save"}
OF_IPTABLES = ("filter", "nat", "mangle", "raw", "security")  # iptables(8); their chains have names in capitals
WAYS = (("daddr", "tcp", "dport"), ("saddr", "tcp", "sport"))  # to a port, and from it


class Passing(NamedTuple):
    """One rule that is inserted: its chain, with family and table, and its words."""

    chain: Argv
    text: str


def reads(argv: Argv, _: Evidence) -> Deed | None:
    """Nothing but the exception for one address and port, and for its answers."""
    if argv[:3] != ("nft", "insert", "rule") or len(argv) not in (13, 26):
        return None
    rules = parts(argv)
    if any(rule is None for rule in rules) or (len(rules) == 2 and not belongs(argv)):
        return None
    chains = {rule.chain for rule in rules if rule}
    listing = ("chain", *argv[3:6]) if len(chains) == 1 else ("ruleset",)
    return Deed("exception", argv, Look("output", ("nft", "-s", "-a", "list", *listing)), Grade.EXACT)


def parts(argv: Argv) -> list[Passing | None]:
    """Of one rule, or of two that are parted by ``;``."""
    halves = [argv[1:13], argv[14:]] if len(argv) == 26 else [argv[1:]]
    return [passing(half) for half in halves]


def passing(words: Argv) -> Passing | None:
    """``insert rule inet t c ip daddr A tcp dport N accept``."""
    if words[:2] != ("insert", "rule") or words[2] not in FAMILIES or words[11] != "accept":
        return None
    if (words[6], *words[8:10]) not in WAYS:
        return None
    return Passing(words[2:5], " ".join(words[5:]))


def belongs(argv: Argv) -> bool:
    """The second is the way back of the first: of the same address and port."""
    there, back = argv[6:13], argv[19:]
    ways = (there[1], *there[3:5]), (back[1], *back[3:5])
    same = (there[0], there[2], there[5]) == (back[0], back[2], back[5])
    return argv[13] == ";" and ways == WAYS and same


def rules(deed: Deed) -> list[Passing]:
    return [rule for rule in parts(deed.argv) if rule]


def handles(rule: Passing, seen: str) -> list[str]:
    """Of the rules of that chain that say the same, in their order."""
    found, table, chain = [], ("", ""), ""
    for line in seen.splitlines():
        if head := TABLE.match(line):
            table = head[1], head[2]
        elif head := CHAIN.match(line):
            chain = head[1]
        elif (row := HANDLE.match(line)) and (*table, chain) == rule.chain and row[1] == rule.text:
            found.append(row[2])
    return found


def state(deed: Deed, seen: str) -> str:
    """How many there are of each."""
    return " ".join(str(len(handles(rule, seen))) for rule in rules(deed))


def wanted(_: Deed, before: str, __: str) -> str:
    return " ".join(str(int(count) + 1) for count in before.split())


def back(deed: Deed, before: str, seen: str) -> Argv:
    """What is inserted stands first."""
    words: list[str] = []
    for rule, count in zip(rules(deed), before.split(), strict=True):
        now = handles(rule, seen)
        if len(now) > int(count):
            words += [*([";"] if words else ()), "delete", "rule", *rule.chain, "handle", now[0]]
    return ("nft", *words) if words else ()


def saved_by(deed: Deed) -> Argv:
    """Of rules that iptables has made, what prints them for whoever loads them; () of those of nft."""
    tables = {rule.chain for rule in rules(deed)}
    made = all(family in SAVERS and table in OF_IPTABLES and not chain.islower() for family, table, chain in tables)
    return tuple(sorted(SAVERS[family] for family, _, _ in tables)) if made else ()


def lasting(deed: Deed, _: Evidence) -> Argv:
    """A rule of nft in a table of iptables is one of iptables: iptables-save prints it as its own."""
    return ("netfilter-persistent", "save") if saved_by(deed) else ()


def holds(deed: Deed) -> str:
    """Of nft no command is right everywhere: in a file without that table it keeps all others from loading."""
    if savers := saved_by(deed):
        words = " and ".join(dict.fromkeys(savers))
        return f"the rules are loaded again; whoever does that without netfilter-persistent saves them by {words}"
    return "the rules are loaded again; write it into the file that makes its table, mostly /etc/nftables.conf"


KIND = Kind("exception", reads, state, wanted, back, lasting=lasting, holds=holds, until=True)
