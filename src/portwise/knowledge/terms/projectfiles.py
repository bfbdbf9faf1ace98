"""
The line of a project's file that says at which port or address its server listens, where one line alone says so.

Most servers read it when they start; vite watches its configuration, and starts again by itself.  What the command line
says too is changed with it; what the environment says counts more than any file, and then no file is named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from portwise.knowledge.terms import edits, processes, restarts
from portwise.knowledge.terms.edits import Change, Slot
from portwise.model.cause import Remedy, Safety, View
from portwise.model.evidence import Unreadable
from portwise.model.facts import COMMAND, CWD, DECLARED, PROGRAM, SETTINGS
from portwise.model.net import Socket
from portwise.model.process import Process
from portwise.model.settings import Declared

# Of several that could be read the others are for another purpose: .env.production, .env.example
AT_START = (".env", ".env.local", ".env.development", "package.json", "Procfile")
AT_START_TOO = ("application.properties", "application.yml", "application.yaml")  # beside the program, Spring Boot
WATCHING = {"vite": "vite.config."}  # vite.dev/guide/using-plugins: it restarts when its configuration changes

Wanted = Callable[[View, Socket, Declared], tuple[int, str, str] | None]  # the line, what stands there, and what is to


def to_address(view: View, socket: Socket, row: Declared) -> tuple[int, str, str] | None:
    names = {str(socket.address), *(("localhost",) if socket.address.is_loopback else ())}
    fits = row.port == socket.port and row.address in names
    return (row.at or row.line, row.address, str(view.at.address)) if fits else None


def to_port(view: View, socket: Socket, row: Declared) -> tuple[int, str, str] | None:
    return (row.line, str(socket.port), str(view.at.port)) if row.port == socket.port else None


def declaring(view: View, socket: Socket, wanted: Wanted) -> tuple[Declared, Change] | None:
    """The one row of the files of its project, whose folder it works in."""
    held = processes.holder(view, socket)
    project = processes.project(view, held) if held else None
    if held is None or project is None or view[CWD.of(held)] != project.root:
        return None
    mine = view[PROGRAM.of(held)].name
    rows = [row for row in view[DECLARED.of(project.root)] if row.line and row.program in ("", mine) and not row.goes]
    found = [(row, told) for row in rows if (told := wanted(view, socket, row))]
    if len(found) != 1:
        return None
    row, (line, old, new) = found[0]
    if old in row.what or any(setting.value == old for setting in view[SETTINGS.of(held)]):
        return None
    return row, Change(f"{project.root}/{row.file}", line, old, new)


def at_start(wanted: Wanted) -> Slot:
    def change(view: View, socket: Socket) -> Change | None:
        found = declaring(view, socket, wanted)
        return found[1] if found and found[0].file in (*AT_START, *AT_START_TOO) else None

    return change


def watched(view: View, socket: Socket, wanted: Wanted) -> Change | None:
    """Of a file that its server watches, where its command line says nothing else."""
    found, held = declaring(view, socket, wanted), processes.holder(view, socket)
    name = WATCHING.get(view[PROGRAM.of(held)].name) if held else None
    if not found or not held or not name or not found[0].file.startswith(name):
        return None
    options = restarts.OPTIONS[view[PROGRAM.of(held)].name]
    told = {word.partition("=")[0] for word in view[COMMAND.of(held)]}
    return None if told & {*options.port, *options.host} else found[1]


def again(wanted: Wanted) -> Callable[[View, Any, Process], str | None]:
    """Its own command, with what is to be changed there too."""

    def command(view: View, socket: Socket, held: Process) -> str | None:
        found = declaring(view, socket, wanted)
        if found is None:
            return None
        change = found[1]
        words = (other(word, change.old, change.new) for word in view[COMMAND.of(held)])
        return restarts.written(view, held, tuple(words))

    return command


def other(word: str, old: str, new: str) -> str:
    name, sign, value = word.rpartition("=")
    return f"{name}{sign}{new}" if value == old else word


def slots(wanted: Wanted, *others: Slot) -> Mapping[str, Slot]:
    """*others* are further ways to the same."""

    def live(of: Callable[[Change], str]) -> Slot:
        def got(view: View, socket: Socket) -> str | None:
            with suppress(Unreadable):
                return of(found) if (found := watched(view, socket, wanted)) else None
            return None

        return got

    made = edits.slots(at_start(wanted), processes.holder, again(wanted))
    script, at = live(lambda found: found.script), live(lambda found: found.file)
    return {
        **made,
        "unknown_way": restarts.unknown(made["of_unit"], made["of_user"], made["anew"], script, *others),
        "live": script,
        "live_file": lambda view, it: (path := at(view, it)) and edits.lying(view, path),
        "live_writes": live(lambda found: found.says),
    }


def remedies(why: str = "") -> tuple[Remedy, ...]:
    """*why* says what the change opens, and where nobody answers any more then."""
    return (
        *edits.remedies(why),
        Remedy(
            f"or {{live_writes}}{why}; {{app}} watches that file, and starts again by itself",
            ("sed", "-i.before", "{live}", "{live_file}"),
            Safety.ASK,
            undo="mv {live_file}.before {live_file}",
            when="live",
            plain=f"or write it into the configuration that the server watches{why}",
        ),
    )
