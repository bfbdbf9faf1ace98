"""
Where ufw writes the rules, one port passes there: `ufw prepend allow [out] proto tcp to 10.0.0.1 port 8000`.

ufw(8), "RULE SYNTAX": the first rule that matches decides, and one that is only added stands behind whoever denied the
port.  *prepend* puts it before all others of its family: those of IPv4 and of IPv6 are numbered apart.
"""

from __future__ import annotations

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

THERE, MISSING = "there", "missing"
FORMS = (("ufw", "prepend", "allow"), ("ufw", "prepend", "allow", "out"))
# Its files have rules that nobody loaded where it is switched off: what blocks there is somebody else's
INACTIVE = "ufw is inactive"
# A warning ("/tmp is world writable") comes before what is wrong
STATUS = 'said=$(ufw status 2>&1) || { echo "$said" | tail -n 1 >&2; exit 1; }'
ADDED = (
    "sh",
    "-c",
    f'{STATUS}; case $said in *"Status: active"*) ufw show added;; *) echo "{INACTIVE}" >&2; exit 1;; esac',
)


def reads(argv: Argv, _: Evidence) -> Deed | None:
    """Nothing but one address and port, before all other rules; of its files ufw writes the whole anew."""
    if argv[:-6] not in FORMS or argv[-6:-3] != ("proto", "tcp", "to") or argv[-2] != "port":
        return None
    if argv[-3] == "any" or not argv[-1].isdigit():
        return None
    return Deed("ufw", argv, Look("output", ADDED), Grade.EQUIVALENT)


def state(deed: Deed, seen: str) -> str:
    """``ufw allow to 10.0.0.1 port 8000 proto tcp``, as it prints what it was told."""
    way = " out" if "out" in deed.argv else ""
    told = f"ufw allow{way} to {deed.argv[-3]} port {deed.argv[-1]} proto tcp"
    return THERE if any(" ".join(row.split()) == told for row in seen.splitlines()) else MISSING


def wanted(_: Deed, __: str, ___: str) -> str:
    """A rule that is there is not moved, ufw says and does nothing."""
    return THERE


def back(deed: Deed, before: str, _: str) -> Argv:
    """A rule is deleted by what it says, wherever it stands."""
    said = (word for word in deed.argv[1:] if word != "prepend")
    return ("ufw", "delete", *said) if before == MISSING else ()


KIND = Kind("ufw", reads, state, wanted, back, unseen=True)
