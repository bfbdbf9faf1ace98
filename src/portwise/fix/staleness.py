"""
Which processes of a checkout are left over.  Pure: a scene in, reasons out.

By folder and ancestry, never by name: one whose starter is gone, one that is stopped and holds a port, and the older of
two that run the same command in the same folder.  Only what serves, or has started somebody who does, is looked at: an
editor or a pager works in the folder too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from portwise.fix.stopping import ancestry, tree
from portwise.model.process import Process, in_words
from portwise.model.stop import Row

STOPPED = "Tt"


class Worker(NamedTuple):
    """A process that works in the checkout."""

    process: Process
    words: tuple[str, ...]  # of its command line, redacted
    folder: str
    orphaned: bool  # its parent and the leader of its session are gone, and nothing keeps it
    leads: bool  # a session with a terminal: somebody's shell
    age: float
    ports: tuple[int, ...] = ()  # TCP, at which it listens


class Left(NamedTuple):
    top: Worker
    reasons: tuple[str, ...]
    ports: tuple[int, ...]  # of the whole tree


def left(workers: Mapping[int, Worker], rows: Mapping[int, Row], me: int) -> Iterator[Left]:
    """The topmost of each tree that is left over, the oldest first."""
    ours = ancestry(rows, me) | {me}
    servants = {pid: worker for pid, worker in workers.items() if pid not in ours and not worker.leads}
    tops = [top for top in topmost(servants, rows) if ports(top, servants, rows)]
    for top in sorted(tops, key=lambda worker: -worker.age):
        if reasons := tuple(why(top, tops, rows)):
            yield Left(top, reasons, ports(top, servants, rows))


def topmost(servants: Mapping[int, Worker], rows: Mapping[int, Row]) -> list[Worker]:
    """Without another of them above; whoever called us, and a shell with a terminal, is where they were started."""
    return [worker for pid, worker in servants.items() if not ancestry(rows, pid) & servants.keys()]


def ports(top: Worker, workers: Mapping[int, Worker], rows: Mapping[int, Row]) -> tuple[int, ...]:
    below = (workers[pid] for pid in tree(rows, top.process.pid) if pid in workers)
    return tuple(sorted({port for worker in below for port in worker.ports}))


def why(top: Worker, tops: list[Worker], rows: Mapping[int, Row]) -> Iterator[str]:
    if top.orphaned:
        yield "who started it is gone, and nothing looks after it"
    if halted := stopped(top, rows):
        who = "it" if halted[0] == top.process else f"{halted[0].name} (pid {halted[0].pid}) of it"
        yield f"{who} is stopped (Ctrl-Z or SIGSTOP), so that clients get no answer"
    if (younger := successor(top, tops, rows)) is not None:
        later = in_words(top.age - younger.age)
        yield f"the same command was started in this folder again {later} later: pid {younger.process.pid}"


def stopped(top: Worker, rows: Mapping[int, Row]) -> list[Process]:
    return [rows[pid].process for pid in tree(rows, top.process.pid) if rows[pid].state in STOPPED]


def successor(top: Worker, tops: list[Worker], rows: Mapping[int, Row]) -> Worker | None:
    """The youngest that does the same, and is well: it is the one that stays."""
    twins = (o for o in tops if (o.words, o.folder) == (top.words, top.folder) and o.age < top.age)
    well = (twin for twin in twins if not twin.orphaned and not stopped(twin, rows))
    return min(well, key=lambda worker: worker.age, default=None)
