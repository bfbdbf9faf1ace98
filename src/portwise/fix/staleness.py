"""
Which processes of a checkout are left over.  Pure: a scene in, reasons out.

By folder and ancestry, never by name: one whose starter is gone, one that is stopped and holds a port, of two that run
the same command in the same folder the one that has no port, and what a killed portwise of ours had started.
Two that both serve may both be wanted: they are told and not ended.  An editor or a pager works in the folder too: only
what serves, or does what one that serves does, is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portwise.fix.stopping import ancestry, tree
from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.stop import Row

STOPPED = "Tt"
STARTING = 60.0  # seconds that a server may take before it has a port
REDACTED = "***"  # two commands that differ in a secret look alike


class Worker(NamedTuple):
    """A process that works in the checkout."""

    process: Process
    words: tuple[str, ...]  # of its command line, redacted
    folder: str
    orphaned: bool  # its parent and the leader of its session are gone, and nothing keeps it
    leads: bool  # a session with a terminal, somebody's shell; or the terminals of others, tmux and editors
    age: float
    ports: tuple[int, ...] = ()  # TCP, at which it listens
    forgotten: bool = False  # portwise started it to watch it and stop it again, and was killed before


class Left(NamedTuple):
    top: Worker
    reasons: tuple[str, ...]
    ports: tuple[int, ...]  # of the whole tree


class Twins(NamedTuple):
    """Two that do the same and both serve."""

    older: Worker
    younger: Worker
    ports: tuple[int, ...]  # of the older


class Folk(NamedTuple):
    """The topmost of the trees that could be left over, with the ports of each."""

    ports: Mapping[int, tuple[int, ...]]  # by the pid of the topmost
    tops: tuple[Worker, ...]
    rows: Mapping[int, Row]


def folk(workers: Mapping[int, Worker], rows: Mapping[int, Row], me: int) -> Folk:
    """Whoever called us, and a shell with a terminal, is where they were started, and none of them."""
    ours = ancestry(rows, me) | {me}
    servants = {pid: worker for pid, worker in workers.items() if pid not in ours and not worker.leads}
    tops = tuple(worker for pid, worker in servants.items() if not ancestry(rows, pid) & servants.keys())
    return Folk({top.process.pid: ports(top, servants, rows) for top in tops}, tops, rows)


def left(found: Folk) -> Iterator[Left]:
    """Those that are left over, the oldest first."""
    for top in sorted(found.tops, key=lambda worker: -worker.age):
        if reasons := tuple(why(top, found)):
            yield Left(top, reasons, found.ports[top.process.pid])


def twins(found: Folk) -> Iterator[Twins]:
    """Each that serves with the youngest that does the same and serves too."""
    for top in sorted(found.tops, key=lambda worker: -worker.age):
        served = found.ports[top.process.pid]
        younger = min((o for o in alike(top, found) if o.age < top.age), key=lambda o: o.age, default=None)
        if served and younger is not None and not [*why(top, found)]:
            yield Twins(top, younger, served)


def ports(top: Worker, workers: Mapping[int, Worker], rows: Mapping[int, Row]) -> tuple[int, ...]:
    below = (workers[pid] for pid in tree(rows, top.process.pid) if pid in workers)
    return tuple(sorted({port for worker in below for port in worker.ports}))


def why(top: Worker, found: Folk) -> Iterator[str]:
    if top.forgotten:
        yield "portwise had started it to watch it, and was killed before it could stop it again"
    if not found.ports[top.process.pid]:
        yield from idle(top, found)
        return
    if top.orphaned:
        yield "who started it is gone, and nothing looks after it"
    if halted := stopped(top, found.rows):
        who = "it" if halted[0] == top.process else f"{halted[0].name} (pid {halted[0].pid}) of it"
        yield f"{who} is stopped (Ctrl-Z or SIGSTOP), so that clients get no answer"


def idle(top: Worker, found: Folk) -> Iterator[str]:
    """It has had its time to get a port, and another one serves."""
    if top.age >= STARTING and (one := next(iter(alike(top, found)), None)) is not None:
        served = ", ".join(map(str, found.ports[one.process.pid]))
        yield f"the same command serves in this folder as pid {one.process.pid} at {served}, and this one has no port"


def stopped(top: Worker, rows: Mapping[int, Row]) -> list[Process]:
    return [rows[pid].process for pid in tree(rows, top.process.pid) if rows[pid].state in STOPPED]


def alike(top: Worker, found: Folk) -> Iterator[Worker]:
    """Others that run the same command in the same folder, serve, and are well."""
    if any(REDACTED in word for word in top.words) or not top.words:
        return
    for other in found.tops:
        same = (other.words, other.folder) == (top.words, top.folder) and other is not top
        if same and found.ports[other.process.pid] and not other.orphaned and not stopped(other, found.rows):
            yield other
