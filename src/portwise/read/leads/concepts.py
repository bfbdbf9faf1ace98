"""What people tell without any output: things that, spoken of in one text, belong together."""

from __future__ import annotations

from portwise.model.reading import Lines
from portwise.read.grounds import IN_USE, bind_trouble, never_silent, refused, taken, together
from portwise.read.lead import Lead
from portwise.read.text import Text, both, either, unless
from portwise.read.vocabulary import (
    ACCEPTS,
    AGAIN,
    ALIVE,
    CHILDREN,
    CONSOLE,
    DEBUGGED,
    FIRST,
    LEFT_OVER,
    LOADED,
    LOOKED_AT,
    LOOPS,
    MEMORY,
    MOMENT,
    ON_ITS_OWN,
    PID_FILE,
    REVIVED,
    SECOND,
    SERVER_OF_SOCKETS,
    SESSION_CLOSED,
    SILENCE,
    STOPPED,
    STUCK,
    TOO_EARLY,
    TOUCHED,
    WORKERS,
)
from portwise.read.waits import ended, failed, lines, may_be, nobody


def waited_for(text: Text) -> Lines:
    """No answer came, as far as anything is told."""
    return either(lines(may_be(text, "hang")), lines(failed(text, "timeout", "http-5xx")), text.find(STUCK))


def silent(text: Text) -> Lines:
    return unless(waited_for(text), bind_trouble(text), lines(failed(text, "name-failure")))


def refused_or_told(text: Text) -> Lines:
    return unless(either(refused(text), text.find(STOPPED)), bind_trouble(text))


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


def bind_without_port(text: Text) -> Lines:
    return lines(n for n in failed(text, "bind-EADDRINUSE") if not n.sign.port)


LEADS = (
    together(
        "service-exited-or-killed",
        "after a boot nobody starts it again",
        1.8,
        never_silent,
        r"\b(?:reboot\w*|(?<!spring )boot|booted|maintenance|power (?:cut|loss|failure))\b",
        r"\b(?:down|gone|502|refus\w*|not (?:running|there|reachable|started)|unreachable)\b",
        r"\b(?:pm2|forever|nohup|screen|tmux|systemd|service|by hand|manually|autostart|start)\b",
    ),
    together(
        "service-crashed-at-start",
        "it was started, an error stands in its log, and it is not there",
        2.2,
        refused,
        r"\bstart\w*\b",
        r"\bnot running\b|\binactive\b|\bstopped\b|\bexited\b|\bshut ?down\b|\bterminat\w*",
        r"\berror\b|\bexception\b|\bfatal\b|\bfailed\b|\binvalid\b",
    ),
    together(
        "server-hung-not-accepting",
        "it takes connections and does not answer, until it is restarted",
        2.2,
        silent,
        ACCEPTS,
        SILENCE,
        REVIVED,
    ),
    Lead("port-held-by-stale-instance", "the port is in use, and nothing more is told", 0.8, bind_without_port),
    together(
        "startup-race-not-ready",
        "after a boot it has to be started once more by hand",
        2.0,
        never_silent,
        r"\b(?:reboot\w*|boots?|power (?:cut|failure|loss))\b",
        r"\brestart\w*\b|\bstart\w* (?:it )?again\b",
        r"\bby hand\b|\bmanual\w*|\bafterwards\b|\bthen (?:\w+ )?(?:works?|ok|fine)\b|\ball ok\b",
    ),
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
    together(
        "debugger-paused",
        "a debugger is there, and no answer comes",
        2.2,
        lambda text: unless(silent(text), text.find(LOOKED_AT)),
        DEBUGGED,
        STUCK,
    ),
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
    together(
        "service-exited-or-killed",
        "it ends with the session that started it",
        2.2,
        refused_or_told,
        SESSION_CLOSED,
        STOPPED,
    ),
    together("service-exited-or-killed", "after some time it is gone", 1.6, refused_or_told, ON_ITS_OWN, STOPPED),
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
