"""
A development server is ended and started again, at the place that is wanted: `kill PID`, then its own command.

It goes on in the foreground of `portwise fix`, with the environment that it had, which is in memory alone.  Nothing
brings the old one back.  It is ended under the rules of `portwise stop`: see `portwise.fix.stopping`.
"""

from __future__ import annotations

from portwise.fix.steps.ending import back, state, wanted
from portwise.fix.steps.kind import Argv, Kind
from portwise.fix.steps.waking import identified, look
from portwise.model.evidence import Evidence, Known
from portwise.model.facts import COMMAND
from portwise.model.repair import Deed, Grade, process_of
from portwise.model.target import Intent

STRICT = "--strictPort"
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


def lasting(deed: Deed, seen: Evidence) -> Argv:
    """
    Its own command, where that is another one than it ran by; a vite that insists on its port moves to no other one.

    vite.dev/config/server-options: strictPort.
    """
    who = next((o.said for o in seen if o.question == COMMAND.of(process_of(deed.look.what))), None)
    own = isinstance(who, Known) and tuple(who.value) == deed.argv[3:]
    insists = is_vite(deed.argv) and STRICT not in deed.argv
    return (*deed.argv, STRICT) if insists else () if own else deed.argv


def is_vite(argv: Argv) -> bool:
    return any(word.rpartition("/")[2] in ("vite", "vite.js") for word in argv[3:5])


# as for one that ends: whether the new one is there, the probe says
KIND = Kind("restarting", reads, state, wanted, back, with_next=with_next, restarts=True, lasting=lasting)
