"""
An earlier run that did not end: sent to the background, stopped with Ctrl-Z, its
terminal closed, its wrapper killed.  It still has the socket, so the new one fails
with EADDRINUSE, and until then clients talk to old code.

What makes it yours is not its name (every second process is called node) but where
it works: in the project that you ask from.  What makes it forgotten is that nobody
is left who could look after it, or that it is stopped and serves nobody.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import binds, leftovers, processes
from portwise.model.cause import About, Cause, Clause, Hint, Hop, Remedy, Safety, Scope, Way
from portwise.model.outcome import Outcome

CAUSE = Cause(
    id="port-held-by-stale-instance",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    ways=frozenset({Way.BIND}),
    explains=frozenset({Outcome.BIND_EADDRINUSE}),
    prior=0.5,
    title="An earlier {app} (pid {pid}) still has port {port}: {why}",
    plain="An earlier instance still has the port",
    about=About(
        "a server has that port, at the same address or one that includes it",
        binds.in_the_way,
        told="{who} {held}",
        denied="no server has the port",
    ),
    needs=(
        binds.IN_USE,
        Clause(
            "its process works in this project, or is stopped, or nobody looks after it",
            leftovers.left_over,
            told="{why}",
            denied="it works elsewhere, runs, and somebody looks after it",
        ),
    ),
    yields_to=("port-held-by-hidden-owner",),  # what is left over is no server, and inherited the socket
    hints=(Hint("it works in this project", 1.0, leftovers.of_this_project, trivial=True),),
    slots={
        "app": terms.app,
        "pid": terms.pid,
        "port": terms.port,
        "why": leftovers.why,
        "command": binds.command,
        "who": processes.who,
        "held": binds.held,
        "stopped": leftovers.halted,
    },
    remedies=(
        Remedy(
            "be sure that it is the one: `{command}`",
            ("ps", "-o", "pid,stat,user,lstart,cmd", "-p", "{pid}"),
            Safety.SAFE,
            plain="be sure that it is the one",
            verify=binds.VERIFY,
        ),
        Remedy(
            "let it end in good order",
            ("kill", "{pid}"),
            Safety.ASK,
            verify=binds.VERIFY,
            undo="start it again: {command}",
        ),
        Remedy(
            "and wake it: a stopped process takes no SIGTERM before it goes on",
            ("kill", "-CONT", "{pid}"),
            Safety.ASK,
            when="stopped",
            verify=binds.VERIFY,
            undo="kill -STOP {pid}",
        ),
        Remedy(
            "only if it ignores that for ten seconds: end it without asking",
            ("kill", "-KILL", "{pid}"),
            Safety.ASK,
            verify=binds.VERIFY,
            undo="start it again: {command}",
        ),
        Remedy(
            "or start the new one on another port",
            (),
            Safety.SHOW,
            verify="portwise why --bind :NUMBER",
            undo="put the old port back",
            platform="any",
        ),
    ),
    prevention=(
        "end servers with Ctrl-C, not with Ctrl-Z and not by closing the terminal",
        "let the start script refuse to run twice",
    ),
    keeping=("portwise", "stop", "--stale"),  # what else was left over, each with its reason, and a plan first
    suspect="an earlier run of your own server",
    see=("man 2 bind", "man 7 signal", "man 5 proc_pid_stat"),
)
