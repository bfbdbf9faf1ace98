"""Which macOS it is, what its kernel allows sockets, and what the user who asks may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import LIMITS, POWERS, SYSTEM
from portwise.model.settings import Limits, Powers

if TYPE_CHECKING:
    from portwise.model.machines import System

FIRST, LAST, QUEUE = "net.inet.ip.portrange.first", "net.inet.ip.portrange.last", "kern.ipc.somaxconn"
RESERVED = 1024  # xnu, bsd/netinet/in.h: IPPORT_RESERVED; since macOS 10.14 of single addresses only
VERSION, SETTINGS, WHO = "sw_vers -productVersion", f"sysctl {FIRST} {LAST} {QUEUE}", "geteuid(2), id -u"


def system(host: Host, _: Evidence, __: str) -> System:
    from portwise.model.machines import System

    version = host.output(("sw_vers", "-productVersion")).strip()
    if not version[:1].isdecimal():
        raise ValueError("sw_vers printed no version")
    return System(host.me().platform, version)


def limits(host: Host, _: Evidence, __: str) -> Limits:
    """Connections are not tracked, and a socket on :: takes IPv4 too unless its program says otherwise."""
    pairs = (line.partition(":") for line in host.output(("sysctl", FIRST, LAST, QUEUE)).splitlines())
    told = {name.strip(): value.strip() for name, _, value in pairs}
    if missing := [name for name in (FIRST, LAST, QUEUE) if not told.get(name, "").isdecimal()]:
        raise ValueError(f"sysctl does not tell {missing[0]}")
    return Limits((int(told[FIRST]), int(told[LAST])), RESERVED, int(told[QUEUE]), (0, 0))


def powers(host: Host, _: Evidence, __: str) -> Powers:
    uid = host.me().uid
    return Powers(uid, uid == 0)


ALL = (
    Collector(SYSTEM, Cost.CHEAP, VERSION, VERSION, each(system, VERSION, VERSION)),
    Collector(LIMITS, Cost.CHEAP, SETTINGS, SETTINGS, each(limits, SETTINGS, SETTINGS)),
    Collector(POWERS, Cost.CHEAP, WHO, "id -u", each(powers, WHO, "id -u")),
)
