"""What speaks for a port that cannot be taken: who holds it, what keeps it, who may not have it."""

from __future__ import annotations

from portwise.model.reading import NOWHERE, Lines
from portwise.read.grounds import IN_USE, LOWEST, lingering, states_on_port, taken, wanted
from portwise.read.lead import Lead
from portwise.read.scene import engine, on
from portwise.read.text import Text, both, either, unless
from portwise.read.waits import (
    failed,
    gated,
    holders,
    in_state,
    lead,
    lines,
    may_be,
    nobody_has_it,
    seen,
)


def outgoing(text: Text) -> Lines:
    """The wanted port is the local end of a connection, and no row waits on it."""
    if not wanted(text):
        return NOWHERE
    return unless(
        states_on_port(text, "established", "syn-sent", "close-wait"),
        lines(row for row in holders(text) if row.sign.port in wanted(text)),
    )


def in_use_and_nobody(text: Text) -> Lines:
    return both(IN_USE(text), nobody_has_it(text))


def ephemeral_and_nobody(text: Text) -> Lines:
    return both(ephemeral(text), nobody_has_it(text))


def denied_or_low(text: Text) -> Lines:
    """A right is missing, or a low port is spoken of."""
    return either(
        lines(may_be(text, "bind-EACCES")),
        text.find(
            r"permission denied|\beacces\b|privileged|\b1024\b|cap_net_bind|\bports? (?:80|443|53|25|22|21|69|123|"
            r"514|853)\b|:(?:80|443|53|25)\b"
        ),
    )


def to_itself(text: Text) -> Lines:
    """A connection whose both ends are one port."""
    rows = [
        n
        for n in seen(text, "established")
        if len(n.sign.value.split()) > 1 and len(set(n.sign.value.split()[:2])) == 1
    ]
    return lines(rows)


def ephemeral(text: Text) -> Lines:
    return lines(n for n in failed(text, "bind-EADDRINUSE") if n.sign.port and 32768 <= n.sign.port <= 65535)


def taken_or_to_itself(text: Text) -> Lines:
    return either(taken(text), text.find(r"self[- ]connect|\bto itself\b|\bto (?:nobody|no ?one) but itself\b"))


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
    """It is that one itself which denies, and no Linux that runs on it."""
    itself = unless(on(text, "windows"), on(text, "wsl"), engine(text))
    return either(itself, text.find(r"\b10013\b|forbidden by its access permissions"))


def stopped(text: Text) -> Lines:
    return both(
        taken(text),
        either(
            in_state(text, "T"),
            text.find(r"\b(?:ctrl|control|strg) ?[-+]? ?z\b|\^z\b|\[\d\]\+?\s+(?:stopped|suspended)"),
        ),
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
        (
            r"\bsleep ?\(?\d{2,3}\b|\brestart\w*\b.{0,50}\b(?:immediately|at once|right away|quickly|too fast|"
            r"straight away|directly)\b|\b(?:immediately|at once|right away|quickly|too fast|"
            r"straight away)\b.{0,40}\b(?:start|restart|again)"
        ),
        (
            r"\b(?:old|previous|first) (?:one|process|instance|server) (?:is|was) (?:really |definitely |"
            r"surely )?(?:gone|dead|stopped|killed|terminated)\b|\bno (?:other|old) (?:process|instance)"
        ),
        (
            r"\bcoffee\b|\bstraight away\b|\b(?:wait|later|after a while|some time|a bit|"
            r"a moment)\b.{0,60}\b(?:ok|works?|fine|starts?|comes up|free)\b"
        ),
    ),
    Lead("ephemeral-port-collision", "the wanted port is the local end of somebody's connection", 3.5, outgoing),
    Lead("ephemeral-port-collision", "a connection has the same port at both ends", 4.5, to_itself),
    Lead("time-wait-bind-conflict", "the port is in use, and a look at it names nobody", 0.8, in_use_and_nobody),
    Lead(
        "ephemeral-port-collision",
        "a port that the kernel hands out is in use, and nobody waits there",
        1.8,
        ephemeral_and_nobody,
    ),
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
            r"\b(?:connected|connects|connection|connecting|talks|talking) to (?:nobody but |no ?one but |only )?"
            r"(?:itself|itsself|himself|its own port)\b|\b(?:outgoing|outbound|"
            r"client) (?:connection|socket)s?\b.{0,80}\b(?:port|in use|took|uses|holds)"
        ),
    ),
    gated(
        "ephemeral-port-collision",
        "it happens by chance",
        0.7,
        taken,
        (
            r"\bnot always\b|\b(?:second|2nd|another|next) try\b|\bfrom time to time\b|\b(?:randomly|sometimes|"
            r"once in a while|occasionally|intermittent\w*|rarely|every now and then|"
            r"sporadic\w*)\b"
        ),
    ),
    Lead("privileged-port-without-capability", "a bind below 1024 is denied", 4.0, low_denied),
    Lead(
        "privileged-port-without-capability", "a bind is denied, at a port that is not told", 1.0, denied_without_port
    ),
    gated(
        "privileged-port-without-capability",
        "only root, or who has the capability, may have that port",
        2.5,
        denied_or_low,
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
