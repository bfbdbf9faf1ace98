"""Whether the kernel has room to track one more connection: its counter of drops before and after one of our own."""

from __future__ import annotations

from portwise.collect.collector import Collector, Cost, each
from portwise.formats import procnet
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import HERE, LIMITS, TRACKED
from portwise.model.net import Tracked
from portwise.model.target import Endpoint

COUNTERS = "/proc/thread-self/net/stat/nf_conntrack"
PATIENCE = 0.05  # seconds; what has no entry is dropped on its way out
SOURCE, TO_KNOW = f"{COUNTERS}, conntrack -S", "conntrack -S"


def tracked(host: Host, seen: Evidence, endpoint: Endpoint) -> Tracked:
    entries, most = seen[LIMITS.of(HERE)].conntrack
    before = procnet.dropped(host.read(COUNTERS))
    host.dial(endpoint, PATIENCE)
    return Tracked(entries, most, procnet.dropped(host.read(COUNTERS)) - before)


TRACKING = Collector(
    TRACKED, Cost.SLOW, SOURCE, TO_KNOW, each(tracked, SOURCE, TO_KNOW), sends="one more connection attempt"
)
