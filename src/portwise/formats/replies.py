"""
The way of the answer, where client and server are one machine: by loopback it meets the same chains as the question.

Its ends have changed places: the port of the server is the source, and what it goes to is a port that the kernel chose
(ip-sysctl, ip_local_port_range).  A rule about the port of a server as the destination does not meet it, and a policy
of *drop* does, unless somebody lets pass what is established.
"""

from __future__ import annotations

from portwise.formats.rules import Match, Ports, Rule, family_of, inside, named
from portwise.formats.traversal import Packet, Walk

CHOSEN = Ports(32768, 60999)  # ip_local_port_range as the kernel sets it, net/ipv4/af_inet.c, inet_init_net()


class Reply(Walk):
    """What comes back for a first packet that was sent to an address of this machine."""

    def matches(self, rule: Rule) -> bool | None:
        answers = [holds(match, self.packet) for match in rule.matches]
        if False in answers or rule.family not in ("inet", family_of(self.packet.address)):
            return False
        return None if rule.opaque or None in answers else True


def holds(match: Match, packet: Packet) -> bool | None:
    """One condition, three-valued; both ends have the same address, fib_lookup() of a local one."""
    ports = [value for value in match.values if isinstance(value, Ports)]
    known = {
        "protocol": packet.protocol in match.values,
        "sport": any(value.low <= packet.port <= value.high for value in ports),
        "dport": chosen(ports),
        "daddr": any(inside(packet.address, value) for value in match.values),
        "saddr": any(inside(packet.address, value) for value in match.values),
        "nfproto": f"ipv{packet.address.version}" in match.values,
        "syn": False,  # the answer to a SYN has ACK, too
        "iif": named(match, packet.interface),
        "oif": named(match, packet.interface),
        "ct state": established(match),
    }.get(match.field)
    return known if known is None else known != match.negated


def chosen(ports: list[Ports]) -> bool | None:
    """Whether the port of a client is one of these."""
    if any(value.low <= CHOSEN.low and value.high >= CHOSEN.high for value in ports):
        return True
    return None if any(value.low <= CHOSEN.high and value.high >= CHOSEN.low for value in ports) else False


def established(match: Match) -> bool | None:
    """To whoever follows connections an answer is *established*; nobody knows who is told not to."""
    if "established" in match.values:
        return True
    return None if "untracked" in match.values else False
