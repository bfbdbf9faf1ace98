"""
A setting of a Redis that runs: `redis-cli -h 10.0.0.5 -p 6379 config set cluster-announce-ip 10.0.0.5`.

It takes it at once, and keeps it until it ends (redis.io/docs/latest/commands/config-set); CONFIG REWRITE writes it
into the file that it was started with.
"""

from __future__ import annotations

import errno

from portwise.fix.steps.kind import LINUX, MACOS, Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

SET = ("config", "set")
NAMES = ("cluster-announce-ip",)  # of addresses that are handed out: no secret, and no client is cut off by it


def reads(argv: Argv, _: Evidence) -> Deed | None:
    if len(argv) != 9 or argv[:2] != ("redis-cli", "-h") or argv[3] != "-p" or not argv[4].isdigit():
        return None
    if argv[5:7] != SET or argv[7] not in NAMES:
        return None
    return Deed("rediscli", argv, Look("output", (*argv[:5], "config", "get", argv[7])), Grade.EXACT)


def state(deed: Deed, seen: str) -> str:
    """Its name in one line, and its value in the next, which may be empty.  Raises OSError: it has to log in, …"""
    rows = seen.split("\n")
    if rows[0].strip() != deed.argv[7]:
        raise OSError(errno.EBADMSG, rows[0].strip() or "it does not say what it has by now")
    return rows[1].strip() if rows[1:] else ""


def wanted(deed: Deed, _: str, __: str) -> str:
    return deed.argv[8]


def back(deed: Deed, before: str, _: str) -> Argv:
    return (*deed.argv[:8], before)


def lasting(deed: Deed, _: Evidence) -> Argv:
    """Where it was started with a file; else it says that it has none."""
    return (*deed.argv[:5], "config", "rewrite")


KIND = Kind("rediscli", reads, state, wanted, back, lasting=lasting, platforms=(LINUX, MACOS))
