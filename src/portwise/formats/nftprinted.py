"""
``nft list ruleset`` as people paste it, without ``-j``: the same chains and rules as `portwise.formats.nft`.

See nft(8).  A statement that is not understood makes its rule opaque; text that breaks off is a ValueError, for a chain
that is not whole may end otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address, ip_network, summarize_address_range

from portwise.formats.nft import PLAIN_VERDICTS, PROTOCOLS, SYN_ONLY, TRANSPORTS, XT_VERDICTS, Ruleset
from portwise.formats.rules import Chain, Match, Ports, Rule, Value

TOKEN = re.compile(r'"[^"\n]*"|[{},;]|(?:==|!=)|[^\s{},;"]+|\n')
REMARK = re.compile(r"#(?! handle \d).*|(?<=\{) # handle \d+")  # of a rule its number is kept
PRIORITIES = {"raw": -300, "mangle": -150, "dstnat": -100, "filter": 0, "security": 50, "srcnat": 100}
META = {"iif": "iif", "iifname": "iif", "oif": "oif", "oifname": "oif", "l4proto": "protocol", "nfproto": "nfproto"}
LONGEST = 1 << 20  # characters
FLAGS = re.compile(r"tcp flags (?:syn / (?P<of>\w+(?: , \w+)*)|& \((?P<mask>[\w |]+)\) == syn)(?= |$)")
Sets = dict[str, list[str]]


def ruleset(text: str) -> Ruleset:
    """Everything that stands there.  Raises ValueError where a brace is missing, or nothing is a table."""
    tokens = TOKEN.findall(REMARK.sub("", text[:LONGEST]).replace("# handle", "handle"))
    chains, rules, at = list[Chain](), list[Rule](), 0
    while at < len(tokens):
        if tokens[at] == "\n":
            at += 1
            continue
        family, table, body, at = named(tokens, at)
        sets: Sets = {}
        for kind, name, inner in blocks(body):
            if kind == "set":
                sets[name] = elements(inner)
            elif kind == "chain":
                base, rest = headed(inner, family, table, name)
                chains.append(base)
                rules += (rule(line, Rule("nft", family, table, name, 0, ""), sets) for line in lines(rest))
    if not chains:
        raise ValueError("no chain of nft")
    return Ruleset(tuple(chains), tuple(rules))


def named(tokens: list[str], at: int) -> tuple[str, str, list[str], int]:
    """A table: ``table inet filter {`` …; its family is ip where none is told."""
    if tokens[at] != "table":
        raise ValueError(f"no table: {tokens[at][:20]!r}")
    start = tokens.index("{", at)
    words = tokens[at + 1 : start]
    end = closed(tokens, start)
    family, table = words if len(words) == 2 else ("ip", *words)
    return family, table, tokens[start + 1 : end], end + 1


def closed(tokens: list[str], start: int) -> int:
    deep = 0
    for at in range(start, len(tokens)):
        deep += (tokens[at] == "{") - (tokens[at] == "}")
        if deep == 0:
            return at
    raise ValueError("it breaks off")


def blocks(body: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    at = 0
    while "{" in body[at:]:
        start = body.index("{", at)
        words = [word for word in body[at:start] if word not in ("\n", ";")]
        end = closed(body, start)
        if len(words) < 2:
            raise ValueError("a block without a name")
        yield words[-2], words[-1], body[start + 1 : end]
        at = end + 1


def elements(inner: list[str]) -> list[str]:
    if "elements" not in inner:
        return []
    start = inner.index("{", inner.index("elements"))
    return [word for word in inner[start + 1 : closed(inner, start)] if word not in (",", "\n")]


def headed(inner: list[str], family: str, table: str, name: str) -> tuple[Chain, list[str]]:
    """A base chain says where it hooks in; any other one is jumped to."""
    words = [word for word in inner if word != "\n"]
    if words[:1] != ["type"]:
        return Chain(family, table, name, "", "", 0, ""), inner
    head, rest = inner[: inner.index(";") + 1], inner[inner.index(";") + 1 :]
    told = [word for word in head if word not in ("\n", ";")]
    if "hook" not in told or "priority" not in told:
        raise ValueError("a chain of a kind that is not known")
    policy = "accept"
    if rest[:1] == ["policy"]:
        policy, rest = rest[1], rest[3:]
    where = told[told.index("priority") + 1 :]
    return Chain(family, table, name, told[1], told[told.index("hook") + 1], priority(where), policy), rest


def priority(words: list[str]) -> int:
    """``filter``, ``dstnat + 5``, ``-150``."""
    first, *more = words
    value = PRIORITIES[first] if first in PRIORITIES else int(first)
    return value + (int("".join(more)) if more else 0)


def lines(inner: list[str]) -> Iterator[list[str]]:
    """A rule is a line; a set in it may be several."""
    line, deep = list[str](), 0
    for word in [*inner, "\n"]:
        deep += (word == "{") - (word == "}")
        if word in ("\n", ";") and deep == 0:
            if line:
                yield line
            line = []
        elif word != "\n":
            line.append(word)


def rule(words: list[str], built: Rule, sets: Sets) -> Rule:
    if "vmap" in words:
        return built._replace(verdict="vmap", opaque=True, handle=int(words[-1]) if "handle" in words[-2:] else 0)
    while words:
        try:
            built, words = statement(built, words, sets)
        except (ValueError, IndexError, KeyError):
            built, words = built._replace(opaque=True), words[1:]
    return built


def statement(built: Rule, words: list[str], sets: Sets) -> tuple[Rule, list[str]]:
    """The first statement of a line, and what stands behind it.  Raises ValueError where it is not understood."""
    first, rest = words[0], words[1:]
    if first == "comment":
        return built._replace(comment=rest[0].strip('"')), rest[1:]
    if first == "handle":
        return built._replace(handle=int(rest[0])), rest[1:]
    if first in ("counter", "log"):
        return quietly(built, rest)
    if first in PLAIN_VERDICTS:
        return built._replace(verdict=first), rest if first != "masquerade" else numbered(rest)
    if first == "xt" and rest[0] == "target" and rest[1].strip('"') in XT_VERDICTS:
        return built._replace(verdict=rest[1].strip('"').lower()), rest[2:]
    if first in ("jump", "goto"):
        return built._replace(verdict=first, target=rest[0]), rest[1:]
    if first == "reject":
        return rejected(built, rest)
    if first in ("dnat", "snat", "redirect"):
        return translated(built, first, rest)
    return conditioned(built, words, sets)


def quietly(built: Rule, rest: list[str]) -> tuple[Rule, list[str]]:
    """What counts or logs changes nothing about who is met."""
    while rest and rest[0] in ("packets", "bytes", "prefix", "level", "group", "flags"):
        if rest[0] == "packets":
            built = built._replace(packets=int(rest[1]))
        rest = rest[2:]
    return built, rest


def rejected(built: Rule, rest: list[str]) -> tuple[Rule, list[str]]:
    """``reject with tcp reset``, ``reject with icmpx type admin-prohibited``; without words an unreachable port."""
    if rest[:1] != ["with"]:
        return built._replace(verdict="reject", reject_with="icmp port-unreachable"), rest
    said = [word for word in rest[1:4] if word != "type"][:2]
    used = 4 if rest[2:3] == ["type"] else 3
    return built._replace(verdict="reject", reject_with=" ".join(said)), rest[used:]


def translated(built: Rule, verdict: str, rest: list[str]) -> tuple[Rule, list[str]]:
    words = [word for word in rest if word not in ("ip", "ip6")]
    target = words[1] if words[:1] == ["to"] else ""
    return built._replace(verdict=verdict, target=target), numbered(rest)


def numbered(rest: list[str]) -> list[str]:
    """What stands behind a translation: the number of the rule."""
    return rest[-2:] if "handle" in rest[-2:] else []


def conditioned(built: Rule, words: list[str], sets: Sets) -> tuple[Rule, list[str]]:
    line = " ".join(words)
    if found := FLAGS.match(line):
        if set(re.findall(r"\w+", found["of"] or found["mask"])) != set(SYN_ONLY):
            raise ValueError("flags")
        return met(built, Match("protocol", ("tcp",)), Match("syn", ())), words[len(found[0].split()) :]
    field, implied, rest = field_of(built, words)
    negated = rest[0] == "!="
    rest = rest[1:] if rest[0] in ("!=", "==") else rest
    group = rest[0][1:] if rest[0].startswith("@") else ""
    if group:
        told, rest = sets[group], rest[1:]
    elif rest[0] == "{":
        end = closed(rest, 0)
        told, rest = [word for word in rest[1:end] if word != ","], rest[end + 1 :]
    else:
        told, rest = [rest[0]], rest[1:]
        while rest[:1] == [","]:
            told, rest = [*told, rest[1]], rest[2:]
    values = tuple(one for word in told for one in value(field, word))
    return met(built, *implied, Match(field, values, negated, group)), rest


def met(built: Rule, *new: Match) -> Rule:
    return built._replace(matches=(*built.matches, *(match for match in new if match not in built.matches)))


def field_of(built: Rule, words: list[str]) -> tuple[str, list[Match], list[str]]:
    """What is asked for, which protocol that implies, and the rest."""
    first = words[0]
    if first == "meta":
        return META[words[1]], [], words[2:]
    if first in META:
        return META[first], [], words[1:]
    second, rest = words[1], words[2:]
    if first == "ct" and second == "state":
        return "ct state", [], rest
    if second in ("dport", "sport") and first in (*TRANSPORTS, "th"):
        return second, [Match("protocol", (first,))] if first in TRANSPORTS else [], rest
    if first in ("ip", "ip6") and second in ("saddr", "daddr", "protocol", "nexthdr"):
        name = second if second in ("saddr", "daddr") else "protocol"
        version = Match("nfproto", ("ipv4" if first == "ip" else "ipv6",))
        return name, [version] if built.family == "inet" else [], rest
    raise ValueError(f"{first} {second}")


def value(field: str, word: str) -> Iterator[Value]:
    if field in ("dport", "sport"):
        low, _, high = word.partition("-")
        yield Ports(int(low), int(high or low))
    elif field in ("saddr", "daddr"):
        low, dash, high = word.partition("-")
        if dash:
            yield from summarize_address_range(ip_address(low), ip_address(high))
        else:
            yield ip_network(word, strict=False)
    elif field == "protocol":
        yield PROTOCOLS.get(word, word)
    else:
        yield word.strip('"')
