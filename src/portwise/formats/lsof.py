"""
What ``lsof -nP -i`` prints: one line per descriptor that leads to a socket of the internet, lsof(8).

The same on macOS, Linux and BSD.  Columns are found by their words, for USER, DEVICE and SIZE/OFF vary in width and a
column may be empty; a blank within a command is written ``\\x20``.  Nothing is translated.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address

from portwise.model.record import NamedTuple
from portwise.model.target import HIGHEST_PORT, Address, Endpoint

LINE = re.compile(
    r"(?P<command>\S+)\s+(?P<pid>\d+)\s+(?:\d+\s+)?(?P<user>\S+)\s+(?P<fd>\d+)[a-zA-Z]?\s+IPv(?P<family>[46])\s+"
    r"\S+\s+(?:\S+\s+)?(?P<protocol>TCP|UDP)\s+(?P<places>\S+)(?:\s+\((?P<state>[A-Z_0-9]+)\))?"
)
ESCAPED = re.compile(r"\\x([0-9a-f]{2})")
EVERY: dict[str, Address] = {"4": IPv4Address(0), "6": IPv6Address(0)}
NUMBERS = {"http": 80, "https": 443, "http-alt": 8080, "postgresql": 5432, "mysql": 3306, "commplex-main": 5000}
NUMBERS |= {"hbci": 3000, "afs3-fileserver": 7000, "afs3-callback": 7001, "cslistener": 9000, "ssh": 22}


class Row(NamedTuple):
    """One descriptor of one process."""

    command: str  # at most 9 letters, unless lsof was told otherwise
    pid: int
    user: str
    fd: int
    protocol: str  # tcp, udp
    local: Endpoint
    remote: Endpoint | None
    state: str  # LISTEN, ESTABLISHED, …; "" for UDP
    family: int  # 4, 6: with 6 on ``*`` lsof does not say whether IPv4 is taken too


def rows(text: str) -> tuple[Row, ...]:
    """Lines that speak of a socket; all others are passed over, as are ports by names that we do not know."""
    found = (LINE.match(line.strip()) for line in text.splitlines())
    return tuple(one for match in found if match and (one := row(match)))


def row(found: re.Match[str]) -> Row | None:
    near, arrow, far = found["places"].partition("->")
    local, remote = place(near, found["family"]), place(far, found["family"]) if arrow else None
    if local is None:
        return None
    command = ESCAPED.sub(lambda byte: chr(int(byte[1], 16)), found["command"])
    numbers = (int(found["pid"]), found["user"], int(found["fd"]))
    return Row(command, *numbers, found["protocol"].lower(), local, remote, found["state"] or "", int(found["family"]))


def place(word: str, family: str) -> Endpoint | None:
    """``127.0.0.1:3000``, ``[::1]:3000``, ``*:5000``, ``localhost:postgresql``; None for what is none of these."""
    host, _, port = word.rpartition(":")
    number = NUMBERS.get(port, -1)
    if port.isdecimal() and len(port) < 6:
        number = int(port)
    if not 0 <= number <= HIGHEST_PORT:
        return None
    if host in ("*", "localhost"):
        loopback = {"4": "127.0.0.1", "6": "::1"}
        return Endpoint(EVERY[family] if host == "*" else ip_address(loopback[family]), number)
    try:
        return Endpoint(ip_address(host.strip("[]")), number)
    except ValueError:
        return None
