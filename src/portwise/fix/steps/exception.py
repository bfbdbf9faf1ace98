"""
One port passes, above the rule that refuses it: `nft insert rule inet filter input ip daddr A tcp dport N accept`.

A rule like it may stand there already, below the one that refuses: what is counted is how many there are.
"""

from __future__ import annotations

import re

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

HANDLE = re.compile(r"^\s*(.*?) # handle (\d+)$")
FAMILIES = ("ip", "ip6", "inet")


def reads(argv: Argv, _: Evidence) -> Deed | None:
    """Nothing but the exception for one address and port."""
    if len(argv) != 13 or argv[:3] != ("nft", "insert", "rule") or argv[3] not in FAMILIES:
        return None
    if (argv[7], argv[9:11], argv[12]) != ("daddr", ("tcp", "dport"), "accept"):
        return None
    return Deed("exception", argv, Look("output", ("nft", "-s", "-a", "list", "chain", *argv[3:6])), Grade.EXACT)


def handles(deed: Deed, seen: str) -> list[str]:
    """Of the rules that say the same, in their order."""
    text = " ".join(deed.argv[6:])
    rows = (HANDLE.match(line) for line in seen.splitlines())
    return [row[2] for row in rows if row and row[1] == text]


def state(deed: Deed, seen: str) -> str:
    return str(len(handles(deed, seen)))


def wanted(_: Deed, before: str, __: str) -> str:
    return str(int(before) + 1)


def back(deed: Deed, before: str, seen: str) -> Argv:
    """What is inserted stands first."""
    now = handles(deed, seen)
    return ("nft", "delete", "rule", *deed.argv[3:6], "handle", now[0]) if len(now) > int(before) else ()


KIND = Kind("exception", reads, state, wanted, back)
