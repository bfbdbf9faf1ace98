"""
Names get a line in the hosts file, hosts(5): `sh -c 'echo 127.0.0.1 shop.localhost >> /etc/hosts'`.

Like a line that is taken out, it is written by ourselves, and in place where the file is a bind mount.
"""

from __future__ import annotations

import re
from ipaddress import ip_address

from portwise.fix.steps.hosts import FILE, back, state
from portwise.fix.steps.kind import LINUX, MACOS, Argv, Kind
from portwise.formats import hosts
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

LINE = re.compile(r"echo ([0-9a-f.:]{2,45} [A-Za-z0-9][A-Za-z0-9.-]{0,252}) >> " + re.escape(FILE))
BETWEEN = "; "


def reads(argv: Argv, _: Evidence) -> Deed | None:
    if len(argv) != 3 or argv[:2] != ("sh", "-c"):
        return None
    found = [LINE.fullmatch(part) for part in argv[2].split(BETWEEN)]
    if not all(row and hosts.parsed(row[1].split()[0]) for row in found):
        return None
    return Deed("entry", argv, Look("file", (FILE,)), Grade.EXACT)


def lines(deed: Deed) -> list[str]:
    return [row[1] for row in map(LINE.fullmatch, deed.argv[2].split(BETWEEN)) if row]


def changed(deed: Deed, before: str) -> str:
    """Only what nobody has given the name yet; a file whose last line was never ended gets that end first."""
    pairs = (line.split() for line in lines(deed))
    fresh = [f"{at} {name}\n" for at, name in pairs if ip_address(at) not in hosts.addresses(before, name)]
    gap = "\n" if fresh and before and not before.endswith("\n") else ""
    return "".join((before, gap, *fresh))


def wanted(deed: Deed, before: str, _: str) -> str:
    return changed(deed, before)


KIND = Kind("entry", reads, state, wanted, back, text=changed, platforms=(LINUX, MACOS))
