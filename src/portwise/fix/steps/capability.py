"""
One program may bind low ports, setcap(8): `setcap cap_net_bind_service=+ep /srv/gate`.

It is given to the file of a server that wants the port, and heeded when that is started again: by systemd, where that
keeps it, and then the proof is that it listens there; else by whoever can, and nothing that is asked here meets it.
Never to an interpreter, for everybody's scripts would have it too, to what starts other programs, which
have none of it, to one of the system's own, or to a file that has others, which setcap would take away.  What the file
had comes back to the byte, capabilities(7), security.capability; who runs already keeps what he was started with.
"""

from __future__ import annotations

from portwise.fix.steps.kind import Argv, Kind, dropin
from portwise.formats.filerights import BINDS_LOW
from portwise.model.evidence import Evidence, Known
from portwise.model.facts import EXE, KIN
from portwise.model.programfiles import of_system, shared, starts
from portwise.model.repair import Deed, Grade, Look

RESTART = ("systemctl", "restart")
RIGHT = "cap_net_bind_service=+ep"
AGAIN = "its file has the right; start the server again, and it has it too"


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    """Of a program that runs, and was looked at for this very report."""
    if len(argv) != 3 or argv[:2] != ("setcap", RIGHT) or not argv[2].startswith("/"):
        return None
    if shared(argv[2]) or starts(argv[2]) or of_system(argv[2]):
        return None
    told = ((one.question.key, one.said) for one in seen if one.question.fact is EXE)
    who = next((key for key, said in told if isinstance(said, Known) and said.value == argv[2]), None)
    look = who and Look("capability", (argv[2], str(who.pid), str(who.started)))
    return Deed("capability", argv, look, Grade.EXACT) if look else None


def with_next(argv: Argv, then: Argv, seen: Evidence) -> Deed | None:
    """And its unit is started again, which takes the right up, and drops it when the file has it no more."""
    deed = reads(argv, seen) if then[:2] == RESTART and len(then) == 3 else None
    if deed is None:
        return None
    told = ((str(one.question.key.pid), one.said) for one in seen if one.question.fact is KIN)
    kept = any(
        isinstance(said, Known) and (pid, said.value.service) == (deed.look.what[1], then[2]) for pid, said in told
    )
    return deed._replace(grade=Grade.EQUIVALENT, then=then) if kept else None


def state(_: Deed, seen: str) -> str:
    """What the file has, in hexadecimal digits; "" for nothing."""
    return seen


def wanted(_: Deed, __: str, ___: str) -> str:
    return BINDS_LOW


def text(_: Deed, __: str) -> str:
    return BINDS_LOW


def back(_: Deed, __: str, ___: str) -> Argv:
    """It is written, as it was."""
    return ()


def lasting(deed: Deed, _: Evidence) -> Argv:
    """A unit can give it the right itself, whatever its file says, systemd.exec(5)."""
    return dropin(deed.then[2], "AmbientCapabilities=CAP_NET_BIND_SERVICE") if deed.then else ()


def holds(deed: Deed) -> str:
    return "" if deed.then else f"{deed.argv[2]} is written anew, by an upgrade or a build: setcap once more, then"


KIND = Kind(
    "capability",
    reads,
    state,
    wanted,
    back,
    text=text,
    later=AGAIN,
    with_next=with_next,
    serves=True,
    lasting=lasting,
    holds=holds,
)
