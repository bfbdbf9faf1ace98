"""
The firewall of Windows lets one port in, lets in what a rule has kept out, or no longer heeds that rule.

`netsh advfirewall firewall add rule name="port 3000" … localport=3000`, `… set rule name=… dir=in new action=allow`,
and `… new enable=no`: a rule that is only changed in one word comes back exactly as it was.  Looked at by the
registry, which is of one language.
"""

from __future__ import annotations

import re

from portwise.fix.steps.kind import WINDOWS, Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

TOOL = ("netsh", "advfirewall", "firewall")
KEY = r"HKLM\SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy\FirewallRules"
ADDED = re.compile(
    r"dir=in action=allow protocol=TCP (?:localip=[0-9A-Fa-f.:]{2,45} )?localport=(\d{1,5})(?: profile=private)?"
)
OF_ONE = ("dir=in", "new")
# What is set, what that makes of a rule that blocks and is heeded, and what sets it back
TURNED = {"action=allow": ("Allow TRUE", "action=block"), "enable=no": ("Block FALSE", "enable=yes")}
HEEDED = "Block TRUE"
NAMED = "name="
FIELD = re.compile(r"\|(Action|Active|Dir|Name)=([^|\r\n]*)")


def reads(argv: Argv, _: Evidence) -> Deed | None:
    if argv[:3] != TOOL or len(argv) < 6 or not argv[5].startswith(NAMED):
        return None
    if not adds(argv) and not turns(argv):
        return None
    if argv[4] != "rule" or argv[5] in (NAMED, f"{NAMED}all"):
        return None
    return Deed("advfirewall", argv, Look("output", ("reg", "query", KEY)), Grade.EXACT)


def turns(argv: Argv) -> bool:
    return argv[3] == "set" and argv[6:8] == OF_ONE and len(argv) == 9 and argv[8] in TURNED


def adds(argv: Argv) -> bool:
    """One port, under a name that nobody else gives."""
    found = ADDED.fullmatch(" ".join(argv[6:])) if argv[3] == "add" else None
    return found is not None and argv[5] == f"{NAMED}port {found[1]}"


def state(deed: Deed, seen: str) -> str:
    """``Block TRUE, Allow FALSE``: what the rules of that name do with what comes in, and whether they are heeded."""
    rows = (dict(FIELD.findall(line)) for line in seen.splitlines())
    mine = [row for row in rows if row.get("Name") == deed.argv[5].removeprefix(NAMED) and row.get("Dir") == "In"]
    return ", ".join(sorted(f"{row.get('Action', '')} {row.get('Active', '')}" for row in mine))


def wanted(deed: Deed, before: str, _: str) -> str:
    """One rule more; or another word, where all of that name block and are heeded: whatever else is, is left alone."""
    if deed.argv[3] == "add":
        return before or "Allow TRUE"
    rules = before.split(", ")
    return ", ".join(TURNED[deed.argv[8]][0] for _ in rules) if set(rules) == {HEEDED} else before


def back(deed: Deed, before: str, _: str) -> Argv:
    if deed.argv[3] == "add":
        return (*TOOL, "delete", "rule", deed.argv[5]) if not before else ()
    return (*deed.argv[:8], TURNED[deed.argv[8]][1])


KIND = Kind("advfirewall", reads, state, wanted, back, platforms=(WINDOWS,))
