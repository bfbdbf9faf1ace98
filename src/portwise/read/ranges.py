"""Addresses that a text speaks of, and the ranges to which its tables of routes send them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, ip_address, ip_network

from portwise.model.reading import Lines
from portwise.read.text import Text

ADDRESS = r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}"
BRIDGE = r"(?:docker\d|br-[0-9a-f]{6,}|virbr\d|cni\d|podman\d|lxdbr\d|vboxnet\d|tun\d|wg\d|utun\d+|ppp\d)"
ROUTES = (
    re.compile(rf"^\s*(?P<net>{ADDRESS}/\d{{1,2}})\s+(?:via \S+ )?dev (?P<dev>{BRIDGE})\b", re.MULTILINE),  # ip route
    re.compile(
        rf"^\s*(?P<net>{ADDRESS})\s+{ADDRESS}\s+(?P<mask>255\.[\d.]{{5,11}})\s.{{0,60}}\b(?P<dev>{BRIDGE})\s*$",
        re.MULTILINE,
    ),  # route -n
)
SUBNET = re.compile(rf"\bsubnet\W{{1,6}}(?P<net>{ADDRESS}/\d{{1,2}})")  # docker network inspect, compose files
NAMED = re.compile(rf"(?<![\d.]){ADDRESS}(?![\d./])")


def overlapped(text: Text) -> Lines:
    """An address of a client or of a target that a route of a bridge or a tunnel takes for its own."""
    for network, offset in ranges(text):
        for found in NAMED.finditer(text.folded):
            address = parsed(found[0])
            line = text.number(found.start())
            if address and address in network and not gateway(address, network) and line != text.number(offset):
                return (text.number(offset), line)
    return ()


def ranges(text: Text) -> Iterator[tuple[IPv4Network, int]]:
    for pattern in (*ROUTES, SUBNET):
        for found in pattern.finditer(text.folded):
            mask = found.groupdict().get("mask")
            try:
                network = ip_network(f"{found['net']}/{mask}" if mask else found["net"], strict=False)
            except ValueError:
                continue
            if isinstance(network, IPv4Network) and 8 <= network.prefixlen <= 28:
                yield network, found.start()


def parsed(written: str) -> IPv4Address | None:
    try:
        address = ip_address(written)
    except ValueError:
        return None
    return address if isinstance(address, IPv4Address) else None


def gateway(address: IPv4Address, network: IPv4Network) -> bool:
    """Containers have the low addresses of their network, and its gateway the first."""
    return int(address) - int(network.network_address) < 16 or address == network.broadcast_address
