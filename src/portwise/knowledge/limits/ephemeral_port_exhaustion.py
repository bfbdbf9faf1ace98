"""
connect(2) needs a source port that makes the connection unique: source address and
port, destination address and port.  Towards one destination there are as many as
net.ipv4.ip_local_port_range has, 28232 as Linux ships it.  Who closes first keeps
the port for another minute in TIME_WAIT, so 470 short connections a second are
enough.  Then connect(2) fails with EADDRNOTAVAIL, "Cannot assign requested
address", although the server is well and every other destination works.

Load tests, scrapers and proxies without keep-alive get there; the one who meets it
may be somebody else.  Windows hands out 16384, and says WSAENOBUFS, "the system
lacked sufficient buffer space or because a queue was full".
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.model.cause import WHOLE, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import ATTEMPT, SOURCE_PORTS
from portwise.model.outcome import Outcome

# Of the machine that was asked, which need not be this one: Linux errno.h, macOS errno.h, winsock2.h
NO_ADDRESS = frozenset({99, 49, 10049})  # EADDRNOTAVAIL
NO_PORT = 10055  # WSAENOBUFS, https://support.microsoft.com/kb/196271


def span(view: View, _: None) -> str:
    ports = view[SOURCE_PORTS.of(view.at)]
    return f"{ports.low}-{ports.high}"


def low(view: View, _: None) -> str:
    return str(view[SOURCE_PORTS.of(view.at)].low)


def high(view: View, _: None) -> str:
    return str(view[SOURCE_PORTS.of(view.at)].high)


def count(view: View, _: None) -> str:
    """``28214, most of them in TIME_WAIT``."""
    ports = view[SOURCE_PORTS.of(view.at)]
    closing = ", most of them closed and kept in TIME_WAIT" if ports.closing * 2 > ports.taken else ""
    return f"{ports.taken} connections to it hold one{closing}"


CAUSE = Cause(
    id="ephemeral-port-exhaustion",
    hop=Hop.CLIENT,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.ADDR_NOT_AVAIL}),
    prior=0.0,
    title="This machine has no source port left for {address}:{port}: {count}",
    plain="This machine has no source port left for this destination",
    about=WHOLE,
    needs=(
        Clause(
            "connect(2) failed with EADDRNOTAVAIL, on Windows with WSAENOBUFS",
            lambda view, _: view[ATTEMPT.of(view.at)].errno in (*NO_ADDRESS, NO_PORT),
            denied="connect(2) failed for another reason than the source address",
            trivial=True,
        ),
        Clause(
            "connections to this very destination hold the ports that the kernel hands out",
            lambda view, _: view[SOURCE_PORTS.of(view.at)].exhausted,
            told="the kernel hands out {span}, and {count}",
            denied="source ports are left for this destination",
        ),
    ),
    slots={"address": terms.address, "port": terms.port, "span": span, "count": count, "low": low, "high": high},
    remedies=(
        Remedy(
            "see who connects to it",
            ("ss", "-tanp", "dst", "{address}", "dport", "=", ":{port}"),
            Safety.SAFE,
        ),
        Remedy(
            "let that client keep its connections: a session in requests, an agent with keepAlive in Node, "
            "keepalive in an upstream of nginx, a pool for a database",
            (),
            Safety.SHOW,
            undo="take the option out",
            platform="any",
        ),
        Remedy(
            "give the kernel more ports to hand out",
            ("sysctl", "-w", "net.ipv4.ip_local_port_range=15000 65000"),
            Safety.ASK,
            needs_root=True,
            undo="sysctl -w 'net.ipv4.ip_local_port_range={low} {high}'",
        ),
        Remedy(
            "give the system more ports to hand out",
            ("sysctl", "-w", "net.inet.ip.portrange.first=15000"),
            Safety.ASK,
            needs_root=True,
            undo="sysctl -w net.inet.ip.portrange.first=49152",
            platform="macos",
        ),
        Remedy(
            "give the system more ports to hand out",
            ("netsh", "int", "ipv4", "set", "dynamicport", "tcp", "start=15000", "num=50000"),
            Safety.ASK,
            needs_root=True,
            undo="netsh int ipv4 set dynamicport tcp start=49152 num=16384",
            platform="windows",
        ),
    ),
    prevention=("one connection for many requests", "count TIME_WAIT in load tests"),
    suspect="too few source ports",
    see=("man 7 ip, ip_local_port_range", "net/ipv4/inet_hashtables.c, __inet_hash_connect()", "RFC 9293 section 3.6"),
)
