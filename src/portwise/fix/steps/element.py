"""An address is taken out of a set that bans it, nft(8): `nft delete element ip sshguard attackers { 10.0.0.9 }`."""

from __future__ import annotations

import re

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

THERE, MISSING = "there", "missing"
FAMILIES = ("ip", "ip6", "inet")
ELEMENTS = re.compile(r"elements = \{([^}]*)\}", re.DOTALL)
ADDRESS = re.compile(r"[0-9a-fA-F.:]+")


def reads(argv: Argv, _: Evidence) -> Deed | None:
    """One address, and no network of many."""
    if len(argv) != 9 or argv[:3] != ("nft", "delete", "element") or argv[3] not in FAMILIES:
        return None
    if (argv[6], argv[8]) != ("{", "}") or not ADDRESS.fullmatch(argv[7]):
        return None
    return Deed("element", argv, Look("output", ("nft", "-s", "list", "set", *argv[3:6])), Grade.EXACT)


def state(deed: Deed, seen: str) -> str:
    """An element that ends by itself (timeout) or has a comment is another one when it comes back: left alone."""
    found = ELEMENTS.search(seen)
    return THERE if found and deed.argv[7] in (word.strip() for word in found[1].split(",")) else MISSING


def wanted(_: Deed, __: str, ___: str) -> str:
    return MISSING


def back(deed: Deed, before: str, _: str) -> Argv:
    return ("nft", "add", *deed.argv[2:]) if before == THERE else ()


KIND = Kind("element", reads, state, wanted, back)
