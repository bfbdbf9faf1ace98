r"""
A proxy of Windows is switched off: that of the desktop, `reg add HKCU\…\Internet Settings /v ProxyEnable … /d 0 /f`,
where its address stays written down; or that of its services, `netsh winhttp reset proxy`, which is told anew.
"""

from __future__ import annotations

from portwise.fix.steps.kind import WINDOWS, Argv, Kind
from portwise.formats.windows import netsh, registry
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings"
DESKTOP = ("reg", "add", KEY, "/v", "ProxyEnable", "/t", "REG_DWORD", "/d")
FORCED = "/f"  # it asks else whether to write over what is there
SERVICES = ("netsh", "winhttp", "reset", "proxy")
SHOWN = ("netsh", "winhttp", "show", "proxy")
OFF, ON = "0", "1"
BETWEEN = " beside "


def reads(argv: Argv, _: Evidence) -> Deed | None:
    if argv == (*DESKTOP, OFF, FORCED):
        return Deed("winproxy", argv, Look("output", ("reg", "query", KEY)), Grade.EXACT)
    if argv == SERVICES:
        return Deed("winproxy", argv, Look("output", SHOWN), Grade.EQUIVALENT)
    return None


def state(deed: Deed, seen: str) -> str:
    """Of the services: ``10.9.9.9:8080 beside *.shop;<local>``, "" without one."""
    if deed.argv == SERVICES:
        told = netsh.winhttp(seen)
        return f"{told.server}{BETWEEN}{told.bypass}" if told.server else ""
    return ON if registry.values(seen).get("ProxyEnable") == ON else OFF


def wanted(deed: Deed, _: str, __: str) -> str:
    return "" if deed.argv == SERVICES else OFF


def back(deed: Deed, before: str, _: str) -> Argv:
    if deed.argv != SERVICES:
        return (*DESKTOP, ON, FORCED)
    server, _, bypass = before.partition(BETWEEN)
    around = (f"bypass-list={bypass}",) if bypass else ()
    return ("netsh", "winhttp", "set", "proxy", f"proxy-server={server}", *around)


KIND = Kind("winproxy", reads, state, wanted, back, platforms=(WINDOWS,))
