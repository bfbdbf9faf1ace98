"""
A gateway reads its configuration again: `kill -HUP PID` to the master of an nginx, `systemctl reload NAME` to a unit,
`caddy reload --config FILE --address PLACE` to a Caddy.

nginx (nginx.org/en/docs/control.html) starts workers by the new files, and goes on by what it has where they are wrong.
Another one is told by its unit, whose ExecReload= has the files checked first, as those of Debian for HAProxy and
Apache do.  Caddy is sent them at its own interface on loopback, takes them whole or not at all, and tells what it goes
by (caddyserver.com/docs/api); that may hold what is secret, and the state is a digest of it.  What a gateway went by
before lies in its memory alone, and no signal brings that back.
"""

from __future__ import annotations

import errno
from hashlib import sha256

from portwise.fix.steps.edit import REREADS
from portwise.fix.steps.edit import named as owning
from portwise.fix.steps.kind import Argv, Kind
from portwise.fix.steps.waking import identified
from portwise.model.evidence import Evidence, Known
from portwise.model.facts import KIN, UNREAD, UPSTREAMS
from portwise.model.repair import Deed, Grade, Look

RELOAD = ("systemctl", "reload")
SHOWS = ("systemctl", "show", "--property=ActiveState,CanReload,StateChangeTimestampMonotonic")
WHY = "what it went by before is in no file any more; put the old lines back, and have them read again"
OTHER = "others than "
LOAD, CONFIG, ADAPTER, ADDRESS = ("caddy", "reload"), "--config", "--adapter", "--address"
ASKS = ("curl", "--silent", "--show-error", "--fail", "--noproxy", "*", "--max-time", "3")
SERVERS = "/config/apps/http/servers"
IDLE = "it goes on by what it had, as it does where its new files are wrong: nginx -t or caddy validate says where"
TO_BEGIN = 3.0  # seconds until workers by the new files are there


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    if argv[:2] == LOAD:
        return loading(argv, seen)
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


def loading(argv: Argv, seen: Evidence) -> Deed | None:
    """By a file that was seen to be newer than what it goes by, at the interface where it was asked for that."""
    options = dict(zip(argv[2::2], argv[3::2], strict=False))
    if len(argv) % 2 or not {CONFIG, ADDRESS} <= options.keys() <= {CONFIG, ADAPTER, ADDRESS}:
        return None
    asked = f"http://{options[ADDRESS]}{SERVERS}"
    known = [(one.question.fact, one.said.value) for one in seen if isinstance(one.said, Known)]
    newer = any(fact is UNREAD and value and value.main == options[CONFIG] for fact, value in known)
    told = any(row.file == asked for fact, value in known if fact is UPSTREAMS for row in value)
    return Deed("rereading", argv, Look("output", (*ASKS, asked)), Grade.NONE, WHY) if newer and told else None


def state(deed: Deed, seen: str) -> str:
    """
    The pids of its workers; of a unit, since when it is as it is: each reload is a change of its state.

    Of a Caddy, a digest of what it goes by.
    """
    if deed.argv[:2] == LOAD:
        return "sha256:" + sha256(seen.encode("utf-8", "surrogateescape")).hexdigest()
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
