"""
NO_PROXY as each client takes it: which entry of the list, if any, covers a host.

Sources as in `portwise.formats.proxyenv`.  Measured with curl 7.88.1, Wget 1.21.3 and Python 3.11: of ``localhost``,
``.localhost``, ``localhost:3000``, ``127.0.0.0/8``, ``[::1]`` and ``*`` no two of them agree on all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from portwise.model.record import NamedTuple
from portwise.model.target import Address


class Place(NamedTuple):
    """Where a URL leads."""

    scheme: str  # http or https
    host: str  # lower case, no brackets
    port: int
    port_stated: bool

    @property
    def address(self) -> Address | None:
        return address(self.host)


Skips = Callable[[str, Place], str]  # the list and the place; the entry that covers it, "" where none does


def address(text: str) -> Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def in_network(found: Address, entry: str) -> bool:
    """Whether an entry in CIDR notation holds an address."""
    try:
        return "/" in entry and found in ip_network(entry, strict=False)
    except ValueError:
        return False


def entries(text: str, parted_by: str = ",") -> list[str]:
    return [entry.strip() for entry in re.split(f"[{parted_by}]", text) if entry.strip()]


def within(host: str, domain: str) -> bool:
    return bool(domain) and (host == domain or host.endswith("." + domain))


def curl(text: str, place: Place) -> str:
    """Names with all below them, a leading dot is nothing; addresses exactly or, since 7.86, by CIDR; ``*`` alone."""
    if text.strip() == "*":
        return "*"
    found, host = place.address, place.host.rstrip(".")
    for entry in entries(text, r",\s"):
        if found and (address(entry) == found or in_network(found, entry)):
            return entry
        if not found and within(host, entry.lower().removesuffix(".").removeprefix(".")):
            return entry
    return ""


def wget(text: str, place: Place) -> str:
    """Tails of the host name at a dot; a leading dot asks for something before it; no ``*``, no CIDR, no port."""
    for entry in entries(text):
        tail = entry.lower()
        if place.host == tail or (place.host.endswith(tail) and (tail[0] == "." or within(place.host, tail))):
            return entry
    return ""


def urllib(text: str, place: Place) -> str:
    """Tails at a dot of ``host`` and of ``host:port``; an IPv6 address needs its brackets; no CIDR; ``*`` alone."""
    host = f"[{place.host}]" if ":" in place.host else place.host
    return tails(text, host, place)


def tails(text: str, host: str, place: Place) -> str:
    if text == "*":
        return "*"
    hosts = (host, f"{host}:{place.port}") if place.port_stated else (host,)
    for entry in entries(text):
        if any(within(each, entry.lower().lstrip(".")) for each in hosts):
            return entry
    return ""


def requests(text: str, place: Place) -> str:
    """An IPv4 address also by CIDR; otherwise as urllib, but an IPv6 address goes without brackets."""
    found = place.address
    if found and found.version == 4:
        for entry in entries(text):
            if entry == place.host or in_network(found, entry):
                return entry
        place = place._replace(port_stated=False)  # what is left is urllib's test, which is given the host alone
    return tails(text, place.host, place)


def node(text: str, place: Place) -> str:
    """Names exactly, behind ``.`` or ``*.`` all below them; addresses exactly or from-to; ports; ``*`` anywhere.

    nodejs.org/api/http.html "NO_PROXY format".  Its fetch() has rules of its own, which changed from one undici to
    the next: later ones let a name stand for all below it too.
    """
    for entry in entries(text):
        host, port = host_and_port(entry.lower())
        if entry == "*" or (port in ("", str(place.port)) and node_matches(host.removeprefix("*"), place)):
            return entry
    return ""


def node_matches(host: str, place: Place) -> bool:
    if host.startswith("."):
        return place.host.endswith(host)
    low, high = map(address, (host.partition("-")[0], host.partition("-")[2]))
    found = place.address
    if found and low and high and low.version == high.version == found.version:
        return int(low) <= int(found) <= int(high)
    return host == place.host


def host_and_port(entry: str) -> tuple[str, str]:
    """``name:80``, ``[::1]:80``, ``[::1]``; a bare IPv6 address has no port."""
    match = re.fullmatch(r"\[(.+)\](?::(\d+))?|([^:]+):(\d+)", entry)
    return (match[1] or match[3], match[2] or match[4] or "") if match else (entry, "")


def go_never_asks(place: Place) -> bool:
    """``localhost`` and every loopback address, whatever the environment says."""
    return place.host == "localhost" or (place.address is not None and place.address.is_loopback)


def go(text: str, place: Place) -> str:
    """Addresses exactly or by CIDR; names with all below them, behind a dot only these; ports; ``*`` anywhere."""
    for entry in entries(text):
        host, port = host_and_port(entry.lower())
        found = place.address
        if entry == "*" or (found and in_network(found, entry)):
            return entry
        if port in ("", str(place.port)) and go_matches(host.removeprefix("*"), place):
            return entry
    return ""


def go_matches(host: str, place: Place) -> bool:
    exact = address(host)
    if exact is not None:
        return exact == place.address
    return place.host.endswith(host) if host.startswith(".") else within(place.host, host)
