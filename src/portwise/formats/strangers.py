"""
Addresses of somebody, and what stands for them.

What two private IPv4 addresses have in common at their beginning, their stand-ins have in common too, bit by bit
(after Xu, Fan, Ammar and Moon, "Prefix-preserving IP address anonymization", 2002): whether one is in the other's
network is so of the stand-ins as well, whatever the length of its prefix.  Other addresses get numbers within ranges
that are nobody's: RFC 2544 for IPv4, RFC 3849 for IPv6; there a network is a /24 or a /64.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_network

from portwise.formats import ordinary
from portwise.model.target import Address

PRIVATE = tuple(ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"))
ASKED = ip_network("ff02::1:ff00:0/104")  # the end of somebody's address, RFC 4291 section 2.7.1
LINK = (ip_network("169.254.0.0/16"), ip_network("fe80::/10"))
UNIQUE = ip_network("fc00::/7")  # RFC 4193
PUBLIC_4, PUBLIC_6 = int(IPv4Address("198.18.0.0")), int(IPv6Address("2001:db8::"))
OWN_6, LINK_6 = int(IPv6Address("fd00::")), int(IPv6Address("fe80::"))
MANY = 511  # networks of 256 addresses in 198.18.0.0/15, without the first


def stays(address: Address) -> bool:
    """Loopback and its like, and what is the same on every machine."""
    if address in ordinary.ADDRESSES or (address.is_multicast and address not in ASKED):
        return True
    return any(address.version == net.version and address in net for net in ordinary.NETWORKS)


class Strangers:
    """Stand-ins for the addresses that are known when it is made, and for others that come later."""

    def __init__(self, addresses: Iterable[Address], salt: bytes) -> None:
        self._salt = salt
        self._numbers: dict[tuple[str, int], dict[int, int]] = {}
        self.given: dict[Address, Address] = {}
        for address in sorted({bare(one) for one in addresses}, key=lambda one: (one.version, int(one))):
            self(address)

    def __call__(self, address: Address) -> Address:
        inner = getattr(address, "ipv4_mapped", None)
        if inner is not None:
            return IPv6Address((0xFFFF << 32) + int(self(inner)))
        if stays(address):
            return address
        plain = bare(address)
        if plain not in self.given:
            self.given[plain] = self._four(plain) if isinstance(plain, IPv4Address) else self._six(plain)
        return zoned(self.given[plain], address)

    def _four(self, address: IPv4Address) -> IPv4Address:
        network = next((net for net in (*PRIVATE, LINK[0]) if address in net), None)
        if network is not None:
            return IPv4Address(self._flipped(int(address), network.prefixlen))
        place = self._number("net", 0, int(address) >> 8) % MANY
        return IPv4Address(PUBLIC_4 + (place << 8) + (self._flipped(int(address), 24) & 0xFF))

    def _flipped(self, number: int, kept: int) -> int:
        """Each bit after the first *kept* is turned over or not, by all that stand before it."""
        for at in range(kept, 32):
            before = number >> (32 - at)
            digest = blake2b(before.to_bytes(4, "big") + bytes([at]), key=self._salt, digest_size=1).digest()
            number ^= (digest[0] & 1) << (31 - at)
        # each bit is decided by those before it as they are by then: still one to one
        return number

    def _six(self, address: IPv6Address) -> IPv6Address:
        number = int(address)
        network, own = number >> 64, number & (1 << 64) - 1
        if address in ASKED:
            return IPv6Address(number >> 24 << 24 | self._number("asked", 0, number))
        place = self._number("own", network, own)
        if address in LINK[1]:
            return IPv6Address(LINK_6 + place)
        site, subnet = network >> 16, self._number("subnet", network >> 16, network)
        start = OWN_6 if address in UNIQUE else PUBLIC_6
        shift = 80  # the /48 stands before the subnet; of 2001:db8::/32 sixteen bits are left for it
        return IPv6Address(start + (self._number(f"site{start}", 0, site) << shift) + (subnet << 64) + place)

    def _number(self, kind: str, within: int, what: int) -> int:
        known = self._numbers.setdefault((kind, within), {})
        return known.setdefault(what, len(known) + 1)


def bare(address: Address) -> Address:
    """Without the name of an interface."""
    return IPv6Address(int(address)) if getattr(address, "scope_id", None) else address


def zoned(given: Address, like: Address) -> Address:
    zone = getattr(like, "scope_id", None)
    return IPv6Address(f"{given}%{zone}") if zone else given
