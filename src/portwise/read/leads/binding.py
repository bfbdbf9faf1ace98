"""What speaks for a port that cannot be taken: who holds it, what keeps it, who may not have it."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.grounds import IN_USE, LOWEST, lingering, states_on_port, taken, wanted
from portwise.read.lead import Lead
from portwise.read.scene import on
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import (
    failed,
    gated,
    holders,
    in_state,
    lead,
    lines,
    may_be,
)


def outgoing(text: Text) -> Lines:
    """The wanted port is the local end of a connection, and no row waits on it."""
    return unless(
        states_on_port(text, "established", "syn-sent", "close-wait"),
        lines(row for row in holders(text) if row.sign.port in wanted(text)),
    )


def ephemeral(text: Text) -> Lines:
    return lines(n for n in failed(text, "bind-EADDRINUSE") if n.sign.port and 32768 <= n.sign.port <= 65535)


def taken_or_to_itself(text: Text) -> Lines:
    return either(taken(text), text.find(r"self[- ]connect|\bto itself\b"))


def low_denied(text: Text) -> Lines:
    """EACCES at a port below 1024, outside Windows."""
    rows = [n for n in may_be(text, "bind-EACCES") if n.sign.port and n.sign.port < LOWEST]
    return unless(lines(rows), windows(text))


def denied_without_port(text: Text) -> Lines:
    rows = [n for n in failed(text, "bind-EACCES") if not n.sign.port]
    return unless(lines(rows), windows(text))


def high_denied(text: Text) -> Lines:
    return lines(n for n in failed(text, "bind-EACCES") if n.sign.port and n.sign.port >= LOWEST)


def windows(text: Text) -> Lines:
    return either(on(text, "windows"), text.find(r"\b10013\b|forbidden by its access permissions"))


def stopped(text: Text) -> Lines:
    return both(
        taken(text), either(in_state(text, "T"), text.find(r"\bctrl[-+ ]?z\b|\^z\b|\[\d\]\+?\s+(?:stopped|suspended)"))
    )


LEADS = (
    Lead("time-wait-bind-conflict", "the port is in use, and its sockets are in TIME_WAIT", 3.5, lingering),
    gated(
        "time-wait-bind-conflict",
        "after a minute or so the port is free again",
        2.4,
        IN_USE,
        r"\btime_?-?wait\b|\bso_?reuse_?addr\b|\breuse_?addr(?:ess)?\b|\ballow_reuse_address\b|\b2 ?\* ?msl\b",
        (
            r"\b(?:after|wait(?:ing|s)?|for|in|takes?|until) (?:about |around |roughly |approx\w* |up to |some |"
            r"a |one |another |~)?(?:\d+|few|couple of|two|half a)? ?(?:seconds?|minutes?|mins?|secs?|"
            r"s)\b.{0,80}\b(?:it (?:starts|works)|works? again|can (?:start|bind|restart)|free|ok|fine|succeeds|"
            r"starts? (?:again|fine))"
        ),
    ),
    Lead("ephemeral-port-collision", "the wanted port is the local end of somebody's connection", 3.5, outgoing),
    Lead("ephemeral-port-collision", "the port lies among those that the kernel hands out", 1.3, ephemeral),
    gated(
        "ephemeral-port-collision",
        "ports of clients and of servers overlap",
        3.0,
        taken_or_to_itself,
        (
            r"\bephemeral\b|\bip_local_port_range\b|\bip_local_reserved_ports\b|\bself[- ]connect\w*|"
            r"\bsimultaneous open\b|\bdynamic(?:ally assigned)? port range\b|\bsource port\b"
        ),
        (
            r"\b(?:connected|connects|connection) to (?:itself|itsself|himself)\b|\b(?:outgoing|outbound|"
            r"client) (?:connection|socket)s?\b.{0,80}\b(?:port|in use|took|uses|holds)"
        ),
    ),
    gated(
        "ephemeral-port-collision",
        "it happens by chance",
        0.7,
        taken,
        (
            r"\b(?:randomly|sometimes|once in a while|occasionally|intermittent\w*|rarely|every now and then|"
            r"sporadic\w*)\b"
        ),
    ),
    Lead("privileged-port-without-capability", "a bind below 1024 is denied", 4.0, low_denied),
    Lead(
        "privileged-port-without-capability", "a bind is denied, at a port that is not told", 1.0, denied_without_port
    ),
    lead(
        "privileged-port-without-capability",
        "only root, or who has the capability, may have that port",
        2.5,
        (
            r"\bsetcap\b|\bcap_net_bind_service\b|\bauthbind\b|\bip_unprivileged_port_start\b|"
            r"\bambientcapabilities\b|cannot expose privileged port|rootlessport|\bprivileged port"
        ),
        (
            r"\b(?:sudo|as root|root user|with root|root shell)\b.{0,60}\b(?:works?|fine|ok|starts?|no problem|"
            r"succeeds|w/o complaints?)|\bports? (?:below|under|lower than|less than|<) ?1024\b|\bnon-?root\b|"
            r"\bunprivileged\b|\brootless\b"
        ),
    ),
    Lead("privileged-port-without-capability", "the port is 1024 or above", -3.5, high_denied),
    lead(
        "privileged-port-without-capability",
        "SELinux or a sandbox said no",
        -2.0,
        r"\bavc: +denied|\bselinux\b|\bsetroubleshoot|\bsemanage\b|\bapparmor=\"denied|\bseccomp\b",
    ),
    Lead("privileged-port-without-capability", "it is Windows, which knows no privileged ports", -3.0, windows),
    Lead("process-stopped-or-frozen", "a stopped process holds the port", 1.5, stopped),
)
