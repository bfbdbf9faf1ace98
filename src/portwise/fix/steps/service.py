"""A service or a container runs (again): `systemctl restart NAME`, `docker unpause NAME`, …"""

from __future__ import annotations

from collections.abc import Mapping

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

RUNNING = ("active", "running")
# What it is afterwards, and what takes it back
UNITS: Mapping[str, tuple[str, str]] = {"start": ("active", "stop"), "restart": ("active", "stop")}
BOXES: Mapping[str, tuple[str, str]] = {"start": ("running", "stop"), "unpause": ("running", "pause")}
RESTING = {
    **dict.fromkeys(("failed", "activating", "deactivating"), "inactive"),
    **dict.fromkeys(("created", "dead"), "exited"),
}
ENGINES = ("docker", "podman")


def reads(argv: Argv, _: Evidence) -> Deed | None:
    if len(argv) != 3:
        return None
    tool, verb, name = argv
    if tool == "systemctl" and verb in UNITS:
        look = ("systemctl", "show", "--property=ActiveState", "--value", name)
    elif tool in ENGINES and verb in BOXES:
        look = (tool, "inspect", "--format", "{{.State.Status}}", name)
    else:
        return None
    return Deed("service", argv, Look("output", look), Grade.EQUIVALENT)


def state(_: Deed, seen: str) -> str:
    """Whatever does not run is as it is after a stop: nothing makes a service fail again, or a container new."""
    word = seen.strip()
    return RESTING.get(word, word)


def wanted(deed: Deed, _: str, __: str) -> str:
    return (UNITS if deed.argv[0] == "systemctl" else BOXES)[deed.argv[1]][0]


def back(deed: Deed, before: str, _: str) -> Argv:
    """One that ran before is left running: stopping it would not be what was."""
    tool, verb, name = deed.argv
    return () if before in RUNNING else (tool, (UNITS if tool == "systemctl" else BOXES)[verb][1], name)


KIND = Kind("service", reads, state, wanted, back)
