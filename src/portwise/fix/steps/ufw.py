"""Where ufw writes the rules, one port passes there, ufw(8): `ufw allow proto tcp to 10.0.0.1 port 8000`."""

from __future__ import annotations

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

THERE, MISSING, IDLE = "there", "missing", "not in use"
NONE_YET = "Added user rules"  # the heading of `ufw show added`, with or without rules


def reads(argv: Argv, _: Evidence) -> Deed | None:
    """Nothing but one address and port."""
    if len(argv) != 8 or argv[:5] != ("ufw", "allow", "proto", "tcp", "to") or argv[6] != "port":
        return None
    if argv[5] == "any" or not argv[7].isdigit():
        return None
    return Deed("ufw", argv, Look("output", ("ufw", "show", "added")), Grade.EQUIVALENT)


def state(deed: Deed, seen: str) -> str:
    """``ufw allow to 10.0.0.1 port 8000 proto tcp``, as it prints what it was told."""
    if NONE_YET not in seen:
        return IDLE
    told = f"ufw allow to {deed.argv[5]} port {deed.argv[7]} proto tcp"
    return THERE if any(" ".join(row.split()) == told for row in seen.splitlines()) else MISSING


def wanted(_: Deed, before: str, __: str) -> str:
    return IDLE if before == IDLE else THERE


def back(deed: Deed, before: str, _: str) -> Argv:
    return ("ufw", "delete", *deed.argv[1:]) if before == MISSING else ()


KIND = Kind("ufw", reads, state, wanted, back, unseen=True)
