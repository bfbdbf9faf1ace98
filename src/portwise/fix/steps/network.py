"""
A running container comes into a further network of its engine: `docker network connect shop_default web`.

In a network that somebody made, containers know each other by name.
"""

from __future__ import annotations

from portwise.fix.steps.kind import LINUX, MACOS, WINDOWS, Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

ENGINES = ("docker", "podman")
NAMES = "{{range $name, $_ := .NetworkSettings.Networks}}{{$name}} {{end}}"


def reads(argv: Argv, _: Evidence) -> Deed | None:
    if len(argv) != 5 or argv[0] not in ENGINES or argv[1:3] != ("network", "connect"):
        return None
    if any(word.startswith("-") for word in argv[3:]):
        return None
    return Deed("network", argv, Look("output", (argv[0], "inspect", "--format", NAMES, argv[4])), Grade.EXACT)


def state(_: Deed, seen: str) -> str:
    """The networks that it is in, in one order."""
    return " ".join(sorted(seen.split()))


def wanted(deed: Deed, before: str, _: str) -> str:
    return " ".join(sorted({*before.split(), deed.argv[3]}))


def back(deed: Deed, before: str, _: str) -> Argv:
    return () if deed.argv[3] in before.split() else (deed.argv[0], "network", "disconnect", *deed.argv[3:])


def holds(deed: Deed) -> str:
    return f"the container is created anew: with --network {deed.argv[3]}, or by a compose file that names it, then"


KIND = Kind("network", reads, state, wanted, back, holds=holds, platforms=(LINUX, MACOS, WINDOWS))
