"""
A service of Windows stops, which keeps a port that is wanted: `net stop W3SVC`; `net start` brings it back.

`net` waits until it has stopped, where `sc` only asks for it.  One that others depend on is not stopped: `net` asks
about these first, and nobody answers.
"""

from __future__ import annotations

import re

from portwise.fix.steps.kind import WINDOWS, Argv, Kind
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look

NAME = re.compile(r"[A-Za-z][\w.-]{0,79}")
STATE = re.compile(r"^\s*[^\r\n:]{1,40}:\s+([1-7])\s+\S", re.MULTILINE)  # winsvc.h: 1 is stopped, 4 runs
TYPE = re.compile(r"^\s*TYPE\s*:.*$", re.MULTILINE | re.IGNORECASE)  # it has a number, too
STOPPED, RUNS = "stopped", "runs"
KNOWN = {"1": STOPPED, "4": RUNS}


def reads(argv: Argv, _: Evidence) -> Deed | None:
    if len(argv) != 3 or argv[:2] != ("net", "stop") or not NAME.fullmatch(argv[2]):
        return None
    return Deed("winservice", argv, Look("output", ("sc", "query", argv[2])), Grade.EQUIVALENT)


def state(_: Deed, seen: str) -> str:
    """By the number of its state; the words beside it are in the language of the machine."""
    found = STATE.search(TYPE.sub("", seen))
    return KNOWN.get(found[1], f"state {found[1]}") if found else ""


def wanted(_: Deed, __: str, ___: str) -> str:
    return STOPPED


def back(deed: Deed, before: str, _: str) -> Argv:
    return ("net", "start", deed.argv[2]) if before == RUNS else ()


def lasting(deed: Deed, _: Evidence) -> Argv:
    """It is started by whoever asks for it, and no longer with the machine, sc.exe config."""
    return "sc", "config", deed.argv[2], "start=", "demand"


KIND = Kind("winservice", reads, state, wanted, back, lasting=lasting, platforms=(WINDOWS,))
