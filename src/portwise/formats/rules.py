"""One packet filter rule, whichever tool listed it, and whether it could take a new connection.

See nft(8) and iptables-extensions(8).  What is asked is a connection about to be opened: of a packet only the
destination is known, so a condition on anything else is *cannot tell* and never *no*.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

from portwise.model.record import NamedTuple
from portwise.model.target import HIGHEST_PORT, Address


class Ports(NamedTuple):
    """A range of ports, both ends included."""

    low: int
    high: int


Value = str | Ports | IPv4Network | IPv6Network


class Match(NamedTuple):
    """One condition that was understood; any of the values satisfies it."""

    field: str  # protocol, dport, sport, saddr, daddr, iif, oif, ct state, nfproto, syn
    values: tuple[Value, ...]
    negated: bool = False
    group: str = ""  # the named set that the values stand in


class Chain(NamedTuple):
    """A chain; one without a hook is only jumped to."""

    family: str  # ip, ip6, inet, arp, bridge, netdev
    table: str
    name: str
    type: str  # filter, nat, route; "" without a hook
    hook: str  # prerouting, input, forward, output, postrouting; "" without one
    prio: int
    policy: str  # accept, drop; "" without a hook
    source: str = "nft"  # or iptables, as a rule has it


class Rule(NamedTuple):
    """A rule and all of its conditions that were understood."""

    source: str  # "nft", "iptables" or "iptables-legacy": who must be told to delete it
    family: str
    table: str
    chain: str
    handle: int  # nft: the handle; iptables: the number of the rule in its chain, from 1
    verdict: str  # accept drop reject return jump goto dnat snat redirect masquerade queue ...; "" goes on
    target: str = ""  # of jump and goto the chain, of dnat and redirect "address:port"
    reject_with: str = ""  # "tcp reset", "icmp port-unreachable", "icmpx admin-prohibited", ...
    comment: str = ""
    packets: int | None = None  # None: nothing counts them
    matches: tuple[Match, ...] = ()
    opaque: bool = False  # there are conditions that were not understood
    policy: bool = False  # no rule that somebody wrote: what the chain does where none decides


def could_match(rule: Rule, protocol: str, address_to: Address, port: int, interface: str = "") -> bool | None:
    """Whether a new connection (its first packet) meets every condition; None where that cannot be told.

    *interface* is the one the packet comes in or goes out by, "" where unknown.
    """
    answers = [holds(match, protocol, address_to, port, interface) for match in rule.matches]
    if False in answers or rule.family not in ("inet", "bridge", "netdev", family_of(address_to)):
        return False
    return None if rule.opaque or None in answers else True


def family_of(address: Address) -> str:
    return "ip" if address.version == 4 else "ip6"


def holds(match: Match, protocol: str, address_to: Address, port: int, interface: str) -> bool | None:
    """One condition, three-valued; a negated unknown is unknown."""
    known = {
        "protocol": protocol in match.values,
        "dport": any(isinstance(v, Ports) and v.low <= port <= v.high for v in match.values),
        "daddr": any(inside(address_to, v) for v in match.values),
        "nfproto": f"ipv{address_to.version}" in match.values,
        "syn": True,
        "sport": True if Ports(0, HIGHEST_PORT) in match.values else None,
        "saddr": from_there(match, address_to),
        "iif": named(match, interface),
        "oif": named(match, interface),
        "ct state": new_connection(match),
    }.get(match.field)
    return known if known is None else known != match.negated


def inside(address: Address, value: Value) -> bool:
    return isinstance(value, IPv4Network | IPv6Network) and address in value


def from_there(match: Match, address_to: Address) -> bool | None:
    """The source is known only as far as its family, and that who calls a loopback address is on loopback too."""
    networks = [v for v in match.values if isinstance(v, IPv4Network | IPv6Network) and v.version == address_to.version]
    if not networks:
        return False
    if any(network.prefixlen == 0 for network in networks):
        return True
    if not address_to.is_loopback:
        return None
    loopback = IPv4Network("127.0.0.0/8") if address_to.version == 4 else IPv6Network("::1/128")
    if not any(network.overlaps(loopback) for network in networks):
        return False
    return True if any(network.prefixlen <= loopback.prefixlen for network in networks) else None


def named(match: Match, interface: str) -> bool | None:
    """Names of interfaces may end in a star."""
    if not interface:
        return None
    return any(alike(interface, str(value)) for value in match.values)


def alike(interface: str, pattern: str) -> bool:
    return interface.startswith(pattern[:-1]) if pattern.endswith("*") else interface == pattern


def new_connection(match: Match) -> bool | None:
    """The first packet is *new*, unless it is invalid or not tracked, which nobody can tell beforehand."""
    if "new" in match.values:
        return True
    return None if {"invalid", "untracked"} & set(match.values) else False


def text(rule: Rule) -> str:
    """The rule in one readable line."""
    words = [rule.family, rule.table, rule.chain, *(condition(match) for match in rule.matches)]
    words += ["(and conditions not understood)"] if rule.opaque else []
    words += [rule.verdict or "continue", rule.target, f"with {rule.reject_with}" if rule.reject_with else ""]
    words += [f'"{rule.comment}"' if rule.comment else ""]
    return " ".join(filter(None, words))


def condition(match: Match) -> str:
    values = f"@{match.group}" if match.group else ",".join(map(value_text, match.values))
    return f"{match.field} {'not ' if match.negated else ''}{values}".strip()


def value_text(value: Value) -> str:
    if isinstance(value, Ports):
        return str(value.low) if value.low == value.high else f"{value.low}-{value.high}"
    if isinstance(value, IPv4Network | IPv6Network) and value.prefixlen == value.max_prefixlen:
        return str(value.network_address)
    return str(value)
