"""
SO_REUSEPORT lets several sockets listen at one address and port, if each has set it and all belong to one user.
The kernel then gives every new connection to one of them, by a hash of both addresses and ports
(``reuseport_select_sock()``): the client's port, new each time, decides who answers.  For the workers of one server
that is meant.  Between two servers (last week's instance and today's) it means that every second request meets old
code, hangs or fails, and that nobody was told EADDRINUSE.
"""

from __future__ import annotations

from portwise.knowledge.terms import processes, splits
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import OWNERS
from portwise.model.outcome import Outcome


def holders(view: View, group: splits.Shared) -> list[str]:
    found = (view[OWNERS.of(socket.inode)] for socket in group.sockets)
    return [processes.introduced(view, process) for process in dict.fromkeys(p for held in found for p in held)]


def who(view: View, group: splits.Shared) -> str:
    *first, last = holders(view, group)
    return f"{', '.join(first)} and {last}" if first else last


def oldest(view: View, group: splits.Shared) -> str | None:
    held = [process for socket in group.sockets for process in view[OWNERS.of(socket.inode)]]
    return str(min(held, key=lambda process: process.started).pid) if held else None


CAUSE = Cause(
    id="reuseport-split",
    hop=Hop.LISTENER,
    scope=Scope.MACHINE,
    explains=frozenset(
        {Outcome.CONNECTED, Outcome.HANG, Outcome.RESET, Outcome.EMPTY, Outcome.HTTP_4XX, Outcome.HTTP_5XX}
    ),
    prior=0.0,
    title="{count} servers share {at} (SO_REUSEPORT), and the kernel picks one for each connection",
    plain="Several servers share the port, and the kernel picks one for each connection",
    about=About(
        "several sockets listen at one address and port",
        splits.shared,
        told="{who} listen at {at}",
        denied="one socket listens there",
    ),
    needs=(
        Clause(
            "they belong to programs that nobody started together",
            splits.apart,
            told="they were started apart, so they are two instances and no workers of one",
            denied="they are the workers of one server",
        ),
    ),
    slots={
        "count": lambda _, group: str(len(group.sockets)),
        "at": lambda _, group: str(group.sockets[0].endpoint),
        "port": lambda _, group: str(group.at.port),
        "who": who,
        "oldest": oldest,
    },
    remedies=(
        Remedy("see all of them, and since when they run", ("ss", "-ltnp", "sport = :{port}"), Safety.SAFE),
        Remedy("see all of them", ("lsof", "-nP", "-iTCP:{port}", "-sTCP:LISTEN"), Safety.SAFE, platform="macos"),
        Remedy(
            "stop the one that you do not want, which you alone can tell; pid {oldest} is the oldest",
            ("kill", "{oldest}"),
            Safety.SHOW,
            undo="start it again",
            plain="stop the one that you do not want, which you alone can tell",
            platform="any",
        ),
        Remedy(
            "where one process is enough, leave the option out: the second start then fails with EADDRINUSE",
            (),
            Safety.SHOW,
            undo="put it back",
            platform="any",
        ),
    ),
    prevention=("use SO_REUSEPORT for the workers of one server only, and let its start refuse to run twice",),
    suspect="two servers on one port",
    see=("man 7 socket, SO_REUSEPORT", "net/core/sock_reuseport.c, reuseport_select_sock()"),
)
