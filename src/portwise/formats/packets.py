"""
Packets from the IP header on: RFC 791, RFC 8200, RFC 9293, RFC 768, and the ICMP errors of RFC 792 and RFC 4443.

Raises ValueError on what is none of these, or too short.  Fragments and IPv6 extension headers are not followed: the
packets that open a connection have none.
"""

from __future__ import annotations

from ipaddress import ip_address

from portwise.model.net import Icmp
from portwise.model.record import NamedTuple
from portwise.model.target import Address

ICMP, TCP, UDP, ICMP6 = 1, 6, 17, 58  # assigned protocol numbers
PROTOCOL, NEXT_HEADER = 9, 6  # where the IP header names it, version 4 and 6
IPV6_HEADER = 40
ERRORS = {ICMP: (3, 11, 12), ICMP6: (1, 2, 3, 4)}  # unreachable, time exceeded, parameter problem; too big
QUOTED = 8  # bytes of an ICMP error before the header of the packet that it is about
FIN, SYN, RST, ACK = 1, 2, 4, 16


class Header(NamedTuple):
    """What the IP header says."""

    protocol: int
    source: Address
    destination: Address
    ttl: int
    payload: bytes


class Segment(NamedTuple):
    """One packet that belongs to a port."""

    kind: str
    source: Address
    destination: Address
    ports: tuple[int, int] | None
    ttl: int
    icmp: Icmp | None
    about: tuple[int, int] | None  # the ports of the packet that an ICMP error quotes
    whither: Address | None  # and where that was going


def segment(data: bytes) -> Segment:
    """Decode one packet."""
    ip = header(data)
    if ip.protocol in ERRORS:
        return error(ip)
    kind = flags(at(ip.payload, 13)) if ip.protocol == TCP else "datagram"
    if ip.protocol not in (TCP, UDP):
        raise ValueError(f"IP protocol {ip.protocol} has no ports")
    return Segment(kind, ip.source, ip.destination, ports(ip.payload), ip.ttl, None, None, None)


def error(ip: Header) -> Segment:
    kind, code = at(ip.payload, 0), at(ip.payload, 1)
    if kind not in ERRORS[ip.protocol]:
        raise ValueError(f"ICMP type {kind} is no error")
    quoted = header(ip.payload[QUOTED:])
    return Segment(
        "ICMP",
        ip.source,
        ip.destination,
        None,
        ip.ttl,
        Icmp(kind, code, ip.source),
        ports(quoted.payload),
        quoted.destination,
    )


def header(data: bytes) -> Header:
    version = at(data, 0) >> 4
    if version == 4:
        length = (data[0] & 15) * 4
        return Header(at(data, PROTOCOL), ip_address(data[12:16]), ip_address(data[16:20]), data[8], data[length:])
    if version == 6:
        return Header(
            at(data, NEXT_HEADER), ip_address(data[8:24]), ip_address(data[24:40]), data[7], data[IPV6_HEADER:]
        )
    raise ValueError(f"IP version {version}")


def ports(payload: bytes) -> tuple[int, int]:
    """The first four bytes, in TCP and in UDP."""
    at(payload, 3)
    return int.from_bytes(payload[:2], "big"), int.from_bytes(payload[2:4], "big")


def at(data: bytes, place: int) -> int:
    if place >= len(data):
        raise ValueError(f"a packet of {len(data)} bytes ends before byte {place}")
    return data[place]


def flags(byte: int) -> str:
    """By what it means for a connection: a reset may acknowledge as well."""
    if byte & RST:
        return "RST"
    if byte & SYN:
        return "SYN-ACK" if byte & ACK else "SYN"
    return "FIN" if byte & FIN else "ACK"
