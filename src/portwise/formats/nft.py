"""``nft -j list ruleset``: every chain and every rule of the machine.

See libnftables-json(5) and nft(8).  Rules made by iptables-nft are listed too, but as far as they use xtables modules
("xt") only the names of these are told: read such tables with `portwise.formats.iptables` instead.
Text that is no such listing is a ValueError; a condition that is not understood makes its rule opaque.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from ipaddress import ip_address, ip_network, summarize_address_range

from portwise.formats.rules import Chain, Match, Ports, Rule, Value
from portwise.model.record import NamedTuple

Json = object
Sets = dict[tuple[str, str, str], list[Json]]  # by family, table and name

FIELDS = {"iif": "iif", "iifname": "iif", "oif": "oif", "oifname": "oif", "l4proto": "protocol", "nfproto": "nfproto"}
TRANSPORTS = ("tcp", "udp", "sctp", "dccp", "udplite")
PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "58": "ipv6-icmp", "132": "sctp"}  # RFC 5237, /etc/protocols
PLAIN_VERDICTS = ("accept", "drop", "return", "continue", "masquerade", "queue", "tproxy", "synproxy")
NEUTRAL = ("counter", "log", "mangle", "notrack", "ct helper", "ct timeout", "secmark", "set", "flow", "dup")
XT_VERDICTS = ("REJECT", "DNAT", "SNAT", "REDIRECT", "MASQUERADE", "TPROXY", "NFQUEUE")
SYN_ONLY = ("fin", "syn", "rst", "ack")  # what ``iptables --syn`` looks at


class NotUnderstood(ValueError):
    """A condition that this module has no field for."""


class Ruleset(NamedTuple):
    """Everything that the kernel filters by, in the order listed."""

    chains: tuple[Chain, ...]
    rules: tuple[Rule, ...]


def ruleset(text: str) -> Ruleset:
    """Parse the listing."""
    objects = list(listed(text))
    chains = tuple(chain(body) for kind, body in objects if kind == "chain")
    sets = {place(body): items(body.get("elem", [])) for kind, body in objects if kind == "set"}
    return Ruleset(chains, tuple(rule(body, sets) for kind, body in objects if kind == "rule"))


def learning(text: str) -> frozenset[tuple[str, str, str]]:
    """The sets to which rules add the packets that meet them, by family, table and name."""
    added = (
        (word(body, "family"), word(body, "table"), word(mapping(statement["set"]), "set").removeprefix("@"))
        for kind, body in listed(text)
        if kind == "rule"
        for statement in map(mapping, items(body.get("expr", [])))
        if "set" in statement
    )
    return frozenset(added)


def listed(text: str) -> Iterator[tuple[str, dict[str, Json]]]:
    try:
        top = mapping(json.loads(text))
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None
    for entry in items(top.get("nftables")):
        for kind, body in mapping(entry).items():
            yield kind, mapping(body)


def mapping(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise NotUnderstood(f"not an object: {value!r}")
    return value


def items(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise NotUnderstood(f"not a list: {value!r}")
    return value


def whole(value: Json) -> int:
    if not isinstance(value, int):
        raise NotUnderstood(f"not a number: {value!r}")
    return value


def word(body: dict[str, Json], name: str) -> str:
    value = body.get(name, "")
    return value if isinstance(value, str) else str(value)


def place(body: dict[str, Json]) -> tuple[str, str, str]:
    return word(body, "family"), word(body, "table"), word(body, "name")


def chain(body: dict[str, Json]) -> Chain:
    family, table, name = place(body)
    policy = word(body, "policy") or ("accept" if "hook" in body else "")
    return Chain(family, table, name, word(body, "type"), word(body, "hook"), whole(body.get("prio", 0)), policy)


def rule(body: dict[str, Json], sets: Sets) -> Rule:
    """Conditions first to last, then what ends the rule."""
    family, table, name = word(body, "family"), word(body, "table"), word(body, "chain")
    built = Rule("nft", family, table, name, whole(body.get("handle", 0)), "", comment=word(body, "comment"))
    for statement in items(body.get("expr", [])):
        for kind, value in mapping(statement).items():
            built = extended(built, kind, value, sets)
    return built


def extended(built: Rule, kind: str, value: Json, sets: Sets) -> Rule:
    """The rule with one more statement."""
    try:
        if kind == "match":
            return built._replace(matches=merged(built.matches, conditions(built, mapping(value), sets)))
        if kind == "counter" and isinstance(value, dict):
            return built._replace(packets=whole(value.get("packets")))
        return built if kind in NEUTRAL else ended(built, kind, value)
    except (ValueError, TypeError):
        return built._replace(opaque=True)


def merged(known: tuple[Match, ...], new: list[Match]) -> tuple[Match, ...]:
    return known + tuple(match for match in new if match not in known)


def ended(built: Rule, kind: str, value: Json) -> Rule:
    """The rule with its verdict; a statement nobody knows makes it opaque, for it may be a condition (limit, quota)."""
    if kind in PLAIN_VERDICTS:
        return built._replace(verdict=kind)
    if kind in ("jump", "goto"):
        return built._replace(verdict=kind, target=word(mapping(value), "target"))
    if kind in ("dnat", "snat", "redirect"):
        return built._replace(verdict=kind, target=translation(mapping(value) if value else {}))
    if kind == "reject":
        return built._replace(verdict=kind, reject_with=rejection(mapping(value) if value else {}))
    if kind == "xt":
        return extension(built, mapping(value))
    if kind == "vmap":
        return built._replace(verdict="vmap", opaque=True)
    raise NotUnderstood(kind)


def extension(built: Rule, xt: dict[str, Json]) -> Rule:
    """An xtables module: of a target its name is the verdict, of a match nothing can be known."""
    name = word(xt, "name")
    if name in XT_VERDICTS:
        return built._replace(verdict=name.lower())
    return built if name in ("LOG", "comment") else built._replace(opaque=True)


def translation(value: dict[str, Json]) -> str:
    address, port = value.get("addr", ""), value.get("port", "")
    if not isinstance(address, str) or not isinstance(port, str | int):
        raise NotUnderstood("a translation by a map")
    host = f"[{address}]" if ":" in address and port else address
    return f"{host}:{port}" if port else host


def rejection(value: dict[str, Json]) -> str:
    return f"{word(value, 'type') or 'icmp'} {word(value, 'expr')}".strip() if value else "icmp port-unreachable"


def conditions(built: Rule, match: dict[str, Json], sets: Sets) -> list[Match]:
    """One match statement; naming a header field implies the protocol whose header it is."""
    negated = match.get("op") == "!="
    if match.get("op") not in ("==", "!=", "in"):
        raise NotUnderstood(f"{match.get('op')}")
    ((kind, left),) = mapping(match.get("left")).items()
    if kind == "&" and word(match, "right") == "syn":
        return syn(items(left), negated)
    field, implied = field_of(kind, mapping(left), built.family)
    right, group = match.get("right"), ""
    if isinstance(right, str) and right.startswith("@"):
        group = right[1:]
        right = sets.get((built.family, built.table, group))
    return [*implied, Match(field, tuple(values(field, right)), negated, group)]


def syn(masked: list[Json], negated: bool) -> list[Match]:
    """``tcp flags & (fin | syn | rst | ack) == syn``: the first packet of a connection."""
    payload, flags = masked
    if negated or set(map(str, items(flags))) != set(SYN_ONLY) or "payload" not in mapping(payload):
        raise NotUnderstood("flags")
    return [Match("protocol", ("tcp",)), Match("syn", ())]


def field_of(kind: str, left: dict[str, Json], family: str) -> tuple[str, list[Match]]:
    protocol, field, key = word(left, "protocol"), word(left, "field"), word(left, "key")
    if kind == "meta" and key in FIELDS:
        return FIELDS[key], []
    if kind == "ct" and key == "state":
        return "ct state", []
    if kind == "payload" and field in ("dport", "sport") and protocol in (*TRANSPORTS, "th"):
        return field, [Match("protocol", (protocol,))] if protocol in TRANSPORTS else []
    if kind == "payload" and protocol in ("ip", "ip6") and field in ("saddr", "daddr", "protocol", "nexthdr"):
        name = field if field in ("saddr", "daddr") else "protocol"
        return name, [Match("nfproto", ("ipv4" if protocol == "ip" else "ipv6",))] if family == "inet" else []
    raise NotUnderstood(f"{kind} {protocol} {field}{key}")


def values(field: str, right: Json) -> Iterator[Value]:
    """The values on the right side: one, a list of names, or a set of single ones, ranges and prefixes."""
    if isinstance(right, dict) and "set" in right:
        right = right["set"]
    for entry in right if isinstance(right, list) else [right]:
        yield from value(field, entry)


def value(field: str, entry: Json) -> Iterator[Value]:
    if isinstance(entry, dict) and "elem" in entry:  # an element with a counter, a timeout or a comment
        entry = mapping(entry["elem"]).get("val")
    if field in ("dport", "sport"):
        yield ports(entry)
    elif field in ("saddr", "daddr"):
        yield from networks(entry)
    elif isinstance(entry, str | int):
        yield PROTOCOLS.get(str(entry), str(entry)) if field == "protocol" else str(entry)
    else:
        raise NotUnderstood(f"{entry!r}")


def ports(entry: Json) -> Ports:
    if isinstance(entry, dict):
        low, high = items(entry.get("range"))
        return Ports(whole(low), whole(high))
    return Ports(whole(entry), whole(entry))


def networks(entry: Json) -> Iterator[Value]:
    if isinstance(entry, dict) and "range" in entry:
        low, high = (ip_address(word({"end": end}, "end")) for end in items(entry["range"]))
        yield from summarize_address_range(low, high)
    elif isinstance(entry, dict):
        prefix = mapping(entry.get("prefix"))
        yield ip_network((word(prefix, "addr"), whole(prefix.get("len"))), strict=False)
    else:
        yield ip_network(word({"address": entry}, "address"))
