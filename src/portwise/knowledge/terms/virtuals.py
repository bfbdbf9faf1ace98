"""
Virtual services of IPVS: an address and a port that the kernel leads to real servers, by a table and not by rules.

kube-proxy has them in its mode ipvs, keepalived for its virtual addresses.  Where there is no real server, or all of
them have weight 0, ip_vs_leave() answers with ICMP "port unreachable" from the virtual address itself
(net/netfilter/ipvs/ip_vs_core.c): the client reads "connection refused", and no firewall was it.  A real server that
has a weight and does not listen refuses by itself, for the table does not go by who answers.
"""

from __future__ import annotations

from contextlib import suppress

from portwise.knowledge import terms
from portwise.model.cause import View
from portwise.model.evidence import Unreadable
from portwise.model.facts import ATTEMPT, DOORSTEP, HERE, VIRTUALS
from portwise.model.outcome import Outcome
from portwise.model.settings import Virtual
from portwise.model.target import Endpoint, Transport

MOST = 8  # real servers that are asked one by one


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


def deserted(view: View) -> Virtual | None:
    """One behind which nobody takes a connection: it is empty, or TCP refuses at each of its real servers."""
    if row := empty(view):
        return row
    row = virtual(view)
    return row if row and view[ATTEMPT.of(view.at)].outcome is Outcome.REFUSED and refuse(view, taking(row)) else None


def taking(row: Virtual) -> tuple[Endpoint, ...]:
    """The real servers that get new clients."""
    return tuple(server for server, weight in row.servers if weight)


def refuse(view: View, servers: tuple[Endpoint, ...]) -> bool:
    """Whether each was asked, and said so itself; a firewall's ICMP says nothing of a server."""
    if len(servers) > MOST:
        return False
    met = view.all(DOORSTEP.of(str(server)) for server in servers)
    return all(one.outcome is Outcome.REFUSED and one.icmp is None for one in met)


def told(row: Virtual) -> str:
    if taking(row):
        gone = "each of its real servers refuses a connection"
    else:
        gone = "all of its real servers have weight 0" if row.servers else "it has no real server"
    return f"IPVS has {row.place} as a virtual service, and {gone}"


def place(view: View, _: object) -> str | None:
    row = deserted(view)
    return str(row.place) if row else None
