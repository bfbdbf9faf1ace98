"""
Where a rule asks for the state of a connection, or rewrites addresses, the kernel remembers every connection in a
table (net/netfilter/nf_conntrack_core.c).  Docker, Kubernetes and a firewall all bring it along.  The table has a
limit for the whole machine, nf_conntrack_max.  When as many entries are there, and none of them may be dropped early,
a packet that would need one more is dropped where it stands, on its way out too: the log of the kernel says
"nf_conntrack: table full, dropping packet", and nobody else says anything.

What is connected already goes on, what is new times out, to whatever server: half of the machine works.  Connections
that are opened and closed at a high rate fill it, for each is remembered for two minutes after its end, and an
ESTABLISHED one for five days.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.knowledge.terms import attempts
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import ATTEMPT, HERE, LIMITS, TRACKED
from portwise.model.outcome import Outcome

LARGER = 2  # times what it holds now
FULL = 0.95  # of the limit: entries expire between our look and the packet, and the kernel calls that full as well


def table(view: View) -> Iterator[tuple[int, int]]:
    """Nothing else is asked where there is room: the rest costs a packet."""
    if view[ATTEMPT.of(view.at)].outcome is Outcome.TIMEOUT:
        entries, most = view[LIMITS.of(HERE)].conntrack
        if most and entries >= FULL * most:
            yield entries, most


CAUSE = Cause(
    id="conntrack-table-full",
    hop=Hop.FILTER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.TIMEOUT}),
    prior=1.0,
    title="This machine drops every new connection: it tracks {entries}, and may track {most}",
    plain="This machine drops new connections: its table of tracked connections is full",
    about=About(
        "no answer came, and the table of tracked connections is full",
        table,
        told="no answer came, and the table of tracked connections has {entries} entries of {most}",
        denied="an answer came, or there is room in the table of tracked connections",
        once=attempts.silent,
    ),
    needs=(
        Clause(
            "while one more connection was tried, the kernel dropped packets for want of an entry",
            lambda view, _: view[TRACKED.of(view.at)].dropped > 0,
            told="one more attempt of ours was dropped for want of an entry",
            denied="the kernel drops nothing for want of an entry",
        ),
    ),
    slots={
        "entries": lambda _, table: str(table[0]),
        "most": lambda _, table: str(table[1]),
        "more": lambda _, table: str(LARGER * table[1]),
    },
    remedies=(
        Remedy("see what fills it: by address and state", ("conntrack", "-L"), Safety.SAFE, needs_root=True),
        Remedy(
            "make it twice as large; an entry takes about 300 bytes",
            ("sysctl", "-w", "net.netfilter.nf_conntrack_max={more}"),
            Safety.ASK,
            needs_root=True,
            undo="sysctl -w net.netfilter.nf_conntrack_max={most}",
        ),
        Remedy(
            "forget what has ended sooner",
            ("sysctl", "-w", "net.netfilter.nf_conntrack_tcp_timeout_time_wait=30"),
            Safety.ASK,
            needs_root=True,
            undo="sysctl -w net.netfilter.nf_conntrack_tcp_timeout_time_wait=120",
        ),
        Remedy(
            "do not track what needs no state: `notrack` in a chain of priority -300, -j CT --notrack with iptables",
            (),
            Safety.SHOW,
            needs_root=True,
            undo="delete the rule again",
        ),
    ),
    prevention=("watch nf_conntrack_count against its limit", "keep connections open instead of one for each request"),
    suspect="connection tracking",
    see=(
        "Documentation/networking/nf_conntrack-sysctl.rst, nf_conntrack_max",
        "net/netfilter/nf_conntrack_core.c, __nf_conntrack_alloc()",
        "man 8 conntrack",
    ),
)
