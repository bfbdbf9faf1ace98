"""
A proxy of macOS is switched off for one network service, networksetup(8): `networksetup -setwebproxystate Wi-Fi off`.

Where it leads stays written down, and is there again when it is switched on.
"""

from __future__ import annotations

import re

from portwise.fix.steps.kind import MACOS, Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

TOOL = "networksetup"
PROXIES = ("webproxy", "securewebproxy", "socksfirewallproxy")
ENABLED = re.compile(r"^Enabled: (Yes|No)\s*$", re.MULTILINE)
WORDS = {"Yes": "on", "No": "off"}
OFF = "off"


def reads(argv: Argv, _: Evidence) -> Deed | None:
    if len(argv) != 4 or (argv[0], argv[3]) != (TOOL, OFF) or argv[2].startswith("-"):
        return None
    found = next((name for name in PROXIES if argv[1] == f"-set{name}state"), None)
    if found is None:
        return None
    return Deed("networksetup", argv, Look("output", (TOOL, f"-get{found}", argv[2])), Grade.EXACT)


def state(_: Deed, seen: str) -> str:
    found = ENABLED.search(seen)
    return WORDS[found[1]] if found else ""


def wanted(_: Deed, __: str, ___: str) -> str:
    return OFF


def back(deed: Deed, before: str, _: str) -> Argv:
    return (*deed.argv[:3], before) if before == "on" else ()


KIND = Kind("networksetup", reads, state, wanted, back, platforms=(MACOS,))
