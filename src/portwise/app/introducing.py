"""
Who has the port of the target, so that a report can name him also where no cause had to ask.

Where everything is asked, so is what guards him and us: sandboxes, labels, programs of BPF at the control group.  Where
nobody has the port, that is asked of those who want it: one of them may have been refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from portwise.app.asking import know
from portwise.app.manner import Manner
from portwise.collect.collector import Collector
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import (
    AGE,
    COMMAND,
    CWD,
    DATAGRAMS,
    GUARDS,
    HERE,
    LISTENERS,
    OWNERS,
    PROGRAM,
    RULED,
    SECLUDED,
    TOLD,
    Fact,
    Question,
)
from portwise.model.net import Socket
from portwise.model.process import Process
from portwise.model.target import Transport

OF_OWNERS = (PROGRAM, COMMAND, CWD, AGE)
GUARDED = (SECLUDED, RULED)


def introduce(host: Host, collectors: Sequence[Collector], seen: Evidence, started: float, manner: Manner) -> Evidence:
    """Ask for the sockets on the target's port, their owners, and what those are called."""
    table = DATAGRAMS.of(HERE) if seen.target.transport is Transport.UDP else LISTENERS.of(HERE)
    ours = (GUARDS.of(HERE), *(fact.of(HERE) for fact in GUARDED)) if manner.deep else ()
    for questions in ((table, *ours), None, None):
        if host.now() - started >= manner.timeout or not seen.endpoints:
            return seen
        asked = questions or more(seen, table, (*OF_OWNERS, *GUARDED) if manner.deep else OF_OWNERS)
        asked = asked or (refused(seen) if manner.deep else ())
        seen = know(host, collectors, seen, asked, manner, host.now() - started)
    return seen


def more(
    seen: Evidence, table: Question[tuple[Socket, ...]], facts: tuple[Fact[Any, Any], ...]
) -> tuple[Question[Any], ...]:
    """The owners of the sockets, and what is asked of the owners that are known."""
    mine = [s for s in seen.get(table) or () if s.port == seen.target.port and covers(seen, s)]
    holders: list[Process] = [who for socket in mine for who in seen.get(OWNERS.of(socket.inode)) or ()]
    return (*(OWNERS.of(socket.inode) for socket in mine), *(fact.of(who) for who in holders for fact in facts))


def refused(seen: Evidence) -> tuple[Question[Any], ...]:
    """Those who want the port that nobody has, and what guards them."""
    wanted = TOLD.of(seen.target.port or 0)
    return (wanted, *(fact.of(who) for who in seen.get(wanted) or () for fact in GUARDED))


def covers(seen: Evidence, socket: Socket) -> bool:
    return any(socket.covers(at.address) or at.address.is_unspecified for at in seen.endpoints)
