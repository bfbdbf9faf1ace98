"""Who keeps others from a port is ended, under the rules of `portwise stop`, whether it listens there or not."""

from __future__ import annotations

import errno

from portwise.app.stop import ended as signalled
from portwise.app.stop import listening, scene, stop
from portwise.app.stop import plan as stopping
from portwise.app.who import who
from portwise.fix.stopping import planned
from portwise.host.api import Host
from portwise.model.process import Process
from portwise.model.stop import Plan, Told
from portwise.model.who import Way, Who

TO_END = 10.0  # seconds that a process has to end
WITHOUT = (Way.BOUND, Way.CONNECTED)  # it has the port, and nobody can connect to it there
NOT_ASKED = "it was asked to end, and has not"
LET_GO = "it does not have that port any more"


def ended(host: Host, port: int, process: Process) -> None:
    found = who(host, port)
    if not listening(found):
        let_go(host, port, process, keeping(found))
        return
    outcome = stop(host, ending(host, port, process), Told(), TO_END)
    if not outcome.freed:
        raise OSError(errno.EBUSY, outcome.changed or NOT_ASKED)


def ending(host: Host, port: int, process: Process) -> Plan:
    """The plan that ends it, and nobody else.  Raises PermissionError where `portwise stop` would refuse."""
    return alone(stopping(host, port, Told())[1], process, "it does not listen on that port")


def alone(made: Plan, process: Process, absent: str) -> Plan:
    ends = [one.process for one in made.endings]
    if process not in ends:
        raise PermissionError(errno.EPERM, next((refused.why for refused in made.refused), absent))
    if ends != [process]:
        raise PermissionError(errno.EPERM, "others listen with that port too, and portwise stop shows them")
    return made


def keeping(found: Who) -> Who:
    """Those who keep the port without listening, to be judged as those who listen are."""
    rows = (held._replace(way=Way.LISTENS) for held in found.held if held.way in WITHOUT and held.transport == "tcp")
    return found._replace(held=tuple(rows))


def let_go(host: Host, port: int, process: Process, found: Who) -> None:
    """One who bound the port and went no further, or whose own end of a connection it is."""
    made = alone(planned(scene(host, port, found)), process, LET_GO)
    note: dict[str, object] = {"verb": "stop", "port": port}

    def meant(_: object) -> bool:
        """By now it is held by a descriptor, so that nobody else is asked about."""
        rows = keeping(who(host, port)).held
        return any(holder.process == process for held in rows for holder in held.holders)

    sent, alive = signalled(host, made.endings, Told(), TO_END, note, meant)
    if alive or not sent:
        raise OSError(errno.EBUSY, NOT_ASKED if alive else LET_GO)
