"""
Who has the port that is to be bound is asked to end: `kill PID`.

Nothing brings a process back.  It is only for a place that is to be bound, where its holder is what keeps others out,
and under the rules of `portwise stop`: see `portwise.fix.stopping`.
"""

from __future__ import annotations

from portwise.fix.steps.kind import Argv, Kind
from portwise.fix.steps.waking import identified, look
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade
from portwise.model.target import Intent

ENDED, RUNS = "ended", "runs"


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    if len(argv) != 2 or argv[0] != "kill" or seen.target.intent is not Intent.BIND:
        return None
    who = identified(argv[1], seen)
    if who is None:
        return None
    return Deed("ending", argv, look(who), Grade.NONE, "a process that has ended cannot be brought back")


def state(_: Deed, seen: str) -> str:
    return RUNS if seen and seen != "Z" else ENDED


def wanted(_: Deed, __: str, ___: str) -> str:
    return ENDED


def back(_: Deed, __: str, ___: str) -> Argv:
    return ()


KIND = Kind("ending", reads, state, wanted, back)
