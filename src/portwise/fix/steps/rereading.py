"""
A gateway reads its configuration again: `kill -HUP PID` to the master of an nginx, `systemctl reload NAME` to a unit.

nginx (nginx.org/en/docs/control.html) starts workers by the new files, and goes on by what it has where they are wrong.
Another one is told by its unit, whose ExecReload= has the files checked first, as those of Debian for HAProxy and
Apache do.  What it went by before lies in its memory alone, and no signal brings that back.
"""

from __future__ import annotations

import errno

from portwise.fix.steps.edit import REREADS
from portwise.fix.steps.edit import named as owning
from portwise.fix.steps.kind import Argv, Kind
from portwise.fix.steps.waking import identified
from portwise.model.evidence import Evidence, Known
from portwise.model.facts import KIN
from portwise.model.repair import Deed, Grade, Look

RELOAD = ("systemctl", "reload")
SHOWS = ("systemctl", "show", "--property=ActiveState,CanReload,StateChangeTimestampMonotonic")
WHY = "what it went by before is in no file any more; put the old lines back, and have them read again"
OTHER = "others than "
IDLE = "it goes on by what it had, as it does where its new files are wrong: nginx -t says where"
TO_BEGIN = 3.0  # seconds until workers by the new files are there


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    if len(argv) != 3:
        return None
    if argv[:2] == RELOAD:
        kins = (one.said.value for one in seen if one.question.fact is KIN and isinstance(one.said, Known))
        mine = any(kin.service == argv[2] for kin in kins)
        return Deed("rereading", argv, Look("output", (*SHOWS, argv[2])), Grade.NONE, WHY) if mine else None
    who = identified(argv[2], seen) if argv[:2] == ("kill", "-HUP") else None
    if who is None or who.name not in REREADS:
        return None
    look = Look("file", (f"/proc/{who.pid}/task/{who.pid}/children",))
    return Deed("rereading", argv, look, Grade.NONE, WHY, owner=owning(who))


def state(deed: Deed, seen: str) -> str:
    """The pids of its workers; of a unit, since when it is as it is: each reload is a change of its state."""
    if deed.owner:
        return " ".join(seen.split())
    rows = dict(row.partition("=")[::2] for row in seen.splitlines())
    if rows.get("CanReload") != "yes":
        raise OSError(errno.EOPNOTSUPP, f"{deed.argv[2]} has no ExecReload=, and cannot be told")
    return f"{rows.get('ActiveState')} {rows.get('StateChangeTimestampMonotonic')}"


def wanted(_: Deed, before: str, __: str) -> str:
    """Raises OSError where nobody would see that it has: nginx without workers, or a unit that does not run."""
    if not before or before.startswith(("inactive", "failed")):
        raise OSError(errno.ESRCH, "nothing shows that it has read its files again")
    return OTHER + before


def reached(now: str, then: str) -> bool:
    """Workers, or a change of state, that were not there before; a unit is done when it is active again."""
    before = then.removeprefix(OTHER).split()
    fresh = then.startswith(OTHER) and bool({*now.split()} - {*before})
    return fresh and ("active" not in before or now.startswith("active "))


def back(_: Deed, __: str, ___: str) -> Argv:
    return ()


KIND = Kind("rereading", reads, state, wanted, back, reached=reached, takes=TO_BEGIN, tells=True, idle=IDLE)
