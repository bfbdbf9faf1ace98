"""Who holds a socket: its pid is told with it, and the process is looked up by psutil, or by tasklist."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.collect.collector import Collector, Cost, Questions, known
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence, Unknown
from portwise.model.facts import OWNERS, SHARERS
from portwise.model.process import Process

SOURCE, BY_LIST, TO_KNOW = "psutil, tasklist /svc", "tasklist /svc", 'tasklist /svc /fi "PID eq N"'
TOOL = ("tasklist", "/svc", "/fo", "csv")
NOT_NAMED = Unknown("Windows names no holder of it", "netstat -anob, as an administrator")
GONE = Unknown("its holder has ended, or belongs to somebody else", TO_KNOW)
LONGEST_NAME = 15  # letters, as of every process


def owners(host: Host, _: Evidence, asked: Questions) -> Iterator[Answer]:
    """A pid that is told and cannot be looked up leaves it unknown: somebody may have the socket still."""
    pids = tuple(question.key for question in asked if question.key)
    try:
        found = dict(host.holders(pids).found)
    except OSError:  # without psutil
        found = {}
    listed = by_list(host) if set(pids) - found.keys() else {}
    for question in asked:
        if process := found.get(question.key) or listed.get(question.key):
            yield known(question, (process,), SOURCE if question.key in found else BY_LIST)
        else:
            yield Answer(question, GONE if question.key else NOT_NAMED, SOURCE)


def by_list(host: Host) -> dict[int, Process]:
    """It tells no start times: 0 stands for all."""
    from portwise.formats.windows import tasklist  # only where psutil does not tell

    try:
        tasks = tasklist.tasks(host.output(TOOL))
    except OSError:
        return {}
    return {task.pid: Process(task.pid, 0, task.name[:LONGEST_NAME]) for task in tasks if task.pid}


OWNING = Collector(OWNERS, Cost.SLOW, SOURCE, TO_KNOW, owners)
SHARING = Collector(SHARERS, Cost.SLOW, SOURCE, TO_KNOW, owners)
