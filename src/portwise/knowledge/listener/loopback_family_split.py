"""
A port belongs to a family: one program may listen on 127.0.0.1:3000 and another on
[::1]:3000, and bind(2) objects to neither.  ``localhost`` is both addresses, so the
client decides which program it meets: Chromium and Node take ::1 first, curl and
many tools 127.0.0.1.  Both "work", and one shows last week's page.

The usual story is an old server that still runs in one family while the new one
started in the other.  One program with a socket in each family is no split, and
neither are the workers of one master that inherited the sockets or opened their own.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import splits
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope
from portwise.model.evidence import every
from portwise.model.facts import ATTEMPT
from portwise.model.outcome import Outcome

CAUSE = Cause(
    id="loopback-family-split",
    hop=Hop.LISTENER,
    scope=Scope.MACHINE,
    explains=frozenset({Outcome.CONNECTED}),
    prior=0.0,
    title="{name}:{port} is two servers: {app4} (pid {pid4}) in IPv4, {app6} (pid {pid6}) in IPv6",
    plain="The name leads to two different servers, one in IPv4 and one in IPv6",
    about=About("the two loopback addresses of the name lead to two sockets", splits.pairs),
    needs=(
        Clause(
            "both addresses connect",
            lambda view, _: every(view.endpoints, lambda at: view[ATTEMPT.of(at)].outcome is Outcome.CONNECTED),
        ),
        Clause("the sockets belong to different programs", splits.strangers),
    ),
    slots={
        "name": lambda view, _: view.target.host,
        "port": lambda view, _: str(view.target.port),
        "app4": lambda view, pair: terms.app(view, pair.four),
        "pid4": lambda view, pair: terms.pid(view, pair.four),
        "app6": lambda view, pair: terms.app(view, pair.six),
        "pid6": lambda view, pair: terms.pid(view, pair.six),
    },
    remedies=(
        Remedy(
            "see what IPv4 gives", ("curl", "-4", "-sS", "-i", "http://{name}:{port}/"), Safety.SAFE, platform="any"
        ),
        Remedy(
            "see what IPv6 gives", ("curl", "-6", "-sS", "-i", "http://{name}:{port}/"), Safety.SAFE, platform="any"
        ),
        Remedy(
            "look which of the two is the old one",
            ("ps", "-o", "pid,ppid,user,lstart,cmd", "-p", "{pid4},{pid6}"),
            Safety.SAFE,
        ),
        Remedy("stop {app4} in IPv4, if that is the one", ("kill", "{pid4}"), Safety.ASK, undo="start it again"),
        Remedy("or stop {app6} in IPv6", ("kill", "{pid6}"), Safety.ASK, undo="start it again"),
    ),
    prevention=("let servers bind localhost in both families: then the second one fails at once",),
    see=("man 7 ipv6", "https://www.rfc-editor.org/rfc/rfc6724", "https://github.com/vitejs/vite/issues/12205"),
)
