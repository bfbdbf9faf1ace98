"""
connect(2) without bind(2) takes a source port from ip_local_port_range (32768 to
60999 unless changed), and while that connection lives nobody can bind the port:
a server at 40000 starts on one day and fails on the next.  SO_REUSEADDR does not
help, for the other socket has not set it.

In a loop that waits for the server, a client even meets itself: sooner or later the
kernel hands it the very port that it dials, both SYNs cross (RFC 9293 section 3.5,
simultaneous open) and it is connected to itself, with the port taken for good.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import binds
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View, Way
from portwise.model.facts import HERE, LIMITS, OWNERS, REUSE
from portwise.model.net import Connection
from portwise.model.outcome import Outcome
from portwise.model.process import Process

RESERVED = "net.ipv4.ip_local_reserved_ports"
# Behind what is reserved already, now and from every start on, ip-sysctl: an empty list gets no comma
KEEPING = (
    f"all={RESERVED}=$(sysctl -n {RESERVED} | sed 's/..*/&,/'){{port}} && sysctl -w $all && "
    "echo $all >> /etc/sysctl.d/99-portwise.conf"
)


def outgoing(view: View) -> list[Connection]:
    """Living connections whose local end is the port, where that is one which connect(2) hands out."""
    low, high = view[LIMITS.of(HERE)].ephemeral
    rows = [row for row in binds.connections(view) if row.state != "TIME_WAIT"]
    return rows if low <= view.at.port <= high else []


def owner(view: View, row: Connection) -> Process | None:
    return next(iter(view[OWNERS.of(row.inode)]), None) if row.inode else None


def span(view: View, _: Connection) -> str:
    low, high = view[LIMITS.of(HERE)].ephemeral
    return f"{low} to {high}"


CAUSE = Cause(
    id="ephemeral-port-collision",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    ways=frozenset({Way.BIND}),
    explains=frozenset({Outcome.BIND_EADDRINUSE}),
    prior=0.0,
    title="{app} (pid {pid}) uses port {port} as its own end of a connection to {remote}",
    plain="An outgoing connection uses the port as its own end",
    about=About(
        "a connection has that port as its local end, and it is one that connect(2) hands out",
        outgoing,
        told="the kernel lends ports from {span} to clients, and lent this one",
        denied="no connection of a client uses the port",
    ),
    needs=(
        binds.NOBODY_SERVES,
        Clause(
            "SO_REUSEADDR does not help, so it is no connection that a server left behind",
            lambda view, _: view[REUSE.of(view.at)].outcome is Outcome.BIND_EADDRINUSE,
            told="SO_REUSEADDR would not help a server",
            denied="SO_REUSEADDR would help, so it is a connection that a server left behind",
        ),
    ),
    hints=(
        Hint(
            "it is connected to itself",
            1.0,
            lambda _, row: row.local == row.remote,
            told="it dialled in a loop until it met itself, and keeps the port for as long as it runs",
        ),
    ),
    slots={
        "app": lambda view, row: (held := owner(view, row)) and held.name,
        "pid": lambda view, row: (held := owner(view, row)) and str(held.pid),
        "port": terms.port,
        "remote": lambda _, row: "itself" if row.local == row.remote else str(row.remote),
        "span": span,
    },
    remedies=(
        Remedy(
            "see the connection, and whose it is", ("ss", "-tanp", "sport = :{port}"), Safety.SAFE, verify=binds.VERIFY
        ),
        Remedy(
            "give the server a port outside {span}: below it, the kernel lends none",
            (),
            Safety.SHOW,
            verify="portwise why --bind :NUMBER",
            undo="put the old port back",
            platform="any",
        ),
        Remedy(
            "or keep this port for servers: the kernel then hands it to no client",
            ("sysctl", "-w", "net.ipv4.ip_local_reserved_ports={port}"),
            Safety.SHOW,  # it replaces what is reserved already
            needs_root=True,
            verify=binds.VERIFY,
            undo="sysctl -w net.ipv4.ip_local_reserved_ports=",
        ),
        Remedy(
            "or stop the client {app}, if it may end: the port is free then, or after a minute where it closed first",
            ("kill", "{pid}"),
            Safety.ASK,
            verify=binds.VERIFY,
            undo="start it again",
            plain="or stop the client, if it may end: the port is free then, or after a minute where it closed first",
        ),
    ),
    prevention=("give servers ports below the range of ip_local_port_range, or keep this one for servers",),
    keeping=("sh", "-c", KEEPING),
    suspect="a connection that uses the port",
    see=("man 7 ip, ip_local_port_range", "https://www.rfc-editor.org/rfc/rfc9293#section-3.5"),
)
