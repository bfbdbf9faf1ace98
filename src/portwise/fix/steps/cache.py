"""
A cache of names forgets what it knows, and asks anew: `resolvectl flush-caches`, `nscd -i hosts`.

Nothing is lost by it but time, and nothing brings the old answers back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

# What empties it, what tells how much is in it, and where that stands
CACHES: Mapping[Argv, tuple[Argv, re.Pattern[str]]] = {
    ("resolvectl", "flush-caches"): (("resolvectl", "statistics"), re.compile(r"Current Cache Size: *(\d{1,9})")),
    ("nscd", "-i", "hosts"): (
        ("nscd", "-g"),
        re.compile(r"^hosts cache:$(?:\n(?!\w).*)*?\n +(\d{1,9}) +current number of cached values$", re.MULTILINE),
    ),
}
WHY = "what was kept is asked for anew, and the old answers are gone"
FEWER = "fewer than "


def reads(argv: Argv, _: Evidence) -> Deed | None:
    if argv not in CACHES:
        return None
    return Deed("cache", argv, Look("output", CACHES[argv][0]), Grade.NONE, WHY)


def state(deed: Deed, seen: str) -> str:
    """How many names are kept, "0" also where it does not tell: then there is nothing to forget."""
    found = CACHES[deed.argv][1].search(seen)
    return found[1] if found else "0"


def wanted(_: Deed, before: str, __: str) -> str:
    """Others ask in the same moment."""
    return FEWER + before if before != "0" else before


def reached(now: str, then: str) -> bool:
    return int(now) < int(then.removeprefix(FEWER)) if then.startswith(FEWER) else now == then


def back(_: Deed, __: str, ___: str) -> Argv:
    return ()


KIND = Kind("cache", reads, state, wanted, back, reached=reached)
