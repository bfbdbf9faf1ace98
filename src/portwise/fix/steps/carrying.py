"""
Connections are carried to where the server is: `portwise forward 3000 unix:/run/puma.sock`, `kubectl port-forward`.

Whoever carries them stays in the foreground of `portwise fix`, on loopback alone, and is there for as long as it runs.
Taken back it is ended: the one that has these very words and listens.
"""

from __future__ import annotations

import errno
import re

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look
from portwise.model.target import Intent

FORWARD = ("portwise", "forward")
KUBECTL = ("kubectl", "port-forward", "-n")
PLACE = re.compile(r"(?:127\.0\.0\.1:|\[::1\]:)?(\d{1,5})")  # no other machine comes in there
INNER = re.compile(r"unix:/[^\0]+|127\.0\.0\.1:\d{1,5}|\[::1\]:\d{1,5}")
PAIR = re.compile(r"(\d{1,5}):\d{1,5}")
AND = "and more than "


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    """At the very port that was asked."""
    port = carried(argv)
    if port is None or port != str(seen.target.port) or seen.target.intent is Intent.BIND:
        return None
    return Deed("carrying", argv, Look("output", ("ss", "-Hltn", f"sport = :{port}")), Grade.EXACT)


def carried(argv: Argv) -> str | None:
    if len(argv) == 4 and argv[:2] == FORWARD and INNER.fullmatch(argv[3]):
        found = PLACE.fullmatch(argv[2])
    elif len(argv) == 6 and argv[:3] == KUBECTL and argv[4].startswith("service/"):
        found = PAIR.fullmatch(argv[5])
    else:
        return None
    return found[1] if found else None


def state(_: Deed, seen: str) -> str:
    """The places at which somebody listens on that port."""
    return " ".join(sorted({row.split()[3] for row in seen.splitlines() if row.strip()}))


def wanted(deed: Deed, before: str, _: str) -> str:
    """Raises OSError where somebody is there by now."""
    place = deed.argv[2].rpartition(":")[0]
    if before and (not place or place in (row.rpartition(":")[0] for row in before.split())):
        raise OSError(errno.EADDRINUSE, "somebody listens there by now")
    return AND + before


def reached(now: str, then: str) -> bool:
    return then.startswith(AND) and {*now.split()} > {*then.removeprefix(AND).split()}


def alike(now: str, before: str) -> bool:
    """Nobody listens who did not before; a server that was carried to may have ended as well."""
    return {*now.split()} <= {*before.split()}


def back(_: Deed, __: str, ___: str) -> Argv:
    """It is ended, by whoever finds it."""
    return ()


def holds(_: Deed) -> str:
    return "it is ended: it runs in this terminal, and by no service"


KIND = Kind("carrying", reads, state, wanted, back, reached=reached, alike=alike, stays=True, holds=holds)
