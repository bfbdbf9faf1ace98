"""Which Windows it is, what its network stack allows sockets, and what the user who asks may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import LIMITS, POWERS, SYSTEM
from portwise.model.settings import Limits, Powers

if TYPE_CHECKING:
    from portwise.model.machines import System

CURRENT = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
VERSION = ("reg", "query", CURRENT)
PORTS = ("netsh", "interface", "ipv4", "show", "dynamicport", "tcp")
BY_REGISTRY, BY_NETSH = f"{' '.join(VERSION)}, ver", " ".join(PORTS)
NO_LIMIT = 0x7FFFFFFF  # SOMAXCONN, winsock2.h: "a reasonable number", which nobody tells
BY_RULE = "Windows keeps no port for privileged programs, whoami /priv"


def system(host: Host, _: Evidence, __: str) -> System:
    """``10.0.22631``; the first two numbers are those of every Windows since 2015."""
    from portwise.formats.windows import registry
    from portwise.model.machines import System

    said = registry.values(host.output(VERSION))
    build = said.get("CurrentBuild", "")
    if not build.isdecimal():
        raise ValueError("the registry tells no number of its build")
    first = (said.get("CurrentMajorVersionNumber", "6"), said.get("CurrentMinorVersionNumber", "1"), build)
    return System(host.me().platform, ".".join(first))


def limits(host: Host, _: Evidence, __: str) -> Limits:
    """Every user may bind every port, connections are not tracked, and a socket on :: takes IPv6 alone."""
    from portwise.formats.windows import netsh

    return Limits(netsh.dynamic(host.output(PORTS)), 0, NO_LIMIT, (0, 0), bindv6only=True)


def powers(host: Host, _: Evidence, __: str) -> Powers:
    return Powers(host.me().uid, binds_low=True)


ALL = (
    Collector(SYSTEM, Cost.CHEAP, BY_REGISTRY, "ver", each(system, BY_REGISTRY, "ver")),
    Collector(LIMITS, Cost.CHEAP, BY_NETSH, BY_NETSH, each(limits, BY_NETSH, BY_NETSH)),
    Collector(POWERS, Cost.CHEAP, BY_RULE, "whoami /priv", each(powers, BY_RULE, "whoami /priv")),
)
