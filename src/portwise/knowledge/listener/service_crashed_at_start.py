"""
A server that was started and ended before it came to listen(2): a variable that is not set, a module that is not
installed, a configuration with a mistake, a database that does not answer, a port that was taken at that moment.
From outside it looks as if nobody had ever started it; what tells the two apart is the log, which has an error and no
"listening on".

Where a supervisor starts it again and again, clients are refused most of the time and served for a moment.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import remains, staff
from portwise.knowledge.terms.remains import Remains
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.outcome import Outcome
from portwise.model.service import Kind

LATELY = 86400.0  # seconds
FULL = ("ENOSPC", "No space left", "disk full", "Disk quota exceeded")  # write(2), and what databases make of it


def fell(_: View, left: Remains) -> bool:
    """An error and no good news before it; a main process that nobody killed, and that ended."""
    if left.unit is not None:
        return not left.unit.killed and staff.good_news(remains.written(left.unit)) is None
    if left.log is None:
        return False
    return staff.good_news(left.log) is None and staff.complaint(left.log) is not None


def said(view: View, left: Remains) -> str | None:
    words = remains.trouble(view, left)
    keeper = f"{left.unit.keeper} says" if left.unit else "it says"
    return words and f"{keeper}: {words}{'' if left.unit else '; and nowhere that a server listens'}"


def taken(_: View, left: Remains) -> bool:
    return left.log is not None and any(line.kind is Kind.IN_USE for line in left.log.lines)


def lately(_: View, left: Remains) -> bool:
    return left.log is None or left.log.quiet < LATELY


def space(view: View, left: Remains) -> str | None:
    words = remains.trouble(view, left)
    return words if words and any(sign in words for sign in FULL) else None


CAUSE = Cause(
    id="service-crashed-at-start",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.5,
    title="The server failed before it came to listen: {trouble}",
    plain="The server failed before it came to listen",
    about=About(
        "a log of this project is about the server of that port, or one that systemd, pm2 or supervisord keeps is",
        remains.found,
        told="{what}",
        denied="no log of this project is about the server of that port, and no failed service of its keepers",
    ),
    needs=(
        terms.OUR_ADDRESS,
        staff.NOBODY_ANYWHERE,
        Clause(
            "it tells of an error, and never that the server listens",
            fell,
            told="{said}",
            denied="it has no error, or the server came to listen",
        ),
        remains.NOBODY_LEFT,
    ),
    hints=(
        Hint(
            "the port was taken when it started",
            0.5,
            taken,
            told="the port was taken at that moment; it is free now",
        ),
        Hint("it was written within the last day", 0.5, lately, trivial=True),
    ),
    yields_to=(
        "out-of-memory-kill",  # it did not fail: the kernel ended it
        "selinux-denial",  # it says by which rule
        "start-blocked-by-prompt-or-lock",  # it says that a lock or a pid file ended it
        "startup-race-not-ready",  # the next one is on its way
        "systemd-unit-network-sandboxing",  # it says what it may not do
    ),
    slots={
        "port": terms.port,
        "what": remains.what,
        "said": said,
        "trouble": remains.trouble,
        "path": remains.path,
        "unit": remains.unit,
        "job": remains.job,
        "space": space,
    },
    remedies=(
        Remedy(
            "read the first error of the last start, not the last one",
            ("tail", "-n", "60", "{path}"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "read what the service said at its last starts",
            ("journalctl", "-u", "{unit}", "-n", "60", "--no-pager"),
            Safety.SAFE,
            needs_root=True,
        ),
        remains.AT_LAUNCHD,
        Remedy(
            "mend what it names and start the server in the foreground, until it says that it listens",
            (),
            Safety.SHOW,
            undo="stop it",
            platform="any",
        ),
        Remedy(
            "the error speaks of space: see what is full",
            ("df", "-h", "."),
            Safety.SAFE,
            platform="any",
            when="space",
        ),
    ),
    prevention=(
        "check what the server needs before listen(2), and fail with one clear line",
        "let the start script wait for the port and print the log where it does not come",
    ),
    suspect="a server that fails at its start",
    see=("man 2 listen", "man 5 systemd.service, StartLimitIntervalSec="),
)
