"""Which system this is, the firewall of its desktop where it has one, and the process that asks."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.pidfiles import stat_of
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import SELF, SHIELD, SYSTEM
from portwise.model.process import Process

if TYPE_CHECKING:
    from portwise.model.guard import Shield
    from portwise.model.machines import System

LINUX = "linux"
RELEASE = "/proc/sys/kernel/osrelease, uname -r"
NONE = "uname -s: on Linux ufw and firewalld write rules of the packet filter"
OURSELVES = "getpid(2), ps -p $$"


def system(host: Host, _: Evidence, __: str) -> System:
    from portwise.model.machines import System  # few causes ask

    return System(host.me().platform, host.read("/proc/sys/kernel/osrelease").strip())


def shield(host: Host, _: Evidence, __: str) -> Shield | None:
    """Systems that have one answer for themselves; of others it is not known."""
    if host.me().platform == LINUX:
        return None
    raise OSError(errno.ENOTSUP, "portwise knows no such firewall on this system")


def ourselves(host: Host, _: Evidence, __: str) -> Process:
    stat = stat_of(host, host.me().pid)
    return Process(stat.pid, stat.starttime, stat.comm)


ALL = (
    Collector(SYSTEM, Cost.CHEAP, RELEASE, "uname -a", each(system, RELEASE, "uname -a")),
    Collector(SHIELD, Cost.SLOW, NONE, "uname -s", each(shield, NONE, "uname -s")),
    Collector(SELF, Cost.CHEAP, OURSELVES, "ps", each(ourselves, OURSELVES, "ps")),
)
