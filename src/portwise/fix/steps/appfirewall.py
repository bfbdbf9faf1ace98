"""
The application firewall of macOS lets others in to one program, or no longer keeps everybody out:
`socketfilterfw --add PROGRAM --unblockapp PROGRAM`, `socketfilterfw --setblockall off`.  It stays on.
"""

from __future__ import annotations

from portwise.fix.steps.kind import MACOS, Argv, Kind
from portwise.formats import appfirewall
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

TOOL = "/usr/libexec/ApplicationFirewall/socketfilterfw"
ALL_OUT = ("--setblockall", "off")
BLOCKED, LET_IN, UNKNOWN = "blocked", "let in", "not listed"


def reads(argv: Argv, _: Evidence) -> Deed | None:
    if argv == (TOOL, *ALL_OUT):
        return Deed("appfirewall", argv, Look("output", (TOOL, "--getblockall")), Grade.EXACT)
    if len(argv) != 5 or (argv[0], argv[1], argv[3]) != (TOOL, "--add", "--unblockapp") or argv[2] != argv[4]:
        return None
    if not argv[2].startswith("/"):
        return None
    return Deed("appfirewall", argv, Look("output", (TOOL, "--listapps")), Grade.EXACT)


def state(deed: Deed, seen: str) -> str:
    if deed.argv[1:] == ALL_OUT:
        return BLOCKED if appfirewall.blocks_all("", seen) else LET_IN
    mine = [one for one in appfirewall.passages(seen) if one.program == deed.argv[2]]
    return (BLOCKED if mine[0].blocks else LET_IN) if mine else UNKNOWN


def wanted(_: Deed, __: str, ___: str) -> str:
    return LET_IN


def back(deed: Deed, before: str, _: str) -> Argv:
    if before == LET_IN:
        return ()
    if deed.argv[1:] == ALL_OUT:
        return TOOL, ALL_OUT[0], "on"
    return TOOL, "--blockapp" if before == BLOCKED else "--remove", deed.argv[2]


KIND = Kind("appfirewall", reads, state, wanted, back, platforms=(MACOS,))
