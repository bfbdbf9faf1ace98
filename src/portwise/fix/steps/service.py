"""
A service or a container runs (again): `systemctl restart NAME`, `docker unpause NAME`, `docker compose … start NAME`.

One that runs and is started anew has another invocation then (systemd.exec(5), INVOCATION_ID): nothing brings the old
one back, and it runs as before.  A container is stopped where it has the place that is to be bound.  Compose starts all
containers of a service, and is only asked for one that has a single one: what ran already would be stopped with it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

from portwise.fix import engines
from portwise.fix.steps.kind import LINUX, MACOS, WINDOWS, Argv, Kind
from portwise.model.container import Container
from portwise.model.evidence import Evidence
from portwise.model.facts import CONTAINERS, HERE
from portwise.model.repair import Deed, Grade, Look
from portwise.model.target import Intent

ANEW = "active anew, not "
SHOWS = ("systemctl", "show", "--value")
ACTIVE = (*SHOWS, "--property=ActiveState")
ANY_ONE = (*SHOWS, "--property=ActiveState,InvocationID")
FREEZER = (*SHOWS, "--property=FreezerState")
# How it is seen, what it is afterwards, and what takes it back
UNITS: Mapping[str, tuple[Argv, str, str]] = {
    "start": (ACTIVE, "active", "stop"),
    "restart": (ANY_ONE, "active", "stop"),
    "thaw": (FREEZER, "running", "freeze"),
}
BOXES: Mapping[str, tuple[str, str]] = {
    "start": ("running", "stop"),
    "unpause": ("running", "pause"),
    "stop": ("exited", "start"),
}
RESTING = {
    **dict.fromkeys(("failed", "activating", "deactivating"), "inactive"),
    **dict.fromkeys(("created", "dead"), "exited"),
}
ENGINES = ("docker", "podman")
PODMAN, OF_USERS = "podman", "/run/user/"
STATE = ("--format", "{{.State}}")


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    if engines.composes(argv):
        return of_compose(argv, seen.get(CONTAINERS.of(HERE)) or ())
    if len(argv) != 3 or argv[2].startswith("-"):
        return None
    tool, verb, name = argv
    if tool == "systemctl" and verb in UNITS:
        return of(argv, (*UNITS[verb][0], name))
    if tool not in ENGINES or verb not in BOXES or (verb == "stop" and seen.target.intent is not Intent.BIND):
        return None
    return of(argv, (tool, "ps", "--all", "--filter", f"name=^/?{re.escape(name)}$", *STATE))


def of_compose(argv: Argv, boxes: tuple[Container, ...]) -> Deed | None:
    """Of a container that the report speaks of, and that is its service's only one."""
    one = next((box for box in boxes if argv == box.ordered("start")), None)
    if one is None or [box for box in boxes if (box.project, box.service) == (one.project, one.service)] != [one]:
        return None
    return of(argv, (*engines.fellows(argv), STATE[1]))


def of(argv: Argv, look: Argv) -> Deed:
    return Deed("service", argv, Look("output", look), Grade.EQUIVALENT)


def state(deed: Deed, seen: str) -> str:
    """Whatever does not run is as it is after a stop: nothing makes a service fail again, or a container new."""
    word, *more = seen.split() or [""]
    word = RESTING.get(word, word)
    return f"{word} {more[0]}" if more and word == "active" and deed.argv[1] == "restart" else word


def wanted(deed: Deed, before: str, _: str) -> str:
    if deed.argv[1] == "restart" and " " in before:
        return f"{ANEW}{before.split()[1]}"
    return UNITS[deed.argv[1]][1] if deed.argv[0] == "systemctl" else BOXES[deed.argv[-2]][0]


def reached(now: str, then: str) -> bool:
    """Which invocation it will be, nobody knows before."""
    if then.startswith(ANEW):
        return now.startswith("active ") and now.split()[1] != then.removeprefix(ANEW)
    return now == then or now.startswith(f"{then} ")


def back(deed: Deed, before: str, _: str) -> Argv:
    """One that ran before is left running: stopping it would not be what was."""
    *tool, verb, name = deed.argv
    if tool == ["systemctl"]:
        return () if before.split()[:1] == [UNITS[verb][1]] else (*tool, UNITS[verb][2], name)
    return () if before == BOXES[verb][0] else (*tool, BOXES[verb][1], name)


def lasting(deed: Deed, seen: Evidence) -> Argv:
    """From now on it is as the step has made it, by whoever keeps it; what is merely thawed was never down."""
    if engines.composes(deed.argv):
        one = next((box for box in seen.get(CONTAINERS.of(HERE)) or () if deed.argv == box.ordered("start")), None)
        return restarted(one.ref.engine.kind, one.ref.name, one.ref.engine.socket) if one else ()
    tool, verb, name = deed.argv
    if tool == "systemctl":
        return (tool, "enable", name) if verb in ("start", "restart") else ()
    boxes = seen.get(CONTAINERS.of(HERE)) or ()
    socket = next((box.ref.engine.socket for box in boxes if (box.ref.engine.kind, box.ref.name) == (tool, name)), "")
    if verb == "stop":
        return tool, "update", "--restart=no", name
    return restarted(tool, name, socket) if verb == "start" else ()


def restarted(tool: str, name: str, socket: str) -> Argv:
    """Docker by itself; of Podman a unit starts those that are always to run, podman-restart.service."""
    if tool != PODMAN:
        return tool, "update", "--restart=unless-stopped", name
    user = "--user " if socket.startswith(OF_USERS) else ""
    name = shlex.quote(name)
    return "sh", "-c", f"podman update --restart=always {name} && systemctl {user}enable podman-restart.service"


def holds(deed: Deed) -> str:
    """A container that compose creates anew is as its file says."""
    if not engines.composes(deed.argv):
        return ""
    file = deed.argv[deed.argv.index("--file") + 1]
    return (
        f"compose creates the container anew; restart: unless-stopped below {deed.argv[-1]} in {file} holds then, too"
    )


EVERYWHERE = (LINUX, MACOS, WINDOWS)  # the engines are
KIND = Kind(
    "service",
    reads,
    state,
    wanted,
    back,
    reached=reached,
    lasting=lasting,
    holds=holds,
    until=True,
    platforms=EVERYWHERE,
)
