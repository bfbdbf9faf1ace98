"""Packets as they went over an interface."""

from __future__ import annotations

from portwise.model.net import Icmp
from portwise.model.record import NamedTuple
from portwise.model.target import Address, Endpoint


class Packet(NamedTuple):
    """One packet of an attempt of ours, or one that answers it."""

    after_ms: float  # since the interfaces were first listened to
    device: str  # the interface
    sent: bool  # by our side; False: it came back
    kind: str  # SYN, SYN-ACK, RST, ACK, FIN, datagram, or ICMP
    source: Address
    destination: Address
    ports: tuple[int, int] | None  # from, to; of an ICMP error none
    ttl: int  # or the hop limit, as it came by here
    icmp: Icmp | None
    raw: str  # from the IP header on, in hexadecimal digits


class Wire(NamedTuple):
    """One more attempt, and what the interfaces of this machine carried of it."""

    began: float  # seconds since the epoch
    lasted_ms: float
    errno: int  # 0: the connection came about, or an answer came
    port: int  # the source port by which its packets are known
    packets: tuple[Packet, ...]  # in the order of time; on loopback each once, as it arrived

    def left(self) -> tuple[Packet, ...]:
        return tuple(packet for packet in self.packets if packet.sent)

    def came(self) -> tuple[Packet, ...]:
        return tuple(packet for packet in self.packets if not packet.sent)


class Hops(NamedTuple):
    """The TTL, or hop limit, of what an address answers, as it came by here."""

    asked: int  # at the port of the target
    other: int  # at another port
    port: int  # which one

    @property
    def nearer(self) -> int:
        """By how many routers the first answer had a shorter way; below 0: a longer one."""
        return self.asked - self.other


def elsewhere(packet: Packet, target: Endpoint) -> bool:
    """Whether a packet of ours had another destination when it was seen than it was given: NAT."""
    port = packet.ports[1] if packet.ports else target.port
    return Endpoint(packet.destination, port) != target._replace(address=unscoped(target.address))


def unscoped(address: Address) -> Address:
    """A packet names no zone, RFC 4007 section 11.2."""
    return type(address)(str(address).partition("%")[0])
