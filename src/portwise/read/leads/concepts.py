"""What people tell without any output: things that, spoken of in one text, belong together."""

from __future__ import annotations

from collections.abc import Callable

from portwise.model.reading import NOWHERE, Lines
from portwise.read.grounds import IN_USE, bind_trouble, refused, taken
from portwise.read.lead import Lead
from portwise.read.text import Text, both, either, unless
from portwise.read.vocabulary import (
    AFAR,
    AGAIN,
    ALIVE,
    ALTERNATE,
    BOTH_NAMES,
    BROWSED,
    CHILDREN,
    CLOSED,
    CLOSING,
    CONSOLE,
    DEBUGGED,
    DEVICE,
    DNS,
    FIRST,
    LEFT_OVER,
    LOADED,
    LOOPS,
    MEMORY,
    MOMENT,
    NEW_NODE,
    OLD_NODE,
    OLDER,
    ON_ITS_OWN,
    OTHER_THING,
    PID_FILE,
    SECOND,
    SERVER_OF_SOCKETS,
    STALE,
    STOPPED,
    STUCK,
    TOO_EARLY,
    TOUCHED,
    WORKERS,
)
from portwise.read.waits import ended, failed, kind, lines, listening, may_be, nobody, through


def together(cause: str, says: str, weight: float, gate: Callable[[Text], object], *groups: str) -> Lead:
    """One expression of each group stands somewhere, where *gate* holds."""
    return Lead(cause, says, weight, lambda text: both(*(text.find(g) for g in groups)) if gate(text) else NOWHERE)


def waited_for(text: Text) -> Lines:
    """No answer came, as far as anything is told."""
    return either(lines(may_be(text, "hang")), lines(failed(text, "timeout", "http-5xx")), text.find(STUCK))


def silent(text: Text) -> Lines:
    return unless(waited_for(text), bind_trouble(text), lines(failed(text, "name-failure")))


def refused_here(text: Text) -> Lines:
    return lines(n for n in failed(text, "refused") if kind(n.sign.host) in ("localhost", "loopback4", "loopback6"))


def refused_or_told(text: Text) -> Lines:
    return unless(either(refused(text), text.find(STOPPED)), bind_trouble(text))


def no_name_failed(text: Text) -> bool:
    return not failed(text, "name-failure", "bind-EADDRINUSE")


def no_v4_refused(text: Text) -> Lines:
    return unless(refused(text), lines(n for n in failed(text, "refused") if kind(n.sign.host) == "loopback4"))


def refused_by_name_alone(text: Text) -> Lines:
    """A client is refused at localhost, where another one opens the same port."""
    asked = {
        n.sign.port for n in failed(text, "refused") if kind(n.sign.host) in ("localhost", "loopback6") and n.sign.port
    }
    return lines(n for n in through(text) if n.sign.port in asked and kind(n.sign.host) in ("localhost", "loopback4"))


def same_port_twice(text: Text) -> Lines:
    """Two start-up lines name one port."""
    rows = [row for row in listening(text, by="words") if not row.sign.place and row.sign.program != "debugger"]
    twice = [row for row in rows if sum(row.sign[:2] == other.sign[:2] for other in rows) > 1]
    return unless(lines(twice), bind_trouble(text))


def two_projects(text: Text) -> Lines:
    return both(same_port_twice(text), text.find(OTHER_THING))


def killed(text: Text) -> Lines:
    """SIGKILL or its exit status."""
    by_status = lines(n for n in ended(text) if n.sign.status in (137, 9))
    return either(
        by_status, text.find(r"\bexited? \(137\)|\bcode 137\b|\bsigkill\b|\bsignal: killed\b|\bstatus=9/kill")
    )


def quiet_on_the_port(text: Text) -> Lines:
    """The port refuses and a look at it finds nobody."""
    return both(refused(text), nobody(text))


def fpm_port(text: Text) -> Lines:
    return both(
        lines(n for n in failed(text, "refused") if n.sign.port == 9000),
        text.find(r"\bfpm\b|fastcgi|fcgi|\bphp"),
        nobody(text),
    )


LEADS = (
    together(
        "process-stopped-or-frozen",
        "a key or a click in its console lets it go on",
        3.5,
        silent,
        CONSOLE,
        TOUCHED,
        STUCK,
    ),
    together("worker-pool-exhausted", "requests wait for one another", 1.6, silent, WORKERS, STUCK),
    together("cpu-or-io-starvation", "it is slow where the machine is busy", 1.4, silent, LOADED, STUCK),
    together("debugger-paused", "a debugger is there, and no answer comes", 2.2, silent, DEBUGGED, STUCK),
    together(
        "server-hung-not-accepting", "something in the server waits or turns in circles", 1.4, silent, LOOPS, STUCK
    ),
    Lead(
        "out-of-memory-kill",
        "it was killed, and memory is spoken of",
        2.2,
        lambda text: both(killed(text), text.find(MEMORY)),
    ),
    together(
        "port-held-by-hidden-owner",
        "the server starts other programs",
        2.0,
        taken,
        CHILDREN,
        r"\bclos\w+|\bexit\w*|\bquit\w*|\bkill\w*|\bstop\w*|\bdie[sd]?\b",
    ),
    together("time-wait-bind-conflict", "a restart fails, and after some time it works", 1.6, IN_USE, AGAIN, MOMENT),
    together("reuseport-split", "old and new answers take turns", 2.2, no_name_failed, ALTERNATE, OLDER),
    together(
        "loopback-family-split",
        "localhost and 127.0.0.1 lead to different things",
        2.0,
        no_name_failed,
        BOTH_NAMES,
        OTHER_THING,
    ),
    Lead(
        "wildcard-specific-shadowing",
        "two servers say the same port, and one is shown in place of the other",
        3.5,
        two_projects,
    ),
    Lead("reuseport-split", "two servers say the same port without an error", 0.8, same_port_twice),
    together(
        "service-exited-or-killed",
        "it ends with the session that started it",
        2.2,
        refused_or_told,
        CLOSED,
        CLOSING,
        STOPPED,
    ),
    together("service-exited-or-killed", "after some time it is gone", 1.6, refused_or_told, ON_ITS_OWN, STOPPED),
    together(
        "localhost-ipv6-first-server-ipv4-only",
        "a newer Node.js is refused where an older one was not",
        3.0,
        no_v4_refused,
        NEW_NODE,
        OLD_NODE,
        r"\blocalhost\b|::1",
    ),
    Lead(
        "localhost-ipv6-first-server-ipv4-only",
        "another client opens what this one is refused by name",
        2.0,
        refused_by_name_alone,
    ),
    together("startup-race-not-ready", "the first time fails, and later it works", 1.3, refused, FIRST, SECOND),
    together("startup-race-not-ready", "it is a matter of when things start", 0.8, refused, TOO_EARLY),
    together(
        "start-blocked-by-prompt-or-lock",
        "a file of an earlier run is in the way",
        1.6,
        lambda text: not text.find(r"\bconnection reset\b"),
        PID_FILE,
        LEFT_OVER,
        r"\b(?:start\w*|run\w*|boot\w*|launch\w*|server)\b",
    ),
    together(
        "name-resolves-to-stale-or-wrong-address",
        "a name still leads to an older place",
        2.2,
        no_name_failed,
        DNS,
        STALE,
    ),
    together("localhost-is-another-machine", "a device asks its own localhost", 2.4, refused_here, DEVICE),
    together(
        "localhost-is-another-machine",
        "the server was started on a machine far away, and localhost is opened here",
        2.2,
        refused_here,
        AFAR,
        BROWSED,
    ),
    together(
        "service-on-unix-socket-or-udp-only",
        "the server runs, and nobody waits at its port for TCP",
        2.2,
        quiet_on_the_port,
        SERVER_OF_SOCKETS,
        ALIVE,
    ),
    Lead("service-on-unix-socket-or-udp-only", "PHP is not at port 9000", 1.5, fpm_port),
    Lead("reverse-proxy-unix-socket-problem", "what fails is a port and no socket file", -2.5, fpm_port),
)
