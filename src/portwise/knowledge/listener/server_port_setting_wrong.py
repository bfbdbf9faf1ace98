"""
The server runs and listens where it was told to, and it was told something else than the project says: a PORT that
the shell had exported for another project, a script that names a number of its own, a program that takes no notice
of the PORT in ``.env`` (vite does not) and listens on its default.

A value that is no number is worse: Node takes ``listen("abc")`` for the path of a Unix socket, creates a file and
opens no port at all (net, server.listen()).  Kubernetes and Docker links set variables such as
``SHOP_PORT=tcp://10.0.0.7:3000`` for every service, so a service that is called "shop" and reads SHOP_PORT gets that.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import declared as files
from portwise.knowledge.terms import openers, processes, restarts, staff
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import DECLARED, OPEN, PROGRAM, SETTINGS, WANTED
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.process import Process
from portwise.model.record import NamedTuple


class Misled(NamedTuple):
    """A server of the project, and where it listens; nowhere in TCP where its PORT is no number."""

    process: Process
    socket: Socket | None


def servers(view: View) -> list[Misled]:
    """Each socket once, with the first of those that have it."""
    found: dict[int, Misled] = {}
    members = staff.of_project(view)
    view.all(OPEN.of(process) for process in members)
    for process in members:
        for socket in staff.doors(view, process):
            found.setdefault(socket.inode, Misled(process, socket))
    nowhere = [process for process in members if not staff.doors(view, process)]
    view.all(SETTINGS.of(process) for process in nowhere)
    return [*found.values(), *(Misled(process, None) for process in nowhere if odd(view, process))]


def value(view: View, process: Process) -> str:
    return next((setting.value for setting in view[SETTINGS.of(process)] if setting.name == "PORT"), "")


def odd(view: View, process: Process) -> bool:
    """Whether its PORT is something, and no number."""
    text = value(view, process)
    return bool(text) and not text.isdecimal()


def as_told(view: View, misled: Misled) -> bool:
    return misled.socket is None or view[WANTED.of(misled.process)] == misled.socket.port


def meant(view: View, misled: Misled) -> bool:
    """Whether a file of the project names the client's port, and not for a program that this one is not."""
    if processes.asked_project(view) is None:
        return False
    mine = view[PROGRAM.of(misled.process)].name
    return bool(files.naming(view, view.at.port, lambda d: not d.program or not mine or d.program == mine))


def unnamed(view: View, misled: Misled) -> bool:
    return misled.socket is None or not staff.named(view, misled.socket.port)


def where(view: View, misled: Misled) -> str:
    if misled.socket is None:
        return f"on no port: PORT is '{value(view, misled.process)}', which is no number"
    return f"on port {misled.socket.port}"


def because(view: View, misled: Misled) -> str:
    """What made it so; the variable is named where it says that number."""
    text = value(view, misled.process)
    if misled.socket is None:
        return f"PORT={text} is no number; Node takes it for the path of a Unix socket"
    if text == str(misled.socket.port):
        return f"PORT={text} stands in its environment"
    return f"{misled.socket.port} is what its command line, its own configuration or its default says"


def cure(view: View, misled: Misled) -> str:
    """The variable is mended where it is to blame; a program that takes no notice of it wants the option."""
    text = value(view, misled.process)
    blamed = misled.socket is None or text == str(misled.socket.port)
    return f"PORT={view.at.port}, after unset PORT in its shell" if blamed else f"--port {view.at.port}"


def declared(view: View, _: Misled) -> str | None:
    """Where the other number stands: ``.env, line 3``."""
    project = processes.asked_project(view)
    named = (d for d in view[DECLARED.of(project.root)] if d.port == view.at.port) if project else ()
    return next((f"{d.file}, line {d.line}" if d.line else d.file for d in named), None)


def again(view: View, misled: Misled) -> str | None:
    """The command that has it on the client's port; None where it has no known option for it."""
    return restarts.at_port(view, misled.process, view.at.port) if misled.socket else None


CAUSE = Cause(
    id="server-port-setting-wrong",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=1.0,
    title="{app} listens {where}; {declared} says {port}",
    plain="The server was told another port than the files of its project say",
    about=About(
        "a server of this project runs, and not on that port",
        servers,
        told="{who} listens {where}",
        denied="no server of this project listens on another port",
        once=staff.of_project,
    ),
    needs=(
        terms.OUR_ADDRESS,
        staff.NOBODY_ANYWHERE,
        Clause(
            "it is what the server was told, or what it takes by itself",
            as_told,
            told="{because}",
            denied="it wanted another port than the one that it got",
        ),
        Clause(
            "a file of the project names the client's port, for this program or for any",
            meant,
            told="{declared} names {port}",
            denied="no file of the project names the client's port for this program",
        ),
        Clause(
            "no file of the project names the port that the server has",
            unnamed,
            denied="a file of the project names the port that the server has, too",
            trivial=True,
        ),
    ),
    slots={
        "app": lambda view, misled: processes.called(view, misled.process),
        "who": lambda view, misled: processes.introduced(view, misled.process),
        "pid": lambda _, misled: str(misled.process.pid),
        "port": terms.port,
        "where": where,
        "because": because,
        "declared": declared,
        "cure": cure,
        "again": again,
        "unknown_way": restarts.unknown(again),
        "url": lambda view, misled: processes.url(view, misled.socket) if misled.socket else None,
        **openers.OPENING,
    },
    remedies=(
        *openers.opens("open the port that it has", "{url}", "portwise why {url}"),
        Remedy(
            "see what it was started with",
            ("ps", "eww", "-o", "args", "-p", "{pid}"),
            Safety.SAFE,
        ),
        *restarts.restarts(
            "or have it on {port}: stop {who} and start it again there",
            "then start it with --port {port}",
        ),
        Remedy(
            "or stop {who} and start it with {cure}",
            ("kill", "{pid}"),
            Safety.ASK,
            undo="start it as it was",
            plain="or stop it and start it with the port that the project names",
            platform="any",
            when="unknown_way",
        ),
    ),
    prevention=(
        "keep the port in one place, and let both ends read it there",
        "let the server refuse a PORT that is no number, and print the address it listens at",
    ),
    suspect="a port setting",
    see=("https://nodejs.org/api/net.html#serverlisten", "https://vite.dev/config/server-options#server-port"),
)
