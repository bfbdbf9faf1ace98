"""
What only Linux has, and so is not there on Windows: that is known, and no clause has to wait for it.

No namespaces of networks, no control groups with a freezer, a quota or a limit, no rp_filter, neither SELinux nor
AppArmor, nobody whom the kernel ends for want of memory, no rule of a packet filter that asks where a connection comes
from, and no thread that keeps the sockets of a process that has ended.
"""

from __future__ import annotations

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.macos.absent import NONE
from portwise.model.facts import GATES, KERNEL_LOG, SECLUDED
from portwise.model.guard import Secluded

SOURCE = "ver: only Linux has it"
ALL = tuple(
    Collector(fact, Cost.CHEAP, SOURCE, "ver", each(lambda *_, value=value: value, SOURCE, "ver"))
    for fact, value in (*NONE, (SECLUDED, Secluded(False, "")), (KERNEL_LOG, ()), (GATES, ()))
)
