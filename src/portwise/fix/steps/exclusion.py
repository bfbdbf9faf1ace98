"""
One port of Windows is kept for whoever asks for it by its number, while the service that took it lets go for a moment:
`net stop winnat`, `netsh int ipv4 add excludedportrange … numberofports=1`, `net start winnat`.

Between the two, virtual machines, WSL and containers have no network.  Where that service puts its ranges then, nobody
knows before: the way back frees the port, and the ranges stay where they are.
"""

from __future__ import annotations

import re

from portwise.fix.steps.kind import WINDOWS, Argv, Kind
from portwise.formats.windows import netsh
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

AROUND = ("net stop winnat", "net start winnat")
WORDS = "excludedportrange protocol=tcp startport={} numberofports=1"
ADD = re.compile(
    "{} & netsh int ipv4 add {} store=persistent & {}".format(AROUND[0], WORDS.format(r"(\d{1,5})"), AROUND[1])
)
SHELL = ("cmd", "/d", "/c")
SHOWN = ("netsh", "interface", "ipv4", "show", "excludedportrange", "protocol=tcp")
KEPT, OPEN = "kept", "not kept"


def reads(argv: Argv, _: Evidence) -> Deed | None:
    """One port, and no range."""
    if len(argv) != 4 or argv[:3] != SHELL or not ADD.fullmatch(argv[3]):
        return None
    return Deed("exclusion", argv, Look("output", SHOWN), Grade.EQUIVALENT)


def port(deed: Deed) -> int:
    found = ADD.fullmatch(deed.argv[3])
    return int(found[1]) if found else 0


def state(deed: Deed, seen: str) -> str:
    """By an administrator, and not by a service."""
    kept = any(one.by_hand and (one.first, one.last) == (port(deed), port(deed)) for one in netsh.excluded(seen))
    return KEPT if kept else OPEN


def wanted(_: Deed, __: str, ___: str) -> str:
    return KEPT


def back(deed: Deed, before: str, _: str) -> Argv:
    if before == KEPT:
        return ()
    return ("netsh", "int", "ipv4", "delete", *WORDS.format(port(deed)).split(), "store=persistent")


KIND = Kind("exclusion", reads, state, wanted, back, platforms=(WINDOWS,))
