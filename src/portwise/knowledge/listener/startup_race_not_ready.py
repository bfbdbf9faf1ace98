"""
Between the start of a program and its listen(2) lie imports, migrations, the reading of a model, a first
compilation: seconds, sometimes a minute.  Whoever knocks meanwhile is refused within microseconds, exactly as if
nothing were running: a test runner that starts at the same time, a compose service, a browser that was opened too
early.

Seen from outside: a young process that was told the port, runs, and has no listening socket yet.  That it will
have one is a forecast, and the cheapest test of it is to wait.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import processes, staff
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import AGE
from portwise.model.outcome import Outcome
from portwise.model.process import JUST_NOW, Process, in_words

YOUNG = 60.0  # seconds; bundlers, JVMs and migrations are through by then, and older ones hang


def young(view: View, process: Process) -> bool:
    return view[AGE.of(process)] < YOUNG


def since(view: View, process: Process) -> str:
    age = view[AGE.of(process)]
    return "just now" if age < JUST_NOW else f"{in_words(age)} ago"


CAUSE = Cause(
    id="startup-race-not-ready",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.5,
    title="{app} (pid {pid}) was started {since} and does not listen on port {port} yet",
    plain="The server has just been started and does not listen yet",
    about=About(
        "a process runs that wants the port",
        staff.last_told,
        told="{who} wants port {port}",
        denied="no process runs that wants the port",
    ),
    needs=(
        terms.OUR_ADDRESS,
        terms.NOBODY_LISTENS,
        Clause(
            "it listens nowhere",
            lambda view, process: not staff.doors(view, process),
            told="it has no listening socket yet",
            denied="it listens elsewhere",
        ),
        Clause(
            "it is younger than a minute",
            young,
            told="it was started {since}",
            denied="it has been running for longer than a start takes",
        ),
    ),
    yields_to=(
        "out-of-memory-kill",  # the young process is who was to start it, or the next one that will not fit
        "dev-watcher-alive-child-crashed",  # the young process is the watcher, and its server has ended
        "network-namespace-isolation",  # it is ready, in a network of its own
        "port-bound-but-not-listening",  # it names the call that is missing
        "postgres-not-accepting-tcp",  # its Unix socket says that it is ready
        "mysql-not-accepting-tcp",  # and so does this one's
        "start-blocked-by-prompt-or-lock",  # it will not get there by itself
    ),
    slots={
        "app": processes.called,
        "pid": lambda _, process: str(process.pid),
        "since": since,
        "who": processes.introduced,
        "port": terms.port,
        "says": staff.said_by,
    },
    remedies=(
        Remedy(
            "wait for the port, a minute at most, instead of for a fixed time",
            ("timeout", "60", "sh", "-c", "until portwise why {target} --brief; do sleep 1; done"),
            Safety.SAFE,
        ),
        Remedy(
            "see whether it gets on: TIME grows while it computes, WCHAN tells what it waits for",
            ("ps", "-o", "pid,stat,time,wchan:30,lstart,cmd", "-p", "{pid}"),
            Safety.SAFE,
        ),
        Remedy(
            "if it does not come up, read its first lines: start it in the foreground",
            (),
            Safety.SHOW,
            undo="stop it",
            platform="any",
        ),
    ),
    prevention=(
        "let whatever needs the server wait for a health URL: depends_on with service_healthy in compose files",
        "let clients try again for a while after ECONNREFUSED",
    ),
    suspect="a server that is still starting",
    see=("man 2 listen", "https://docs.docker.com/compose/how-tos/startup-order/"),
)
