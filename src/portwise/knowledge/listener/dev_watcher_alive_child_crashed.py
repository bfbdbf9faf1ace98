"""
nodemon, ``node --watch``, tsx and air run the server as a child and start it again when a file changes.  When
the child fails (a syntax error, a missing module, an unhandled rejection) they stay: they print the error once and
wait for the next change.  ps shows the command that was typed, the terminal is not back at its prompt, and no socket
is left, for it went with the child.

What tells it from a server that is still on its way: the watcher has no child.  Between two runs that is so for a
moment, too; asked again a second later it is not.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import processes, staff
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import CHILDREN, COMMAND, WANTED, WATCHES
from portwise.model.outcome import Outcome
from portwise.model.process import Process

HELPERS = frozenset(("esbuild", "node (esbuild)"))  # tsx keeps its compiler running


def watchers(view: View) -> list[Process]:
    """Those who watch files, of all who have to do with the port."""
    known = staff.concerned(view)
    watched = view.all(WATCHES.of(process) for process in known)
    return [process for process, program in zip(known, watched, strict=True) if program]


def childless(view: View, watcher: Process) -> bool:
    return all(child.name in HELPERS for child in view[CHILDREN.of(watcher)])


def not_told_another(view: View, watcher: Process) -> bool:
    return view[WANTED.of(watcher)] in (None, view.at.port)


CAUSE = Cause(
    id="dev-watcher-alive-child-crashed",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=1.0,
    title="{watcher} (pid {pid}) runs, and the server that it started does not",
    plain="The watcher runs, and the server that it started does not",
    about=About(
        "a program that starts the server again on changes runs in this project, or was told the port",
        watchers,
        told="{who} watches the files and starts the server again on changes",
        denied="no program that watches files runs for this port",
        once=staff.concerned,
    ),
    needs=(
        terms.OUR_ADDRESS,
        terms.NOBODY_LISTENS,
        Clause(
            "it has no child: the server that it started has ended",
            childless,
            told="it has no child process: the server has ended, and it waits for a file to change",
            denied="the server that it started runs",
        ),
        Clause(
            "it was not told another port",
            not_told_another,
            denied="it was told another port",
            trivial=True,
        ),
    ),
    hints=(
        Hint(
            "its log ends in an error",
            1.0,
            lambda view, watcher: staff.said_by(view, watcher) is not None,
            told="its log says: {says}",
        ),
    ),
    yields_to=("out-of-memory-kill",),  # it says what ended the server
    slots={
        "watcher": lambda view, watcher: view[WATCHES.of(watcher)],
        "pid": lambda _, watcher: str(watcher.pid),
        "who": processes.introduced,
        "says": staff.said_by,
        "command": lambda view, watcher: " ".join(view[COMMAND.of(watcher)]),
        "port": terms.port,
    },
    remedies=(
        Remedy(
            "read the last lines in its terminal: the error stands above 'waiting for file changes'; mend it and save",
            (),
            Safety.SHOW,
            undo="undo the change",
            platform="any",
        ),
        Remedy(
            "see that it has no child",
            ("ps", "-o", "pid,ppid,stat,lstart,cmd", "--pid", "{pid}", "--ppid", "{pid}"),
            Safety.SAFE,
        ),
        Remedy(
            "or stop {watcher} and run the server without it: then the error is the last thing on the screen",
            ("kill", "{pid}"),
            Safety.SHOW,  # the error is mended by a person, and a watcher that is gone serves nobody
            undo="start it again: {command}",
            plain="or stop it and run the server without it: then the error is the last thing on the screen",
            platform="any",
        ),
    ),
    prevention=(
        "let an error be seen: keep the terminal of the watcher in view",
        "wait for the port in scripts that need the server, with a deadline",
    ),
    suspect="a server that crashed under its watcher",
    see=("https://nodejs.org/api/cli.html#--watch", "https://github.com/remy/nodemon#readme"),
)
