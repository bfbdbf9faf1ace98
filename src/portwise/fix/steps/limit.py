"""A process that runs may have more descriptors, prlimit(1): `prlimit --nofile=4096: --pid 41`."""

from __future__ import annotations

import re

from portwise.fix.steps.kind import Argv, Kind, dropin
from portwise.fix.steps.waking import identified
from portwise.model.evidence import Evidence, Known
from portwise.model.facts import KIN
from portwise.model.process import BY_USER
from portwise.model.repair import Deed, Grade, Look

NOFILE = re.compile(r"--nofile=(\d{1,9}):(\d{0,9})")  # soft, and hard or as it is


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    """Of a process that was looked at for this very report, and that listens."""
    if len(argv) != 4 or argv[0] != "prlimit" or argv[2] != "--pid" or not NOFILE.fullmatch(argv[1]):
        return None
    who = identified(argv[3], seen)
    if who is None:
        return None
    look = ("prlimit", "--nofile", "--noheadings", "--raw", "--output=SOFT,HARD", "--pid", argv[3])
    owner = str(who.pid), str(who.started), who.name
    return Deed("limit", argv, Look("output", look), Grade.EXACT, owner=owner)


def state(_: Deed, seen: str) -> str:
    """``1024:524288``: the soft limit, and what it may be raised to."""
    return ":".join(seen.split())


def wanted(deed: Deed, before: str, _: str) -> str:
    """Never less than it has; and without a word about the hard limit, nothing above that."""
    told, (soft, _, hard) = NOFILE.fullmatch(deed.argv[1]), before.partition(":")
    if told is None or not soft.isdigit() or not hard.isdigit():  # "unlimited"
        return before
    most = told[2] or hard
    fits = int(soft) <= int(told[1]) <= int(most) and int(hard) <= int(most)
    return f"{told[1]}:{most}" if fits else before


def back(deed: Deed, before: str, _: str) -> Argv:
    return ("prlimit", f"--nofile={before}", *deed.argv[2:])


def lasting(deed: Deed, seen: Evidence) -> Argv:
    """Where it is the main process of a unit, that gives it as many whenever it starts, systemd.exec(5)."""
    told = ((str(one.question.key.pid), one.said) for one in seen if one.question.fact is KIN)
    units = (said.value.service for pid, said in told if isinstance(said, Known) and pid == deed.owner[0])
    unit = next(filter(None, units), "")
    return dropin(unit, f"LimitNOFILE={most(deed)}") if unit and not unit.startswith(BY_USER) else ()


def most(deed: Deed) -> str:
    found = NOFILE.fullmatch(deed.argv[1])
    return found[1] if found else ""


def holds(deed: Deed) -> str:
    return f"it is started again: by a shell that says ulimit -Sn {most(deed)} before, or by a unit with LimitNOFILE="


KIND = Kind("limit", reads, state, wanted, back, lasting=lasting, holds=holds, of_owner=True)
