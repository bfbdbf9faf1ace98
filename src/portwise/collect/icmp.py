"""The ICMP error of an attempt, where the error queue of the socket could be read (ip(7), IP_RECVERR)."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.collect.collector import Collector, Cost, Questions, known
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence, Unknown
from portwise.model.facts import ATTEMPT, ICMP

SOURCE = "MSG_ERRQUEUE of the attempt, ip(7)"
CLOSED = Unknown("the error queue of a socket cannot be read here", "run portwise outside this sandbox")


def icmp(_: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
    for question in asked:
        attempt = seen[ATTEMPT.of(question.key)]
        readable = attempt.queue or attempt.icmp is not None
        yield known(question, attempt.icmp, SOURCE) if readable else Answer(question, CLOSED, SOURCE)


QUEUEING = Collector(ICMP, Cost.CHEAP, SOURCE, CLOSED.to_know, icmp)
