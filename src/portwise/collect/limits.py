"""Kernel settings that a socket can run into, what the asker may do, and where he stands."""

from portwise.collect.collector import Collector, Cost, each
from portwise.formats import procstat
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import CLOCK, FOLDER, LIMITS, POWERS
from portwise.model.settings import Limits, Powers

IPV4 = "/proc/sys/net/ipv4"
CONNTRACK = "/proc/sys/net/netfilter"
CAP_NET_BIND_SERVICE = 1 << 10  # linux/capability.h
FILTER = 2  # linux/seccomp.h, SECCOMP_MODE_FILTER

SETTINGS = "/proc/sys/net, sysctl net"
RIGHTS = "/proc/self/status CapEff and Seccomp, capsh --print"
WHERE = "getcwd(3), pwd"
WHEN = "clock_gettime(2), date"


def limits(host: Host, _: Evidence, __: str) -> Limits:
    low, high = map(int, host.read(f"{IPV4}/ip_local_port_range").split())
    return Limits(
        ephemeral=(low, high),
        unprivileged_from=_number(host, f"{IPV4}/ip_unprivileged_port_start"),
        somaxconn=_number(host, "/proc/sys/net/core/somaxconn"),
        conntrack=_conntrack(host),
        bindv6only=_bindv6only(host),
    )


def _number(host: Host, path: str) -> int:
    return int(host.read(path))


def _bindv6only(host: Host) -> bool:
    """Absent where the kernel has no IPv6; then nothing is bound to :: at all."""
    try:
        return _number(host, "/proc/sys/net/ipv6/bindv6only") != 0
    except FileNotFoundError:
        return False


def _conntrack(host: Host) -> tuple[int, int]:
    """Absent where the kernel does not track connections; then no table can be full."""
    try:
        return _number(host, f"{CONNTRACK}/nf_conntrack_count"), _number(host, f"{CONNTRACK}/nf_conntrack_max")
    except FileNotFoundError:
        return 0, 0


def powers(host: Host, _: Evidence, __: str) -> Powers:
    status = procstat.status(host.read("/proc/self/status"))
    return Powers(status.effective_uid, bool(status.cap_effective & CAP_NET_BIND_SERVICE), status.seccomp == FILTER)


def folder(host: Host, _: Evidence, __: str) -> str:
    return host.me().folder


def clock(host: Host, _: Evidence, __: str) -> float:
    return host.clock()


LIMITING = Collector(LIMITS, Cost.CHEAP, SETTINGS, "sysctl net.ipv4", each(limits, SETTINGS, "sysctl net.ipv4"))
POWER = Collector(POWERS, Cost.CHEAP, RIGHTS, "capsh --print", each(powers, RIGHTS, "capsh --print"))
STANDING = Collector(FOLDER, Cost.CHEAP, WHERE, "pwd", each(folder, WHERE, "pwd"))
TIMING = Collector(CLOCK, Cost.CHEAP, WHEN, "date", each(clock, WHEN, "date"))
