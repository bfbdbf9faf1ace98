"""
Windows hands out other ports to its clients: `netsh int ipv4 set dynamicport tcp start=15000 num=50000`.

It stays so after the next start, as it was before.
"""

from __future__ import annotations

import re

from portwise.fix.steps.kind import WINDOWS, Argv, Kind
from portwise.formats.windows import netsh
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look
from portwise.model.target import HIGHEST_PORT

SET = ("netsh", "int", "ipv4", "set", "dynamicport", "tcp")
SHOWN = ("netsh", "interface", "ipv4", "show", "dynamicport", "tcp")
WORDS = re.compile(r"start=(\d{1,5}) num=(\d{1,5})")


def reads(argv: Argv, _: Evidence) -> Deed | None:
    found = WORDS.fullmatch(" ".join(argv[6:])) if argv[:6] == SET and len(argv) == 8 else None
    if found is None or int(found[1]) + int(found[2]) - 1 > HIGHEST_PORT:
        return None
    return Deed("dynamicports", argv, Look("output", SHOWN), Grade.EXACT)


def state(_: Deed, seen: str) -> str:
    """``start=49152 num=16384``, in whatever language it is printed."""
    first, last = netsh.dynamic(seen)
    return f"start={first} num={last - first + 1}"


def wanted(deed: Deed, _: str, __: str) -> str:
    return " ".join(deed.argv[6:])


def back(_: Deed, before: str, __: str) -> Argv:
    return (*SET, *before.split())


KIND = Kind("dynamicports", reads, state, wanted, back, platforms=(WINDOWS,))
