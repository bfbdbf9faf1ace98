"""
A server that was started and ended before it came to listen(2): a variable that is not set, a module that is not
installed, a configuration with a mistake, a database that does not answer, a port that was taken at that moment.
From outside it looks as if nobody had ever started it; what tells the two apart is the log, which has an error and no
"listening on".

Where a supervisor starts it again and again, clients are refused most of the time and served for a moment.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import staff
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope
from portwise.model.outcome import Outcome
from portwise.model.service import Kind, Log

LATELY = 86400.0  # seconds


def of_kind(log: Log, kind: Kind) -> bool:
    return any(line.kind is kind for line in log.lines)


CAUSE = Cause(
    id="service-crashed-at-start",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.5,
    title="The server failed before it came to listen: {trouble}",
    plain="The server failed before it came to listen",
    about=About(
        "a log of this project is about the server of that port",
        staff.last_log,
        told="{file} was last written {quiet}",
        denied="no log of this project is about the server of that port",
    ),
    needs=(
        terms.OUR_ADDRESS,
        staff.NOBODY_ANYWHERE,
        Clause(
            "it ends in an error, and never says that the server listens",
            lambda _, log: staff.good_news(log) is None and staff.complaint(log) is not None,
            told="it says: {trouble}; and nowhere that a server listens",
            denied="it has no error, or the server came to listen",
        ),
        staff.NOBODY_WRITES,
    ),
    hints=(
        Hint(
            "the port was taken when it started",
            0.5,
            lambda _, log: of_kind(log, Kind.IN_USE),
            told="the port was taken at that moment; it is free now",
        ),
        Hint("it was written within the last day", 0.5, lambda _, log: log.quiet < LATELY, trivial=True),
    ),
    yields_to=(
        "dev-watcher-alive-child-crashed",  # it names who will start the server again
        "server-moved-to-next-port",  # it names where the server is now
        "start-blocked-by-prompt-or-lock",  # it says that a lock or a pid file ended it
        "startup-race-not-ready",  # the next one is on its way
    ),
    slots={
        "port": terms.port,
        "file": staff.file,
        "quiet": staff.quiet,
        "trouble": staff.trouble,
        "path": lambda _, log: log.path,
    },
    remedies=(
        Remedy(
            "read the first error of the last start, not the last one",
            ("tail", "-n", "60", "{path}"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "mend what it names and start the server in the foreground, until it says that it listens",
            (),
            Safety.SHOW,
            undo="stop it",
            platform="any",
        ),
        Remedy(
            "where the error speaks of space: see what is full",
            ("df", "-h", "."),
            Safety.SAFE,
            platform="any",
        ),
    ),
    prevention=(
        "check what the server needs before listen(2), and fail with one clear line",
        "let the start script wait for the port and print the log where it does not come",
    ),
    suspect="a server that fails at its start",
    see=("man 2 listen", "man 5 systemd.service, StartLimitIntervalSec="),
)
