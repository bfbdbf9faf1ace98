"""What Windows keeps for itself: ports, addresses of HTTP.sys, ports that it hands on, rules of its firewall."""

from __future__ import annotations

from portwise.model.record import NamedTuple


class Reserved(NamedTuple):
    """A range of ports that no program gets, ``netsh interface ipv4 show excludedportrange``."""

    first: int
    last: int
    by_hand: bool  # an administrator made it, and it outlives a restart; else a service did, mostly that of Hyper-V

    def __contains__(self, port: object) -> bool:
        return isinstance(port, int) and self.first <= port <= self.last


class Prefix(NamedTuple):
    """An address that a program has HTTP.sys answer for it, or that is kept for one."""

    url: str  # http://+:80/reports/
    port: int
    pids: tuple[int, ...]  # () where nobody is shown
    active: bool  # a program has registered it; else it is only reserved
    user: str = ""  # for whom it is reserved


class Handed(NamedTuple):
    """A port that a service of Windows takes and hands on, ``netsh interface portproxy``."""

    address: str  # "*" for every one
    port: int
    to: str
    to_port: int


class FirewallRule(NamedTuple):
    """A rule of the Windows firewall, as far as a TCP or UDP port is concerned."""

    name: str
    allows: bool
    enabled: bool
    inbound: bool
    profiles: tuple[str, ...]  # domain, private, public; () for all
    protocol: str  # tcp, udp, any, or a number
    ports: tuple[tuple[int, int], ...]  # local ones; () for all
    program: str  # "" for all
    remote: str = ""  # "" for everybody


class Profile(NamedTuple):
    """One of the three faces of the firewall."""

    name: str  # domain, private, public
    on: bool
    blocks: bool  # what comes in and has no rule
    blocks_all: bool = False  # also what has one


class Distribution(NamedTuple):
    """One Linux of WSL, ``wsl -l -v``."""

    name: str
    state: str  # as printed, in the language of the machine
    version: int
    default: bool


class Wsl(NamedTuple):
    """The Linux of a WSL that runs on this Windows."""

    running: tuple[str, ...]  # distributions of version 2
    mode: str  # nat, mirrored, … of .wslconfig
    forwards: bool  # localhostForwarding: in nat, localhost of Windows leads to servers in Linux
    host_loopback: bool  # hostAddressLoopback: in mirrored, so do the other addresses of Windows
