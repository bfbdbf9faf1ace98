"""Source ports in use towards an endpoint; a listener's port is not handed out either (inet_hashtables.c)."""

from __future__ import annotations

from portwise.collect.collector import Collector, Cost, each
from portwise.formats import netlink
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import HERE, LIMITS, LISTENERS, SOURCE_PORTS
from portwise.model.net import SourcePorts
from portwise.model.target import Endpoint

SOURCE = "SOCK_DIAG, ss -tan"


def source_ports(host: Host, seen: Evidence, endpoint: Endpoint) -> SourcePorts:
    low, high = seen[LIMITS.of(HERE)].ephemeral
    listening = {socket.port for socket in seen[LISTENERS.of(HERE)]}
    ends = [c for c in netlink.connections(host.sock_diag(netlink.towards(endpoint))) if c.remote == endpoint]
    closing = {c.local.port for c in ends if c.state == "TIME_WAIT"}
    taken = {port for port in (*listening, *(c.local.port for c in ends)) if low <= port <= high}
    return SourcePorts(low, high, len(taken), len(closing & taken))


COUNTING = Collector(SOURCE_PORTS, Cost.SLOW, SOURCE, "ss -tan", each(source_ports, SOURCE, "ss -tan"))
