"""
Whoever closes a connection first keeps its end for 60 s in TIME_WAIT, so that late
segments find nobody new (RFC 9293 section 3.6.1; TCP_TIMEWAIT_LEN in
include/net/tcp.h).  Where that was the server, the port stays taken after it has
ended: bind(2) says EADDRINUSE, and no tool lists a process, for there is none.

SO_REUSEADDR means just this on Linux: a port may be bound again beside sockets
that do not listen, if *both* had the option (``inet_bind_conflict()``).  So it
helps a server that had set it before, too; connections of one that had not have to
run out first.  Node, Go, Java and most frameworks set it always.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import binds
from portwise.model.cause import About, Cause, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.facts import REUSE
from portwise.model.net import Connection
from portwise.model.outcome import Outcome

Rows = tuple[Connection, ...]


def finished(view: View) -> list[Rows]:
    """All of them are one thing."""
    rows = tuple(row for row in binds.connections(view) if row.state == "TIME_WAIT")
    return [rows] if rows else []


def kept(_: View, rows: Rows) -> str:
    return "1 finished connection keeps" if len(rows) == 1 else f"{len(rows)} finished connections keep"


def cure(view: View, _: Rows) -> str:
    if view[REUSE.of(view.at)].outcome is Outcome.BOUND:
        return "set SO_REUSEADDR before bind(2): that bind succeeds at this moment"
    return "only waiting helps now, for these connections were made without SO_REUSEADDR; set it for the next time"


CAUSE = Cause(
    id="time-wait-bind-conflict",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    ways=frozenset({Way.BIND}),
    explains=frozenset({Outcome.BIND_EADDRINUSE}),
    prior=0.0,
    title="{kept} port {port} for up to 60 s more (TIME_WAIT)",
    plain="Finished connections keep the port for up to 60 s (TIME_WAIT)",
    about=About(
        "finished connections of that port are in TIME_WAIT",
        finished,
        told="no process holds the port: the kernel keeps what is left of closed connections, so that late packets "
        "meet nobody new",
        denied="no finished connection keeps the port",
    ),
    needs=(binds.IN_USE, binds.NOBODY_SERVES),
    slots={
        "kept": kept,
        "port": terms.port,
        "cure": cure,
    },
    remedies=(
        Remedy("{cure}", (), Safety.SHOW, verify=binds.VERIFY, platform="any"),
        Remedy(
            "watch them run out, 60 s at most",
            ("ss", "-tan", "state", "time-wait", "sport = :{port}"),
            Safety.SAFE,
            verify=binds.VERIFY,
        ),
        Remedy(
            "watch them run out", ("netstat", "-an", "-p", "tcp"), Safety.SAFE, verify=binds.VERIFY, platform="macos"
        ),
    ),
    prevention=(
        "set SO_REUSEADDR in every server: Python's socketserver wants allow_reuse_address = True",
        "let the client close first",
    ),
    suspect="connections in TIME_WAIT",
    see=("man 7 socket, SO_REUSEADDR", "https://www.rfc-editor.org/rfc/rfc9293#section-3.6.1"),
)
