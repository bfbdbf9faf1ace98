"""Where firewalld writes the rules, one port passes until it is reloaded: `firewall-cmd --add-port=8000/tcp`."""

from __future__ import annotations

import re

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

YES, NO = "open", "closed"
PORT = re.compile(r"--add-port=(\d{1,5}/tcp)")


def reads(argv: Argv, _: Evidence) -> Deed | None:
    """One port at run time: nothing permanent, and no range."""
    found = PORT.fullmatch(argv[1]) if len(argv) == 2 and argv[0] == "firewall-cmd" else None
    return found and Deed("firewalld", argv, Look("output", ("firewall-cmd", "--list-ports")), Grade.EXACT)


def state(deed: Deed, seen: str) -> str:
    """``3000/tcp 8000/tcp``; a query by itself would end with 1 where the answer is no."""
    return YES if deed.argv[1].partition("=")[2] in seen.split() else NO


def wanted(_: Deed, __: str, ___: str) -> str:
    return YES


def back(deed: Deed, before: str, _: str) -> Argv:
    return ("firewall-cmd", deed.argv[1].replace("--add-", "--remove-")) if before == NO else ()


def lasting(deed: Deed, _: Evidence) -> Argv:
    return deed.argv[0], "--permanent", deed.argv[1]


KIND = Kind("firewalld", reads, state, wanted, back, lasting=lasting, unseen=True)
