"""
Whether it is our own address that the packet filter turns away.

Two ways to know: as root the rules that ask for the source, and the sets of addresses that they look it up in; without
a right the same connection from another address of this machine, bind(2) before connect(2).  Who lists a hundred
thousand addresses in an ipset of its own (iptables -m set) is not understood.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.rules import COMING, LEAVING, SOURCE, TO_KNOW, listing, rulesets
from portwise.host.api import Host
from portwise.host.knock import OUTCOMES
from portwise.model.evidence import Evidence
from portwise.model.facts import BESIDE, GATES, INTERFACES, LOCAL, ROUTE
from portwise.model.net import Beside, Gate
from portwise.model.outcome import Outcome
from portwise.model.target import Address, Endpoint

if TYPE_CHECKING:
    from portwise.formats.nft import Ruleset
    from portwise.formats.rules import Match, Rule

PATIENCE = 0.25  # seconds; an address of this machine answers in microseconds
SMALL = {4: 24, 6: 64}  # a longer list than such a network is a policy, and no ban
ANOTHER = ip_address("127.91.83.7")  # all of 127.0.0.0/8 is ours, RFC 1122 section 3.2.1.3
BIND = "bind(2) to another address, then connect(2); curl --interface"
VERDICTS = ("accept", "drop", "reject")

Row = tuple[str, str, str, str, int]


def gates(host: Host, seen: Evidence, endpoint: Endpoint) -> tuple[Gate, ...]:
    """In the order in which they are met; whoever stands behind a rule that takes everything is not."""
    from portwise.formats.traversal import Packet, Walk

    here = seen[LOCAL.of(endpoint.address)]
    source = seen[ROUTE.of(endpoint.address)].source or endpoint.address
    found = tuple(rulesets(host))
    packet = Packet(seen.target.transport.value, *endpoint, "lo" if here else "")
    walk = Walk((each_opened(ruleset) for ruleset in found), packet)
    met = dict.fromkeys(row(passed.rule) for passed in walk.through((*LEAVING, *COMING) if here else LEAVING))
    whole = {row(rule): rule for ruleset in found for rule in ruleset.rules}
    learned = learning(host)
    return tuple(gate for key in met if key in whole for gate in asking(whole[key], source, learned))


def each_opened(ruleset: Ruleset) -> Ruleset:
    """As if nobody could tell where a packet comes from: then what asks for it is met, perhaps."""
    return ruleset._replace(rules=tuple(map(opened, ruleset.rules)))


def opened(rule: Rule) -> Rule:
    others = tuple(match for match in rule.matches if match.field != "saddr")
    return rule._replace(matches=others, opaque=True) if others != rule.matches else rule


def row(rule: Rule) -> Row:
    return rule.source, rule.family, rule.table, rule.chain, rule.handle


def learning(host: Host) -> frozenset[tuple[str, str, str]]:
    from portwise.formats import nft

    try:
        return nft.learning(listing(host))
    except FileNotFoundError:  # no nft here; iptables learns in lists of its own
        return frozenset()


def asking(rule: Rule, source: Address, learned: frozenset[tuple[str, str, str]]) -> Iterator[Gate]:
    from portwise.formats.traversal import line

    for match in rule.matches:
        if match.field == "saddr" and not match.negated and rule.verdict in VERDICTS:
            learns = (rule.family, rule.table, match.group) in learned
            place = rule.family, rule.table, rule.chain, rule.handle
            yield Gate(rule.verdict, names(match, source), match.group, learns, *place, line(rule), tool(rule))


def names(match: Match, source: Address) -> bool:
    networks = (value for value in match.values if isinstance(value, IPv4Network | IPv6Network))
    return any(source in network and network.prefixlen >= SMALL[source.version] for network in networks)


def tool(rule: Rule) -> str:
    return "nft" if rule.source == "nft" else "iptables"


def beside(host: Host, seen: Evidence, endpoint: Endpoint) -> Beside:
    """Raises OSError where this machine has no other address that is as near."""
    source = another(seen, endpoint.address)
    heard = host.leave(source, endpoint, PATIENCE)
    if heard.errno in (errno.EACCES, errno.EPERM):  # a sandbox of our own, perhaps
        raise OSError(heard.errno, "the connection from another address was not allowed")
    met = {0: Outcome.CONNECTED, errno.ETIMEDOUT: Outcome.TIMEOUT}
    return Beside(source, met.get(heard.errno) or OUTCOMES.get(heard.errno, Outcome.INVALID))


def another(seen: Evidence, address: Address) -> Address:
    """Of the same network, so that it is nothing but the address that differs."""
    if address.version == 4 and address.is_loopback:
        return ANOTHER
    mine = seen[ROUTE.of(address)].source or address
    near = [
        other
        for link in seen[INTERFACES.of("self")]
        if mine in link.addresses
        for other in link.addresses
        if other.version == mine.version and other != mine and other.is_loopback == mine.is_loopback
    ]
    if not near:
        raise OSError(errno.EADDRNOTAVAIL, "this machine has no other address on that network")
    return near[0]


GUARDING = Collector(
    GATES,
    Cost.SLOW,
    SOURCE,
    TO_KNOW,
    each(gates, SOURCE, TO_KNOW),
    privilege="lists the rules; without it none is seen",
)
ELSEWHENCE = Collector(
    BESIDE,
    Cost.DEEP,
    BIND,
    TO_KNOW,
    each(beside, BIND, TO_KNOW),
    sends="a SYN to an address of this machine, from another one of its addresses",
)
