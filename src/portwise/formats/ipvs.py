"""``/proc/net/ip_vs``: virtual services of IPVS and their real servers (net/netfilter/ipvs/ip_vs_ctl.c)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

from portwise.model.settings import Virtual
from portwise.model.target import Endpoint

TCP, SERVER = "TCP", "->"  # others are UDP, SCTP and FWM, a mark of the packet filter
HEADINGS = 3  # lines


def virtuals(text: str) -> tuple[Virtual, ...]:
    """Those of TCP, in order.  Malformed text is a ValueError."""
    found: list[Virtual] = []
    mine = False
    for line in text.splitlines()[HEADINGS:]:
        words = line.split()
        if words[:1] == [SERVER] and len(words) > 3:
            if mine:
                last = found.pop()
                found.append(last._replace(servers=(*last.servers, (place(words[1]), int(words[3])))))
        elif len(words) > 2:
            mine = words[0] == TCP
            if mine:
                found.append(Virtual(place(words[1]), words[2], ()))
        elif words:
            raise ValueError(f"no line of /proc/net/ip_vs: {line!r}")
    return tuple(found)


def place(words: str) -> Endpoint:
    """``0A600001:0050``, or ``[2001:0db8:0000:0000:0000:0000:0000:0001]:0050``."""
    address, _, port = words.rpartition(":")
    if address.startswith("["):
        return Endpoint(IPv6Address(address.strip("[]")), int(port, 16))
    return Endpoint(IPv4Address(int(address, 16)), int(port, 16))
