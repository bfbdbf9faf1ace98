"""
A development server is ended and started again, at the place that is wanted: `kill PID`, then its own command.

It goes on in the foreground of `portwise fix`, with the environment that it had, which is in memory alone.  Nothing
brings the old one back.  It is ended under the rules of `portwise stop`: see `portwise.fix.stopping`.
"""

from __future__ import annotations

from portwise.fix.steps.ending import back, state, wanted
from portwise.fix.steps.kind import Argv, Kind
from portwise.fix.steps.waking import identified, look
from portwise.model.evidence import Evidence
from portwise.model.repair import Deed, Grade
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
    return Deed("restarting", then, look(who), Grade.NONE, WHY)


# as for one that ends: whether the new one is there, the probe says
KIND = Kind("restarting", reads, state, wanted, back, with_next=with_next, restarts=True)
