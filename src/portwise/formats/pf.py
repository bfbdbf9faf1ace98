"""
The rules of pf, the packet filter of macOS and BSD, as ``pfctl -sr`` prints them, pf.conf(5) and pfctl(8).

The *last* rule that a packet meets decides, unless one that says ``quick`` comes before; with no rule it passes.
``pfctl -a '*' -sr`` prints the rules of anchors in braces behind their names.  A rule that asks for what a packet of
a new connection does not show (users, tags, tables, rates) is met *perhaps*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from portwise.model.record import NamedTuple
from portwise.model.target import Address

ENABLED = re.compile(r"^Status: (?P<word>Enabled|Disabled)", re.MULTILINE)
ANCHOR = re.compile(r'anchor(?: "(?P<name>[^"]*)")?(?P<rest>.*)')
SAID = re.compile(r"(?P<verb>block|pass)(?P<rest>(?: .*)?)")
QUOTED = re.compile(r'"[^"]*"')
HOWS = ("drop", "return", "return-rst", "return-icmp", "return-icmp6")
# what follows is of no weight for whether a new TCP connection meets the rule
IDLE = frozenset(("flags", "keep", "modulate", "synproxy", "state", "S/SA", "no", "any", "allow-opts", "log", "label"))
LONGEST_TEXT = 1 << 20


class Rule(NamedTuple):
    """One filter rule."""

    blocks: bool
    how: str  # drop, return, return-rst, return-icmp, …; "" for pass
    direction: str  # in, out, "" for both
    quick: bool
    device: str  # "" for every one; "! en0" for all but one
    family: int  # 4, 6, 0 for both
    protocol: str  # tcp, …; "" for every one
    source: str  # any, an address, a network, or what we do not read: a table, a list
    target: str
    ports: str  # of the target: "= 3000", "8000:8010", "" for every one
    doubtful: bool  # it asks for more than is read here
    anchor: str  # com.apple/250.ApplicationFirewall, "" for the main rules
    text: str


class Packet(NamedTuple):
    """The first packet of a connection, on one interface."""

    direction: str
    device: str
    protocol: str
    target: Address
    port: int


class Met(NamedTuple):
    rule: Rule
    surely: bool


def is_enabled(text: str) -> bool:
    """``pfctl -si``.  Raises ValueError where it does not say."""
    found = ENABLED.search(text)
    if found is None:
        raise ValueError("pfctl does not say whether it is enabled")
    return found["word"] == "Enabled"


def rules(text: str) -> tuple[Rule, ...]:
    """Filter rules in the order in which a packet comes to them; scrub, nat and rdr are none."""
    return tuple(listed(text[:LONGEST_TEXT]))


def listed(text: str) -> Iterator[Rule]:
    inside: list[tuple[str, bool]] = []  # the anchors around a line, and whether they ask for more
    for line in map(str.strip, text.splitlines()):
        if line == "}":
            inside = inside[:-1]
        elif found := ANCHOR.fullmatch(line):
            if line.endswith("{"):
                asks = found["rest"].replace("{", "").split()
                inside.append((found["name"] or "", asks not in ([], ["all"])))
        elif said := SAID.fullmatch(line):
            path = "/".join(name for name, _ in inside if name)
            yield read(said["verb"], said["rest"], line, path, any(asks for _, asks in inside))


def read(verb: str, rest: str, line: str, anchor: str, asks: bool) -> Rule:
    words = QUOTED.sub("", rest).split()
    told = dict.fromkeys(("how", "direction", "device", "family", "protocol", "ports"), "")
    source, target, quick, doubtful = "any", "any", False, asks
    while words:
        word = words.pop(0)
        if word in HOWS or word.startswith("return-icmp"):
            told["how"] = word
        elif word in ("in", "out"):
            told["direction"] = word
        elif word == "quick":
            quick = True
        elif word == "on":
            told["device"] = taken(words, "!")
        elif word in ("inet", "inet6"):
            told["family"] = "4" if word == "inet" else "6"
        elif word == "proto":
            told["protocol"] = taken(words)
        elif word == "from":
            source, ports = place(words)
            doubtful = doubtful or bool(ports)
        elif word == "to":
            target, told["ports"] = place(words)
        elif word not in IDLE and word not in ("all", "{", "}"):
            doubtful = True
    family = int(told["family"] or 0)
    how = told["how"] or ("drop" if verb == "block" else "")
    rest_of = (told["protocol"], source, target, told["ports"], doubtful, anchor, line)
    return Rule(verb == "block", how, told["direction"], quick, told["device"], family, *rest_of)


def taken(words: list[str], *leading: str) -> str:
    """The next word, or a list in braces, or a word with what leads it."""
    if not words:
        return ""
    word = words.pop(0)
    if word == "{":
        end = words.index("}") if "}" in words else len(words)
        found, words[:] = words[:end], words[end + 1 :]
        return "{" + " ".join(found) + "}"
    return f"{word} {words.pop(0)}" if word in leading and words else word


def place(words: list[str]) -> tuple[str, str]:
    """An address and the ports behind it: ``any port = 3000``."""
    where = taken(words, "!")
    if words[:1] != ["port"]:
        return where, ""
    del words[:1]
    return where, taken(words, "=", "!=", "<", "<=", ">", ">=")


def decides(known: tuple[Rule, ...], packet: Packet) -> tuple[Met, ...]:
    """
    The rule that decides over a packet; where that is not sure, every one that may.

    Empty where it meets none, and so passes.
    """
    found: list[Met] = []
    for rule in known:
        fits = meets(rule, packet)
        if fits is False:
            continue
        if fits:
            found = [Met(rule, True)]
            if rule.quick:
                break
        else:
            found.append(Met(rule, False))
    doubt = len(found) > 1 or any(not one.surely for one in found)
    return tuple(one._replace(surely=False) for one in found) if doubt else tuple(found)


def meets(rule: Rule, packet: Packet) -> bool | None:
    """None: perhaps."""
    parts = (
        rule.direction in ("", packet.direction),
        rule.family in (0, packet.target.version),
        among(rule.device, packet.device),
        among(rule.protocol, packet.protocol),
        at(rule.target, packet.target),
        within(rule.ports, packet.port),
    )
    if any(part is False for part in parts):
        return False
    sure = all(parts) and rule.source == "any" and not rule.doubtful
    return True if sure else None


def among(told: str, word: str) -> bool | None:
    if told.startswith("! "):
        return told[2:] != word
    if told.startswith("{"):
        return word in told.strip("{}").replace(",", " ").split()
    return told in ("", word)


def at(told: str, address: Address) -> bool | None:
    """None for a table, a list, a name of an interface."""
    if told == "any":
        return True
    negated, word = told.startswith("! "), told.removeprefix("! ")
    try:
        network = ip_network(word, strict=False)
    except ValueError:
        return None
    return (ip_address(address) in network) is not negated


def within(told: str, port: int) -> bool | None:
    """``= 3000``, ``8000:8010``, ``> 1023``; None for what is not read, such as names."""
    if not told:
        return True
    if told.startswith("{"):
        known = [within(f"= {part}", port) for part in told.strip("{}").replace(",", " ").replace("=", " ").split()]
        return True if any(known) else None if None in known else False
    sign, _, number = told.rpartition(" ")
    low, colon, high = number.partition(":")
    if not low.isdecimal() or (colon and not high.isdecimal()) or len(number) > 11:
        return None
    if colon:
        return int(low) <= port <= int(high)
    compared = {"": port == int(low), "=": port == int(low), "!=": port != int(low)}
    compared |= {"<": port < int(low), "<=": port <= int(low), ">": port > int(low), ">=": port >= int(low)}
    return compared.get(sign)
