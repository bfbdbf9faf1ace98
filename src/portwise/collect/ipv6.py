"""Whether IPv6 is there: a kernel may come without it, and a sysctl takes its addresses away."""

from __future__ import annotations

import errno

from portwise.collect.collector import Collector, Cost, each
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import IPV6
from portwise.model.settings import Ipv6

NET = "/proc/sys/net"
SWITCH = "/proc/sys/net/ipv6/conf/{}/disable_ipv6"
SOURCE, TO_KNOW = "/proc/sys/net/ipv6/conf, sysctl net.ipv6.conf.lo.disable_ipv6", "sysctl net.ipv6.conf"


def ipv6(host: Host, _: Evidence, __: str) -> Ipv6:
    """Without /proc/sys the folder is missing too, and that says nothing."""
    families = host.names(NET)
    if "ipv4" not in families:
        raise OSError(errno.ENODATA, f"{NET} is not complete")
    if "ipv6" not in families:
        return Ipv6(False, True, True)
    return Ipv6(True, off(host, "lo"), off(host, "all"))


def off(host: Host, interface: str) -> bool:
    return int(host.read(SWITCH.format(interface))) != 0


SWITCHING = Collector(IPV6, Cost.CHEAP, SOURCE, TO_KNOW, each(ipv6, SOURCE, TO_KNOW))
