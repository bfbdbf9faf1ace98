"""``iptables-save -c`` and its kin for IPv6 and the legacy tables: the same chains and rules as nft.

See iptables-save(8), iptables(8) and iptables-extensions(8).  Malformed text is a ValueError; an option that is not
understood makes its rule opaque.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from ipaddress import ip_network

from portwise.formats.nft import SYN_ONLY, Ruleset
from portwise.formats.rules import Chain, Match, Ports, Rule, Value

SOURCE = "iptables"
# linux/netfilter_ipv4.h NF_IP_PRI_*: where the tables of xtables stand within a hook
PRIORITIES = {"raw": -300, "mangle": -150, "nat": -100, "filter": 0, "security": 50}
HOOKS = ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING")
COUNTERS = re.compile(r"\[(\d+):\d+\] ")
NEUTRAL_TARGETS = ("LOG", "NFLOG", "TRACE", "MARK", "CONNMARK", "TCPMSS", "CT", "NOTRACK")
ENDING_TARGETS = ("ACCEPT", "DROP", "REJECT", "RETURN", "QUEUE", "NFQUEUE", "DNAT", "SNAT", "REDIRECT", "MASQUERADE")
NEUTRAL_MODULES = ("tcp", "udp", "multiport", "conntrack", "state", "comment", "addrtype")
FIELDS = {"-p": "protocol", "-s": "saddr", "-d": "daddr", "-i": "iif", "-o": "oif"}
FIELDS |= {"--dport": "dport", "--dports": "dport", "--sport": "sport", "--sports": "sport"}
FIELDS |= {"--ctstate": "ct state", "--state": "ct state"}
# target options and how many words follow that change nothing about whether the rule matches
HARMLESS = {"--log-prefix": 1, "--log-level": 1, "--nflog-prefix": 1, "--nflog-group": 1, "--queue-num": 1}
TARGETS = ("--to-destination", "--to-source", "--to-ports")


def ruleset(text: str, family: str = "ip", source: str = SOURCE) -> Ruleset:
    """Parse the listing; *family* is "ip", or "ip6" for ip6tables-save; *source* the tool whose list it is."""
    chains, rules, table = list[Chain](), list[Rule](), ""
    numbers: Counter[tuple[str, str]] = Counter()
    for line in text.splitlines():
        if line.startswith("*"):
            table = line[1:].strip()
        elif line.startswith(":"):
            chains.append(chain(line, family, table)._replace(source=source))
        elif line.strip() and not line.startswith("#") and line.strip() != "COMMIT":
            built = rule(line, family, table)._replace(source=source)
            numbers[table, built.chain] += 1
            rules.append(built._replace(handle=numbers[table, built.chain]))
    return Ruleset(tuple(chains), tuple(rules))


def chain(line: str, family: str, table: str) -> Chain:
    """``:INPUT DROP [0:0]``; a chain that somebody made has ``-`` for a policy."""
    name, policy, *_ = line[1:].split()
    if policy == "-" or name not in HOOKS:
        return Chain(family, table, name, "", "", 0, "")
    kind = "nat" if table == "nat" else "filter"
    return Chain(family, table, name, kind, name.lower(), PRIORITIES.get(table, 0), policy.lower())


def rule(line: str, family: str, table: str) -> Rule:
    """``[12:720] -A INPUT -p tcp -m tcp --dport 3000 -j DROP``; the counters come with -c only."""
    counted = COUNTERS.match(line)
    packets = int(counted[1]) if counted else None
    command, name, *words = shlex.split(line[counted.end() :] if counted else line)
    if command != "-A" or not table:
        raise ValueError(f"not a rule: {line!r}")
    built = Rule(SOURCE, family, table, name, 0, "", packets=packets)
    while words:
        built, words = option(built, words)
    return built


def option(built: Rule, words: list[str]) -> tuple[Rule, list[str]]:
    """Take one option with its arguments."""
    negated = words[0] == "!"
    if len(words) < 2 + negated:
        return built._replace(opaque=True), []
    name, argument, *rest = words[negated:]
    if name in FIELDS:
        return condition(built, FIELDS[name], argument, negated), rest
    if name in ("-j", "-g"):
        return ended(built, name, argument), rest
    if name == "-m":
        return (built if argument in NEUTRAL_MODULES else built._replace(opaque=True)), rest
    return other(built, name, argument, rest)


def other(built: Rule, name: str, argument: str, rest: list[str]) -> tuple[Rule, list[str]]:
    if name == "--comment":
        return built._replace(comment=argument), rest
    if name == "--reject-with":
        return built._replace(reject_with=rejection(argument)), rest
    if name in TARGETS:
        return built._replace(target=argument if name != "--to-ports" else f":{argument}"), rest
    if name == "--tcp-flags" and set(argument.lower().split(",")) == set(SYN_ONLY) and rest[:1] == ["SYN"]:
        return built._replace(matches=(*built.matches, Match("syn", ()))), rest[1:]
    if name in HARMLESS:
        return built, rest
    return built._replace(opaque=True), [argument, *rest] if argument.startswith("-") else rest


def condition(built: Rule, field: str, argument: str, negated: bool) -> Rule:
    try:
        found = tuple(value(field, part) for part in argument.split(","))
    except ValueError:
        return built._replace(opaque=True)
    return built._replace(matches=(*built.matches, Match(field, found, negated)))


def value(field: str, part: str) -> Value:
    if field in ("dport", "sport"):
        low, _, high = part.partition(":")
        return Ports(int(low or 0), int(high or low))
    if field in ("saddr", "daddr"):
        return ip_network(part, strict=False)
    if field in ("iif", "oif"):
        return part[:-1] + "*" if part.endswith("+") else part
    return part.lower()


def rejection(argument: str) -> str:
    """``tcp-reset`` and ``icmp6-adm-prohibited`` in the words of nft."""
    if argument == "tcp-reset":
        return "tcp reset"
    kind, _, reason = argument.partition("-")
    return f"{kind.replace('icmp6', 'icmpv6')} {reason}".strip()


def ended(built: Rule, name: str, target: str) -> Rule:
    """-j names a verdict or a chain of one's own, -g a chain that does not come back."""
    if name == "-g":
        return built._replace(verdict="goto", target=target)
    if target in NEUTRAL_TARGETS:
        return built
    if target in ENDING_TARGETS:
        return built._replace(verdict="queue" if target == "NFQUEUE" else target.lower())
    return built._replace(verdict="jump", target=target)
