"""
A line of the hosts file becomes a comment, hosts(5): `sed -i.before 3s/^/#/ /etc/hosts`.

The file is written by ourselves: where it is a bind mount, as in every container, it cannot be replaced (rename(2),
EBUSY), and sed fails.
"""

from __future__ import annotations

import re

from portwise.fix.steps.kind import LINUX, MACOS, Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

FILE = "/etc/hosts"
LINE = re.compile(r"(\d+)s/\^/#/")


def reads(argv: Argv, _: Evidence) -> Deed | None:
    found = LINE.fullmatch(argv[2]) if len(argv) == 4 and argv[:2] == ("sed", "-i.before") else None
    return Deed("hosts", argv, Look("file", (FILE,)), Grade.EXACT) if found and argv[3] == FILE else None


def state(_: Deed, seen: str) -> str:
    return seen


def changed(deed: Deed, before: str) -> str:
    number = int(deed.argv[2].partition("s")[0])
    rows = before.splitlines(keepends=True)
    return "".join(f"#{row}" if n == number else row for n, row in enumerate(rows, 1))


def wanted(deed: Deed, before: str, _: str) -> str:
    return changed(deed, before)


def back(_: Deed, __: str, ___: str) -> Argv:
    """It is written, as it was."""
    return ()


KIND = Kind("hosts", reads, state, wanted, back, text=changed, platforms=(LINUX, MACOS))
