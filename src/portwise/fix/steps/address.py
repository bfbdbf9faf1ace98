"""An interface gets an address back, ip-address(8): `ip addr replace 127.0.0.1/8 dev lo`."""

from __future__ import annotations

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

THERE, MISSING = "there", "missing"


def reads(argv: Argv, _: Evidence) -> Deed | None:
    if len(argv) != 6 or argv[:3] != ("ip", "addr", "replace") or argv[4] != "dev":
        return None
    return Deed("address", argv, Look("output", ("ip", "-o", "addr", "show", "dev", argv[5])), Grade.EXACT)


def state(deed: Deed, seen: str) -> str:
    """``1: lo    inet 127.0.0.1/8 scope host lo``."""
    return THERE if deed.argv[3] in seen.split() else MISSING


def wanted(_: Deed, __: str, ___: str) -> str:
    return THERE


def back(deed: Deed, before: str, _: str) -> Argv:
    return ("ip", "addr", "del", *deed.argv[3:]) if before == MISSING else ()


KIND = Kind("address", reads, state, wanted, back)
