"""The proxy of a desktop is switched off, gsettings(1): `gsettings set org.gnome.system.proxy mode none`."""

from __future__ import annotations

import re

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

SCHEMA, KEY, OFF = "org.gnome.system.proxy", "mode", "none"
MODE = re.compile(r"'(none|manual|auto)'")  # what the key may be, by its schema


def reads(argv: Argv, _: Evidence) -> Deed | None:
    """Off and nothing else; where it leads stays written down."""
    if argv != ("gsettings", "set", SCHEMA, KEY, OFF):
        return None
    return Deed("desktop", argv, Look("output", ("gsettings", "get", SCHEMA, KEY)), Grade.EXACT)


def state(_: Deed, seen: str) -> str:
    found = MODE.fullmatch(seen.strip())
    return found[1] if found else seen.strip()


def wanted(_: Deed, __: str, ___: str) -> str:
    return OFF


def back(deed: Deed, before: str, _: str) -> Argv:
    return (*deed.argv[:4], before) if MODE.fullmatch(f"'{before}'") else ()


KIND = Kind("desktop", reads, state, wanted, back)
