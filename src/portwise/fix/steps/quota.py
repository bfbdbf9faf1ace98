"""
A control group may use more of the processors: `sh -c 'echo "200000 100000" >/sys/fs/cgroup/shop/cpu.max'`, cgroups(7).

Only of a group that was seen to stop its processes; one that systemd or an engine of containers keeps has commands of
its own for it, and is left to these.
"""

from __future__ import annotations

import re

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence, Known
from portwise.model.facts import THROTTLED
from portwise.model.repair import Deed, Grade, Look

WRITES = re.compile(r"echo (\d{1,9}(?: \d{1,9})?) >(/sys/fs/cgroup/[\w.,@:/-]+)/(cpu\.max|cpu\.cfs_quota_us)")


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    found = WRITES.fullmatch(argv[2]) if len(argv) == 3 and argv[:2] == ("sh", "-c") else None
    rows = (one.said.value for one in seen if one.question.fact is THROTTLED and isinstance(one.said, Known))
    if found is None or not any(row and row.group == found[2] for row in rows):
        return None
    return Deed("quota", argv, Look("file", (f"{found[2]}/{found[3]}",)), Grade.EXACT)


def state(_: Deed, seen: str) -> str:
    return " ".join(seen.split())


def wanted(deed: Deed, _: str, __: str) -> str:
    found = WRITES.fullmatch(deed.argv[2])
    return found[1] if found else ""


def back(deed: Deed, before: str, _: str) -> Argv:
    return "sh", "-c", f"echo {before} >{deed.look.what[0]}"


def holds(_: Deed) -> str:
    """No group of the kernel outlives it, cgroups(7)."""
    return "the group is made anew, at the latest when the machine starts: whoever makes it sets its limit"


KIND = Kind("quota", reads, state, wanted, back, holds=holds)
