"""
A server that listened and is gone: ended with Ctrl-C, with its terminal (SIGHUP), with the login session, by the
kernel for want of memory, or by an error in the middle of its work.  The kernel closes its sockets with it; who
was connected reads a reset or an end of file, who comes later is refused.

What is left of it is its log.  Where that says "listening on port 3000" and nothing holds the file open any more,
the number in the URL is right, the configuration is right, and there is only nobody.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import staff
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.outcome import Outcome
from portwise.model.service import Log

LATELY = 86400.0  # seconds; a log of yesterday is about what is missed today


def listened(view: View, log: Log) -> bool:
    news = staff.good_news(log)
    return news is not None and news.port == view.at.port


def news(_: View, log: Log) -> str | None:
    line = staff.good_news(log)
    return line and line.text


CAUSE = Cause(
    id="service-exited-or-killed",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.5,
    title="The server that listened on port {port} has ended; {file} was last written {quiet}",
    plain="The server that listened on the port has ended",
    about=About(
        "a log of this project speaks of the port",
        staff.last_log,
        told="{file} is the youngest log of this project that speaks of port {port}",
        denied="no log of this project speaks of the port",
    ),
    needs=(
        terms.OUR_ADDRESS,
        staff.NOBODY_ANYWHERE,
        Clause(
            "it says that a server listens on the port",
            listened,
            told="it says: {news}",
            denied="it does not say that a server ever came to listen on the port",
        ),
        staff.NOBODY_WRITES,
    ),
    hints=(
        Hint(
            "its last lines are about an error",
            0.5,
            lambda _, log: staff.complaint(log) is not None,
            told="its last lines say why: {trouble}",
        ),
        Hint("it was written within the last day", 0.5, lambda _, log: log.quiet < LATELY, trivial=True),
    ),
    yields_to=(
        "dev-watcher-alive-child-crashed",  # it names who will start the server again
        "server-moved-to-next-port",  # it names where the server is now
        "startup-race-not-ready",  # the next one is on its way
    ),
    slots={
        "port": terms.port,
        "file": staff.file,
        "quiet": staff.quiet,
        "news": news,
        "trouble": staff.trouble,
        "path": lambda _, log: log.path,
    },
    remedies=(
        Remedy("read how it ended", ("tail", "-n", "40", "{path}"), Safety.SAFE, platform="any"),
        Remedy(
            "see whether the kernel ended it: 'Out of memory: Killed process'",
            ("journalctl", "-k", "-g", "Killed process", "-n", "20", "--no-pager"),
            Safety.SAFE,
            needs_root=True,
        ),
        Remedy(
            "start it again; a closed terminal would end it once more, so let something keep it: systemd, pm2 or tmux",
            (),
            Safety.SHOW,
            undo="stop it",
            platform="any",
        ),
    ),
    prevention=(
        "let a supervisor start it again when it fails, a few times and no more",
        "log the reason of every exit: unhandled errors and SIGTERM as well",
    ),
    suspect="a server that has ended",
    see=("man 7 signal, SIGHUP", "man 5 systemd.service, Restart=", "man 1 nohup"),
)
