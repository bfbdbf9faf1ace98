"""The proof of a step after which a server has a port itself: nobody else could bind it, before or after."""

from __future__ import annotations

import time

from portwise.app.diagnose import diagnose
from portwise.app.manner import Manner
from portwise.app.who import who
from portwise.fix import applier
from portwise.host.api import Host
from portwise.host.hands import Local as Hands
from portwise.model.process import Process
from portwise.model.repair import Deed, Done, Entry, State
from portwise.model.report import Report
from portwise.model.target import Target
from portwise.model.who import Way

PATIENCE = 15.0  # seconds that it has to come up
PAUSE = 0.05  # between two looks


def served(
    hands: Hands, entry: Entry, done: Done, host: Host, manner: Manner, before: Report, old: frozenset[Process]
) -> tuple[Done, Report]:
    """Whether the server has the port itself, which we could still not bind; then a client asks there."""
    target, until = before.target, host.now() + PATIENCE
    while not (mine := running(host, target, entry.deed) - old) and host.now() < until:
        time.sleep(PAUSE)  # nothing tells when a server elsewhere has come up but asking it
    if mine:
        client = Target.parse(target.raw if target.host else f":{target.port}")
        return done, diagnose(client, host, manner=manner)
    fine, says = applier.taken_back(hands, entry)
    return done._replace(state=State.ROLLED_BACK if fine else State.STUCK, why="" if fine else says), before


def running(host: Host, target: Target, deed: Deed) -> frozenset[Process]:
    """Who serves there and runs the file that the step is about."""
    rows = (row for row in who(host, target.port or 0).held if row.way in (Way.LISTENS, Way.DATAGRAMS))
    return frozenset(one.process for row in rows for one in row.holders if one.exe == deed.look.what[0])
