"""
A line of the hosts file becomes a comment, hosts(5): `sed -i.before 3s/^/#/ /etc/hosts`; or another line takes its
place: `sed -i.before '3s/.*/127.0.0.1 localhost/' /etc/hosts`.

The file is written by ourselves: where it is a bind mount, as in every container, it cannot be replaced (rename(2),
EBUSY), and sed fails.
"""

from __future__ import annotations

import re

from portwise.fix.steps.kind import LINUX, MACOS, Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

FILE = "/etc/hosts"
LINE = re.compile(r"([1-9]\d*)s/(?:\^/#|\.\*/([0-9a-f.:]{2,45} [A-Za-z0-9][A-Za-z0-9.-]{0,252}))/")


def reads(argv: Argv, _: Evidence) -> Deed | None:
    found = LINE.fullmatch(argv[2]) if len(argv) == 4 and argv[:2] == ("sed", "-i.before") else None
    return Deed("hosts", argv, Look("file", (FILE,)), Grade.EXACT) if found and argv[3] == FILE else None


def state(_: Deed, seen: str) -> str:
    return seen


def changed(deed: Deed, before: str) -> str:
    found = LINE.fullmatch(deed.argv[2])
    number, text = (int(found[1]), found[2]) if found else (0, None)
    rows = before.splitlines(keepends=True)
    return "".join((instead(row, text) if text else f"#{row}") if n == number else row for n, row in enumerate(rows, 1))


def instead(row: str, text: str) -> str:
    """With the end that the line has."""
    return text + row[len(row.rstrip("\r\n")) :]


def wanted(deed: Deed, before: str, _: str) -> str:
    return changed(deed, before)


def back(_: Deed, __: str, ___: str) -> Argv:
    """It is written, as it was."""
    return ()


KIND = Kind("hosts", reads, state, wanted, back, text=changed, platforms=(LINUX, MACOS))
