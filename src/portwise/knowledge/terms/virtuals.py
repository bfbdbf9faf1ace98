"""
Virtual services of IPVS: an address and a port that the kernel leads to real servers, by a table and not by rules.

kube-proxy has them in its mode ipvs, keepalived for its virtual addresses.  Where there is no real server, or all of
them have weight 0, ip_vs_leave() answers with ICMP "port unreachable" from the virtual address itself
(net/netfilter/ipvs/ip_vs_core.c): the client reads "connection refused", and no firewall was it.
"""

from __future__ import annotations

from contextlib import suppress

from portwise.knowledge import terms
from portwise.model.cause import View
from portwise.model.evidence import Unreadable
from portwise.model.facts import HERE, VIRTUALS
from portwise.model.settings import Virtual
from portwise.model.target import Endpoint, Transport


def virtual(view: View) -> Virtual | None:
    """None also where that is not told, as in pasted text."""
    if view.target.transport is Transport.TCP:
        with suppress(Unreadable):
            mine = Endpoint(terms.in_ipv4(view.at.address), view.at.port)
            return next((row for row in view[VIRTUALS.of(HERE)] if row.place == mine), None)
    return None


def empty(view: View) -> Virtual | None:
    """One behind which nobody is."""
    row = virtual(view)
    return row if row and not any(weight for _, weight in row.servers) else None


def told(row: Virtual) -> str:
    gone = "all of its real servers have weight 0" if row.servers else "it has no real server"
    return f"IPVS has {row.place} as a virtual service, and {gone}"


def place(view: View, _: object) -> str | None:
    row = empty(view)
    return str(row.place) if row else None
