"""
``iptables -S`` and ``iptables -L -v`` as ``iptables-save`` would print the same, iptables(8).

Without ``-v`` a listing hides by which interface a packet has to come, so that of such a row nothing is certain;
without ``-n`` it prints names for ports and addresses, which are read as far as services(5) has them for everybody.
What is not understood stays in a rule as a module that nobody knows, which makes it opaque.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

CHAIN = re.compile(r"Chain (?P<name>\S+) \((?:policy (?P<policy>[A-Z]+)\b.*|\d+ references)\)$")
HEADING = re.compile(r"(?:num +)?(?P<counts>pkts +bytes +)?target +prot +opt (?P<ways>in +out +)?source +destination$")
PROTOCOLS = {"0": "", "all": "", "6": "tcp", "17": "udp", "1": "icmp", "58": "ipv6-icmp"}
EVERY = ("0.0.0.0/0", "::/0", "anywhere", "")
SERVICES = {"ssh": "22", "smtp": "25", "domain": "53", "http": "80", "https": "443", "postgresql": "5432"}
SERVICES |= {"mysql": "3306", "redis": "6379", "http-alt": "8080", "webcache": "8080", "ftp": "21", "ldap": "389"}
SYN = ("flags:0x17/0x02", "flags:FIN,SYN,RST,ACK/SYN")
HIDDEN = "-m hidden"  # a module that does not exist: of such a rule nobody knows whom it meets
POLICY = re.compile(r"-P (?P<chain>[A-Z]+) (?P<policy>ACCEPT|DROP)$")
MADE = re.compile(r"-N (?P<chain>\S+)$")
BUILT_IN = {
    "filter": ("INPUT", "FORWARD", "OUTPUT"),
    "nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"),
    "raw": ("PREROUTING", "OUTPUT"),
    "mangle": ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"),
}


def of_rules(text: str, table: str = "filter") -> str:
    """``-S``.  Raises ValueError where a built-in chain is missing, or a line is none of it."""
    chains, rules = dict[str, str](), list[str]()
    for line in filter(None, map(str.strip, text.splitlines())):
        if found := POLICY.match(line):
            chains[found["chain"]] = found["policy"]
        elif found := MADE.match(line):
            chains[found["chain"]] = "-"
        elif line.startswith("-A "):
            rules.append(line)
        elif not line.startswith("#"):
            raise ValueError(f"no rule: {line[:40]!r}")
    return saved(table, chains, rules)


def of_listing(text: str, table: str = "filter") -> str:
    """``-L``, with or without ``-v``, ``-n`` and ``--line-numbers``.  Raises ValueError likewise."""
    chains, rules, name = dict[str, str](), list[str](), ""
    wide = numbered = False
    for line in filter(None, map(str.strip, text.splitlines())):
        if found := CHAIN.match(line):
            name, wide = found["name"], False
            chains[name] = found["policy"] or "-"
        elif found := HEADING.match(line):
            wide, numbered = bool(found["ways"]), line.startswith("num")
        elif name and not line.startswith("#"):
            rules.append(f"-A {name} {' '.join(row(line, wide, numbered))}")
        elif not line.startswith("#"):
            raise ValueError(f"no chain: {line[:40]!r}")
    return saved(table, chains, rules)


def saved(table: str, chains: dict[str, str], rules: list[str]) -> str:
    if any(name not in chains for name in BUILT_IN[table]):
        raise ValueError("a chain is missing")
    named = (f":{name} {policy} [0:0]" for name, policy in chains.items())
    return "\n".join((f"*{table}", *named, *rules, "COMMIT", ""))


def row(line: str, wide: bool, numbered: bool) -> Iterator[str]:
    """One rule in words of iptables-save.  Raises ValueError where columns are missing."""
    words = line.replace("-- !", "-- ! ").split()[numbered:]
    if wide:
        words = words[2:]
    if (
        wide
        and words
        and words[0].lower() in PROTOCOLS | {"tcp": "", "udp": "", "icmp": ""}
        and words[1] in ("--", "-f")
    ):
        words = ["", *words]  # a rule without a target
    target, protocol, _, *rest = words
    ways, rest = (rest[:2], rest[2:]) if wide else (["*", "*"], rest)
    source, destination, *extra = together(rest)
    for option, way in zip(("-i", "-o"), ways, strict=True):
        if way not in ("*", "any"):
            yield negated(option, way)
    for option, place in (("-s", source), ("-d", destination)):
        if place.lstrip("!") not in EVERY or place.startswith("!"):
            yield negated(option, place) if is_address(place.lstrip("!")) else HIDDEN
    plain = PROTOCOLS.get(protocol, protocol)
    if plain:
        yield f"-p {plain}"
    if not wide:
        yield HIDDEN
    yield from extras(extra)
    if target:
        yield f"-j {target}"
    yield from answers(extra)


def together(rest: list[str]) -> list[str]:
    """An exclamation mark stands by its address."""
    return " ".join(rest).replace("! ", "!", 1).split() if rest[:1] == ["!"] else rest


def negated(option: str, value: str) -> str:
    return f"! {option} {value[1:]}" if value.startswith("!") else f"{option} {value}"


def is_address(word: str) -> bool:
    return bool(re.fullmatch(r"[\d.]+(?:/\d+)?|[0-9a-f:]*:[0-9a-f:.]*(?:/\d+)?", word))


def extras(extra: list[str]) -> Iterator[str]:
    """What a rule asks for beside addresses; once something is not understood, all of the rest is not."""
    words = without_comments(extra)
    while words:
        word = words.pop(0)
        if word in ("tcp", "udp", "ADDRTYPE", "match") or word == "!":
            continue
        if word in SYN:
            yield "--tcp-flags FIN,SYN,RST,ACK SYN"
        elif word in ("ctstate", "state") and words:
            yield f"-m conntrack --ctstate {words.pop(0)}"
        elif word == "multiport" and words[:1] in (["dports"], ["sports"]) and len(words) > 1:
            option, ports = words.pop(0), words.pop(0)
            yield f"-m multiport --{option} {numbers(ports)}" if numbers(ports) else HIDDEN
        elif found := re.fullmatch(r"(?P<side>[ds])pts?:(?P<not>!?)(?P<ports>\S+)", word):
            ports = numbers(found["ports"])
            yield f"{'! ' if found['not'] else ''}--{found['side']}port {ports}" if ports else HIDDEN
        elif word in ("LOG", "reject-with", "redir") or word.startswith("to:"):
            return  # of the target
        else:
            yield HIDDEN
            return


def without_comments(extra: list[str]) -> list[str]:
    return re.sub(r"/\* .*? \*/", "", " ".join(extra)).split()


def numbers(ports: str) -> str:
    """``http,8000:8010``; "" where a name is not known."""
    told = [":".join(SERVICES.get(end, end) for end in part.split(":")) for part in ports.split(",")]
    return ",".join(told) if all(re.fullmatch(r"\d*(?::\d*)?", part) for part in told) else ""


def answers(extra: list[str]) -> Iterator[str]:
    line = " ".join(without_comments(extra))
    if found := re.search(r"\breject-with (\S+)", line):
        yield f"--reject-with {found[1]}"
    if found := re.search(r"\bto:(\S+)", line):
        yield f"--to-destination {found[1]}"
    if found := re.search(r"\bredir ports (\S+)", line):
        yield f"--to-ports {found[1]}"
