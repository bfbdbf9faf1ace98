"""
A development server is ended and started again, at the place that is wanted: `kill PID`, then its own command.

It goes on in the foreground of `portwise fix`, with the environment that it had, which is in memory alone.  Nothing
brings the old one back.  It is ended under the rules of `portwise stop`: see `portwise.fix.stopping`.
"""

from __future__ import annotations

from portwise.fix.steps.ending import ENDED, RUNS
from portwise.fix.steps.kind import Argv, Kind
from portwise.fix.steps.waking import identified
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade, Look
from portwise.model.target import Intent

IN = ("env", "-C")  # and the folder
WHY = "the process that runs now ends, and cannot be brought back"


def reads(_: Argv, __: Evidence) -> Deed | None:
    """One of the two commands alone is none of it."""
    return None


def with_next(argv: Argv, then: Argv, seen: Evidence) -> Deed | None:
    if len(argv) != 2 or argv[0] != "kill" or then[:2] != IN or len(then) < 4 or seen.target.intent is Intent.BIND:
        return None
    who = identified(argv[1], seen)
    if who is None:
        return None
    look = Look("process", (str(who.pid), str(who.started), who.name))
    return Deed("restarting", then, look, Grade.NONE, WHY)


def state(_: Deed, seen: str) -> str:
    return RUNS if seen and seen != "Z" else ENDED


def wanted(_: Deed, __: str, ___: str) -> str:
    """Whether the new one is there, the probe says."""
    return ENDED


def back(_: Deed, __: str, ___: str) -> Argv:
    return ()


KIND = Kind("restarting", reads, state, wanted, back, with_next=with_next, restarts=True)
