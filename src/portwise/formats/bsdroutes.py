"""
What the tools of macOS and BSD print of ways: ``route -n get``, ``ifconfig -a``, ``arp -an`` and ``ndp -an``.

None of it is translated.  ``route get`` names the interface lo0 for an address of the machine's own, and says nothing
of a gateway for what is reached on the link itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

from portwise.model.net import Interface, Neighbour, Route
from portwise.model.record import NamedTuple
from portwise.model.target import Address

FIELD = re.compile(r"\s*(?P<key>[a-z ]+): (?P<value>\S.*)")
FLAGS = re.compile(r"<([A-Z0-9_,]*)>")
REFUSALS = {"BLACKHOLE": "blackhole", "REJECT": "unreachable"}
NO_WAY = ("not in table", "Network is unreachable", "bad address")
OPENED = re.compile(r"(?P<name>[^\s:]{1,32}): flags=[0-9a-f]+<(?P<flags>[A-Z0-9_,]*)>")
INET = re.compile(r"\s+inet (?P<address>[0-9.]+)(?: --> \S+)? netmask (?P<mask>0x[0-9a-f]{8})")
INET6 = re.compile(r"\s+inet6 (?P<address>[0-9a-f:.]+(?:%[^\s]+)?)(?: --> \S+)? prefixlen (?P<length>\d{1,3})")
STATUS = re.compile(r"\s+status: (?P<word>\S+)")
ARP = re.compile(r"\S+ \((?P<address>[0-9.]+)\) at (?P<link>\S+) on (?P<device>\S+)(?P<rest>.*)")
NDP = re.compile(r"(?P<address>[0-9a-f:.]+(?:%\S+)?)\s+(?P<link>\S+)\s+(?P<device>\S+)\s+\S+\s+(?P<state>[NIRSDPW])\b")
STATES = {"N": "INCOMPLETE", "I": "INCOMPLETE", "W": "INCOMPLETE", "R": "REACHABLE", "S": "STALE", "D": "DELAY"}
STATES |= {"P": "PROBE"}
TUNNELS = {"utun": "tun", "ipsec": "tun", "ppp": "ppp", "gif": "tun", "bridge": "bridge", "tap": "tun", "feth": "veth"}


def route(text: str) -> Route:
    """``route -n get ADDRESS``.  Raises ValueError where it says neither a way nor that there is none."""
    told = {found["key"].strip(): found["value"].strip() for found in map(FIELD.match, text.splitlines()) if found}
    if "interface" not in told:
        if any(word in text for word in NO_WAY):
            return Route("none", "", None, None)
        raise ValueError("route printed no interface")
    found = FLAGS.search(told.get("flags", ""))
    flags = found[1].split(",") if found else []
    kind = next((REFUSALS[flag] for flag in flags if flag in REFUSALS), "")
    local = "LOCAL" in flags or (told["interface"] == "lo0" and "GATEWAY" not in flags)
    return Route(kind or ("local" if local else "unicast"), told["interface"], None, parsed(told.get("gateway", "")))


def parsed(word: str) -> Address | None:
    """None where it is a link, as ``index: 4 en0`` and ``link#4`` are."""
    try:
        return ip_address(word)
    except ValueError:
        return None


class Held(NamedTuple):
    address: Address
    prefix: int


def interfaces(text: str) -> tuple[Interface, ...]:
    """``ifconfig -a``: in their order, which is taken for their number."""
    blocks = list(sections(text))
    return tuple(furnished(number, *block) for number, block in enumerate(blocks, 1))


def sections(text: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """The name, the flags and the lines of each."""
    name, flags, lines = "", "", list[str]()
    for line in text.splitlines():
        if found := OPENED.match(line):
            if name:
                yield name, flags.split(","), lines
            name, flags, lines = found["name"], found["flags"], []
        else:
            lines.append(line)
    if name:
        yield name, flags.split(","), lines


def furnished(number: int, name: str, flags: list[str], lines: list[str]) -> Interface:
    held = tuple(one for line in lines if (one := address(line)))
    status = next((found["word"] for line in lines if (found := STATUS.match(line))), "active")
    return Interface(
        number,
        name,
        "UP" in flags,
        "LOOPBACK" in flags,
        tuple(one.address for one in held),
        kind(name, flags),
        tuple(one.prefix for one in held),
        status == "active",
    )


def address(line: str) -> Held | None:
    if (found := INET.match(line)) and (parsed4 := parsed(found["address"])):
        return Held(parsed4, int(found["mask"], 16).bit_count())
    if (found := INET6.match(line)) and (parsed6 := parsed(found["address"])):
        return Held(parsed6, int(found["length"]))
    return None


def kind(name: str, flags: list[str]) -> str:
    """Of what is no hardware, in the words of Linux; a point-to-point link is a tunnel by whatever name."""
    known = next((called for start, called in TUNNELS.items() if name.startswith(start)), "")
    return known or ("tun" if "POINTOPOINT" in flags else "")


def arp(text: str) -> tuple[Neighbour, ...]:
    """``arp -an``: an address that was asked for in vain is ``(incomplete)``."""
    found = (ARP.match(line) for line in text.splitlines())
    return tuple(
        Neighbour(known, row["device"], "INCOMPLETE" if row["link"] == "(incomplete)" else "REACHABLE")
        for row in found
        if row and (known := parsed(row["address"]))
    )


def ndp(text: str) -> tuple[Neighbour, ...]:
    """``ndp -an``; a link-local address has its interface behind it."""
    found = (NDP.match(line) for line in text.splitlines())
    return tuple(
        Neighbour(
            known, row["device"], "INCOMPLETE" if row["link"] == "(incomplete)" else STATES.get(row["state"], "STALE")
        )
        for row in found
        if row and (known := parsed(row["address"]))
    )
