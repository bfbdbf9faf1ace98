"""
A name server that does not answer is no longer asked first, resolv.conf(5): `sed -i.before 1s/^/#/ /etc/resolv.conf`.

Like the hosts file, it is written by ourselves, and in place where it is a bind mount.
"""

from __future__ import annotations

from portwise.fix.steps.edit import names_of
from portwise.fix.steps.hosts import LINE, back, changed, state, wanted
from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

FILE = "/etc/resolv.conf"


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    """Also by the file that it is a link to."""
    found = LINE.fullmatch(argv[2]) if len(argv) == 4 and argv[:2] == ("sed", "-i.before") else None
    if found is None or FILE not in names_of(argv[3], seen):
        return None
    return Deed("nameserver", argv, Look("file", (argv[3],)), Grade.EXACT)


KIND = Kind("nameserver", reads, state, wanted, back, text=changed)
