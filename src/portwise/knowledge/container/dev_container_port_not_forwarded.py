"""
Where a project is developed in a container, its server runs in there and the browser out here.  Between them stands
the editor: it listens on this machine for each port that ``forwardPorts`` of devcontainer.json names or that it notices
by itself, and carries what comes into the container, for as long as its window is open and connected.  ``appPort`` is
published by the engine when the container is made, and needs no window.

A port that is neither forwarded nor published has nobody out here, and the kernel refuses it; so has one that is, once
the window is closed.

Seen from here: nothing listens, the project describes such a container, whoever asks is outside of it, the project
names the port, and the container runs.  A file alone says nothing: the server may be meant to run out here, and was
not started.  Which container is the project's is told by its compose file, in .devcontainer, or by the image that
the tools build for it, vsc-FOLDER-HASH.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portwise.knowledge import terms
from portwise.knowledge.terms import containers, declared, processes
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.facts import ATTEMPT, DEVCONTAINER
from portwise.model.outcome import Outcome

if TYPE_CHECKING:
    from portwise.model.container import Container
    from portwise.model.machines import DevContainer


def described(view: View) -> list[DevContainer]:
    """Asked only where nobody listens, of the project that was asked from."""
    refused = view[ATTEMPT.of(view.at)].outcome is Outcome.REFUSED
    if not refused or not view.at.address.is_loopback or not terms.NOBODY_LISTENS.holds(view, None):
        return []
    project = processes.asked_project(view)
    found = view[DEVCONTAINER.of(project.root)] if project else None
    return [found] if found and not found.inside else []


def alive(view: View) -> Container | None:
    """The container of the project, by its folder or by its image."""
    project = processes.asked_project(view)
    if project is None:
        return None
    folder = project.root.rpartition("/")[2].lower()
    running = (one for one in containers.boxes(view) if one.state == "running")
    return next((one for one in running if is_of(one, project.root) or one.image.startswith(f"vsc-{folder}-")), None)


def is_of(one: Container, root: str) -> bool:
    """By the compose file beside devcontainer.json: one at the root of the project may be of its database alone."""
    return f"{one.folder}/".startswith(f"{root}/.devcontainer/")


def box(view: View, _: DevContainer) -> str | None:
    found = alive(view)
    return found and found.ref.name


def engine(view: View, _: DevContainer) -> str | None:
    found = alive(view)
    return found and found.ref.engine.kind


def is_forwarded(view: View, container: DevContainer) -> bool:
    return view.at.port in container.forwards


def named(view: View, container: DevContainer) -> bool:
    return is_forwarded(view, container) or bool(declared.naming(view, view.at.port))


def so(view: View, container: DevContainer) -> str:
    if is_forwarded(view, container):
        return f"port {view.at.port} is forwarded while the editor is connected, and it is not"
    ports = ", ".join(map(str, container.forwards))
    verb = "are" if "," in ports else "is"
    return f"{ports} {verb} forwarded, {view.at.port} is not" if ports else "no port is forwarded"


def missing(view: View, container: DevContainer) -> str | None:
    return None if is_forwarded(view, container) else str(view.at.port)


def given(view: View, container: DevContainer) -> str | None:
    return str(view.at.port) if is_forwarded(view, container) else None


CAUSE = Cause(
    id="dev-container-port-not-forwarded",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=-0.5,
    title="Nothing leads from port {port} into the development container of this project: {so}",
    plain="Nothing leads from the port into the development container of the project",
    about=About(
        "the project that was asked from is developed in a container, whoever asks is outside of it, and nothing "
        "listens on the port",
        described,
        told="{file} describes the container that this project is developed in, and nothing listens on {port} here",
        denied="the project that was asked from has no devcontainer.json, or is this container, or somebody listens",
    ),
    needs=(
        Clause(
            "the port is one of this project",
            named,
            told="{so}",
            denied="no file of this project names the port",
        ),
        Clause(
            "the container of the project runs",
            lambda view, _: alive(view) is not None,
            told="container {box} of this project runs",
            denied="no container of this project is seen to run",
        ),
    ),
    slots={
        "port": terms.port,
        "file": lambda _, container: container.file,
        "so": so,
        "box": box,
        "engine": engine,
        "missing": missing,
        "given": given,
    },
    remedies=(
        Remedy(
            "forward it: add {missing} to forwardPorts in {file}, or in the Ports view of the editor",
            (),
            Safety.SHOW,
            undo="take it out again",
            platform="any",
            when="missing",
            plain="forward it: add the port to forwardPorts in devcontainer.json, or in the Ports view of the editor",
        ),
        Remedy(
            "open the project in its container again: the editor forwards port {given} while it is connected",
            ("devcontainer", "up", "--workspace-folder", "."),
            Safety.SHOW,
            platform="any",
            when="given",
            plain="open the project in its container again: the editor forwards while it is connected",
        ),
        Remedy(
            "see what the container publishes",
            ("{engine}", "port", "{box}"),
            Safety.SAFE,
            platform="any",
        ),
        Remedy(
            "in the container, start the server, on 0.0.0.0 or 127.0.0.1: what is forwarded does not come in by ::1",
            (),
            Safety.SHOW,
            platform="any",
        ),
    ),
    prevention=(
        "name every port in forwardPorts, with a label in portsAttributes",
        "publish with appPort what is to be reached without an editor",
    ),
    suspect="a development container with nothing that leads into it",
    see=(
        "https://containers.dev/implementors/json_reference/",
        "https://code.visualstudio.com/docs/devcontainers/containers#_forwarding-or-publishing-a-port",
    ),
)
