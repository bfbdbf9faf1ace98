"""Who holds a socket: netstat(1) names the pid, and the process is looked up by it."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.collect.collector import Collector, Cost, Questions, known
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence, Unknown
from portwise.model.facts import OWNERS, SHARERS

SOURCE, TO_KNOW = "netstat -anv and libproc, lsof -nP -iTCP -sTCP:LISTEN", "sudo lsof -nP -iTCP -sTCP:LISTEN"
NOT_NAMED = Unknown("netstat names no holder of it", TO_KNOW)
GONE = Unknown("its holder has ended, or belongs to somebody else", TO_KNOW)


def owners(host: Host, _: Evidence, asked: Questions) -> Iterator[Answer]:
    """A pid that is told and cannot be looked up leaves it unknown: somebody may have the socket still."""
    found = host.holders(tuple(question.key for question in asked if question.key))
    for question in asked:
        mine = tuple(process for pid, process in found.found if pid == question.key)
        if mine:
            yield known(question, mine, SOURCE)
        else:
            yield Answer(question, GONE if question.key else NOT_NAMED, SOURCE)


OWNING = Collector(OWNERS, Cost.SLOW, SOURCE, TO_KNOW, owners)
SHARING = Collector(SHARERS, Cost.SLOW, SOURCE, TO_KNOW, owners)
