"""
A name server that does not answer is no longer asked first, resolv.conf(5): `sed -i.before 1s/^/#/ /etc/resolv.conf`.

Like the hosts file, it is written by ourselves, and in place where it is a bind mount.
"""

from __future__ import annotations

from portwise.fix.steps.hosts import LINE, back, changed, state, wanted
from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

FILE = "/etc/resolv.conf"


def reads(argv: Argv, _: Evidence) -> Deed | None:
    found = LINE.fullmatch(argv[2]) if len(argv) == 4 and argv[:2] == ("sed", "-i.before") else None
    return Deed("nameserver", argv, Look("file", (FILE,)), Grade.EXACT) if found and argv[3] == FILE else None


KIND = Kind("nameserver", reads, state, wanted, back, text=changed)
