"""Which addresses IPVS leads to real servers; every user may read it where the kernel has it."""

from __future__ import annotations

import errno

from portwise.collect.collector import Collector, Cost, each
from portwise.formats import ipvs
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import VIRTUALS
from portwise.model.settings import Virtual

TABLE = "/proc/thread-self/net/ip_vs"
SOURCE, TO_KNOW = "/proc/net/ip_vs, ipvsadm -L -n", "sudo ipvsadm -L -n"
NOT_THERE = (errno.ENOENT, errno.ENOTSUP)  # a kernel without it, and a system without such files


def virtuals(host: Host, _: Evidence, __: str) -> tuple[Virtual, ...]:
    try:
        return ipvs.virtuals(host.read(TABLE))
    except OSError as error:
        if error.errno not in NOT_THERE:
            raise
        return ()


READING = Collector(VIRTUALS, Cost.CHEAP, SOURCE, TO_KNOW, each(virtuals, SOURCE, TO_KNOW))
