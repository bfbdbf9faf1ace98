"""
A running VirtualBox machine is lent a port: `VBoxManage controlvm shop natpf1 port3000,tcp,127.0.0.1,3000,,3000`.

VirtualBox manual, VBoxManage controlvm: the rule is in force at once, and stays in the settings of the machine.
"""

from __future__ import annotations

import re

from portwise.fix.steps.kind import LINUX, MACOS, WINDOWS, Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

THERE, MISSING = "there", "missing"
RULE = re.compile(r"(port\d{1,5}),tcp,127\.0\.0\.1,(\d{1,5}),,\d{1,5}")  # no other machine comes in there


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    """At the very port that was asked."""
    if len(argv) != 5 or argv[:2] != ("VBoxManage", "controlvm") or argv[3] != "natpf1" or argv[2].startswith("-"):
        return None
    found = RULE.fullmatch(argv[4])
    if found is None or found[2] != str(seen.target.port):
        return None
    return Deed(
        "lending", argv, Look("output", ("VBoxManage", "showvminfo", argv[2], "--machinereadable")), Grade.EXACT
    )


def state(deed: Deed, seen: str) -> str:
    """``Forwarding(0)="port3000,tcp,127.0.0.1,3000,,3000"``."""
    rows = (row.strip().partition("=") for row in seen.splitlines())
    return THERE if any(n.startswith("Forwarding(") and v.strip('"') == deed.argv[4] for n, _, v in rows) else MISSING


def wanted(_: Deed, __: str, ___: str) -> str:
    return THERE


def back(deed: Deed, before: str, _: str) -> Argv:
    return (*deed.argv[:4], "delete", deed.argv[4].partition(",")[0]) if before == MISSING else ()


KIND = Kind("lending", reads, state, wanted, back, platforms=(LINUX, MACOS, WINDOWS))
