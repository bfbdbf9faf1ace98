"""
A setting of the kernel until the next boot, sysctl(8): `sysctl -w net.core.somaxconn=4096`.

macOS has them too, below net.inet, and no files for them.
"""

from __future__ import annotations

import re

from portwise.fix.steps.kind import LINUX, MACOS, Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

SETTING = re.compile(r"(net\.[\w.-]+)=([\w .]+)")  # of the network alone: no remedy of ours changes another one
FOR_GOOD = "/etc/sysctl.d/99-portwise.conf"
OF_MACOS = ("net.inet.", "net.inet6.")


def reads(argv: Argv, _: Evidence) -> Deed | None:
    found = SETTING.fullmatch(argv[2]) if len(argv) == 3 and argv[:2] == ("sysctl", "-w") else None
    if found is None:
        return None
    of_macos = found[1].startswith(OF_MACOS)
    look = Look("output", ("sysctl", "-n", found[1])) if of_macos else Look("file", (path(found[1]),))
    return Deed("sysctl", argv, look, Grade.EXACT)


def path(name: str) -> str:
    """``net.ipv4.conf.eth0/1.rp_filter``: a dot within a name is written as a slash, sysctl(8)."""
    return "/proc/sys/" + name.translate(str.maketrans("./", "/."))


def state(_: Deed, seen: str) -> str:
    """Several numbers are parted by tabs or blanks."""
    return " ".join(seen.split())


def wanted(deed: Deed, _: str, __: str) -> str:
    return " ".join(deed.argv[2].partition("=")[2].split())


def back(deed: Deed, before: str, _: str) -> Argv:
    return "sysctl", "-w", f"{deed.argv[2].partition('=')[0]}={before}"


def lasting(deed: Deed, _: Evidence) -> Argv:
    """sysctl.d(5); macOS has no such folder."""
    if deed.look.how != "file":
        return ()
    return "sh", "-c", f"echo '{deed.argv[2]}' >> {FOR_GOOD}"


KIND = Kind("sysctl", reads, state, wanted, back, lasting=lasting, platforms=(LINUX, MACOS))
