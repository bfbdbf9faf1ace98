"""One rule goes: `nft delete rule ip nat output handle 4`.  Back it goes to where it stood, under another handle."""

from __future__ import annotations

import re

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

RULE = re.compile(r"^\t\t(?!type |policy |comment )(.*?) # handle (\d+)$", re.MULTILINE)  # as nft prints a chain


def reads(argv: Argv, _: Evidence) -> Deed | None:
    if len(argv) != 8 or argv[:3] != ("nft", "delete", "rule") or argv[6] != "handle" or not argv[7].isdigit():
        return None
    return Deed("removal", argv, Look("output", ("nft", "-s", "-a", "list", "chain", *argv[3:6])), Grade.EXACT)


def state(_: Deed, seen: str) -> str:
    """The rules of the chain without their handles, which nobody can give back."""
    return "\n".join(text for text, _ in RULE.findall(seen))


def wanted(deed: Deed, _: str, seen: str) -> str:
    return "\n".join(text for text, handle in RULE.findall(seen) if handle != deed.argv[7])


def back(deed: Deed, before: str, seen: str) -> Argv:
    """Before the rule that stands in its place now, or at the end."""
    now, then = [text for text, _ in RULE.findall(seen)], before.split("\n")
    place = next((n for n, (a, b) in enumerate(zip(now, then, strict=False)) if a != b), len(now))
    if place < len(now):
        return "nft", "insert", "rule", *deed.argv[3:6], "index", str(place), *then[place].split(" ")
    return "nft", "add", "rule", *deed.argv[3:6], *then[place].split(" ")


def holds(_: Deed) -> str:
    return "the machine starts again, or whoever wrote that rule does so anew: it stands in their file still"


KIND = Kind("removal", reads, state, wanted, back, holds=holds)
