"""
A server that listened and is gone: ended with Ctrl-C, with its terminal (SIGHUP), with the login session, by the
kernel for want of memory, or by an error in the middle of its work.  The kernel closes its sockets with it; who
was connected reads a reset or an end of file, who comes later is refused.

What is left of it is its log.  Where that says "listening on port 3000" and nothing holds the file open any more,
the number in the URL is right, the configuration is right, and there is only nobody.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import remains, staff
from portwise.knowledge.terms.remains import Remains
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, View
from portwise.model.outcome import Outcome

LATELY = 86400.0  # seconds; a log of yesterday is about what is missed today


def served(view: View, left: Remains) -> bool:
    """Its log says that it listened; or it was killed, which befalls what runs."""
    if left.unit is not None:
        return left.unit.killed or staff.good_news(remains.written(left.unit)) is not None
    if left.log is None:
        return False
    line = staff.good_news(left.log)
    return line is not None and line.port == view.at.port


def how(view: View, left: Remains) -> str | None:
    """For the title: what systemd says, or the last error, or when it was heard of last."""
    words = remains.trouble(view, left)
    return words or (left.log and f"its log was last written {staff.quiet(view, left.log)}")


def said(view: View, left: Remains) -> str | None:
    if left.unit:
        return f"{left.unit.keeper} says: {remains.trouble(view, left)}"
    return f"it says: {remains.news(view, left)}; and no process has the file open any more"


def why(_: View, left: Remains) -> bool:
    return left.log is not None and staff.complaint(left.log) is not None


def lately(_: View, left: Remains) -> bool:
    return left.log is None or left.log.quiet < LATELY


CAUSE = Cause(
    id="service-exited-or-killed",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=0.5,
    title="The server that listened on port {port} has ended: {how}",
    plain="The server that listened on the port has ended",
    about=About(
        "a log of this project speaks of the port, or a service that systemd, pm2 or supervisord keeps is for it",
        remains.found,
        told="{what}",
        denied="no log of this project and no failed service of systemd, pm2 or supervisord speaks of the port",
    ),
    needs=(
        terms.OUR_ADDRESS,
        staff.NOBODY_ANYWHERE,
        Clause(
            "it tells that a server listened on the port, or that one was killed",
            served,
            told="{said}",
            denied="it does not say that a server ever came to listen on the port",
        ),
        remains.NOBODY_LEFT,
    ),
    hints=(
        Hint("its last lines are about an error", 0.5, why, told="its last lines say why: {trouble}"),
        Hint("it was written within the last day", 0.5, lately, trivial=True),
    ),
    yields_to=(
        "dev-watcher-alive-child-crashed",  # it names who will start the server again
        "out-of-memory-kill",  # it says who ended it, and why
        "startup-race-not-ready",  # the next one is on its way
    ),
    slots={
        "port": terms.port,
        "what": remains.what,
        "how": how,
        "said": said,
        "trouble": remains.trouble,
        "path": remains.path,
        "unit": remains.unit,
        "job": remains.job,
    },
    remedies=(
        Remedy("read how it ended", ("tail", "-n", "40", "{path}"), Safety.SAFE, platform="any"),
        Remedy(
            "read what the service said last",
            ("journalctl", "-u", "{unit}", "-n", "60", "--no-pager"),
            Safety.SAFE,
            needs_root=True,
        ),
        remains.AT_LAUNCHD,
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
