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
    about=About("a socket serves that port at an overlapping address", binds.in_the_way),
    needs=(
        binds.IN_USE,
        Clause("its process works in this project, or is stopped, or nobody looks after it", leftovers.left_over),
    ),
    hints=(Hint("it works in this project", 1.0, leftovers.of_this_project),),
    slots={
        "app": terms.app,
        "pid": terms.pid,
        "port": terms.port,
        "why": leftovers.why,
        "command": binds.command,
        "age": processes.age,
        "folder": processes.folder,
    },
    remedies=(
        Remedy(
            "be sure that it is the one: {command} in {folder}, running for {age}",
            ("ps", "-o", "pid,ppid,stat,user,lstart,cmd", "-p", "{pid}"),
            Safety.SAFE,
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
            "where it is stopped, wake it, for a stopped process takes no SIGTERM",
            ("kill", "-CONT", "{pid}"),
            Safety.ASK,
            verify=binds.VERIFY,
            undo="kill -STOP {pid}",
        ),
        Remedy(
            "only if it ignores that for some seconds: end it without asking",
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
    see=("man 2 bind", "man 7 signal", "man 5 proc_pid_stat"),
)
