"""
The clients of a server are cut off, and it takes the next ones: `ss -K state established sport = :8000`, ss(8).

The kernel ends the connections with a reset, tcp_abort(); no process is ended, and clients come again.  Nothing brings
a connection back.
"""

from __future__ import annotations

import re

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

KILL = ("ss", "-K", "state", "established")
LIST = ("ss", "-Htn", "state", "established")
PORT = re.compile(r"sport = :\d{1,5}")
GONE = "closed: "
WHY = "a connection that is closed cannot be brought back; its client has to come again"


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    """Of the very port that was asked."""
    if argv[:4] != KILL or len(argv) != 5 or not PORT.fullmatch(argv[4]):
        return None
    if argv[4] != f"sport = :{seen.target.port}":
        return None
    return Deed("hangup", argv, Look("output", (*LIST, argv[4])), Grade.NONE, WHY)


def state(_: Deed, seen: str) -> str:
    """Both ends of each connection, in one order."""
    return "\n".join(sorted(" ".join(row.split()[2:4]) for row in seen.splitlines() if row.strip()))


def wanted(_: Deed, before: str, __: str) -> str:
    return GONE + before


def reached(now: str, then: str) -> bool:
    """Whoever has come meanwhile is another one."""
    return not {*now.split("\n")} & {*then.removeprefix(GONE).split("\n")} - {""}


def back(_: Deed, __: str, ___: str) -> Argv:
    return ()


KIND = Kind("hangup", reads, state, wanted, back, reached=reached)
