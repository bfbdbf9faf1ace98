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
from portwise.knowledge.terms import processes, splits
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
    about=About(
        "the two loopback addresses of the name lead to two sockets",
        splits.pairs,
        told="{who4} has {at4}, and {who6} has {at6}",
        denied="both addresses lead to one server",
    ),
    needs=(
        Clause(
            "both addresses connect",
            lambda view, _: every(view.endpoints, lambda at: view[ATTEMPT.of(at)].outcome is Outcome.CONNECTED),
            told="both connect, so each client meets whichever address it takes first: Chromium and Node ::1, many "
            "tools 127.0.0.1",
            denied="one of the addresses does not connect",
        ),
        Clause(
            "the sockets belong to different programs",
            splits.strangers,
            denied="both belong to one program",
            trivial=True,
        ),
    ),
    yields_to=("wildcard-specific-shadowing",),  # then no family divides them: one of the two has all other addresses
    slots={
        "name": lambda view, _: view.target.host,
        "port": lambda view, _: str(view.target.port),
        "who4": lambda view, pair: processes.who(view, pair.four),
        "who6": lambda view, pair: processes.who(view, pair.six),
        "at4": lambda view, pair: terms.at(view, pair.four),
        "at6": lambda view, pair: terms.at(view, pair.six),
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
        Remedy(
            "stop {app4} (IPv4), if that is the one that you do not want: both answer, and you alone can tell",
            ("kill", "{pid4}"),
            Safety.SHOW,
            undo="start it again",
            plain="stop the one in IPv4, if that is the one that you do not want: both answer, and you alone can tell",
        ),
        Remedy(
            "or stop {app6} (IPv6), if it is that one",
            ("kill", "{pid6}"),
            Safety.SHOW,
            undo="start it again",
            plain="or stop the one in IPv6, if it is that one",
        ),
    ),
    prevention=("let servers bind localhost in both families: then the second one fails at once",),
    suspect="two servers, one in each family",
    see=("man 7 ipv6", "https://www.rfc-editor.org/rfc/rfc6724", "https://github.com/vitejs/vite/issues/12205"),
)
