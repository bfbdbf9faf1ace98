"""
Whether a port that has just got free is taken again at once, and by whose doing: a loop in a shell, a watcher.

Who starts servers again is told of a child's end by wait(2) and starts the next one within milliseconds; the next one
listens when it has loaded its files.  So it is looked for as long as somebody above could be about it, and no longer.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping

from portwise.app.who import listeners
from portwise.formats import procstat
from portwise.formats.commandline import SHELLS, base
from portwise.formats.supervisors import supervisor
from portwise.host.api import Host
from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.stop import Keeper, Row

LOADING = 5.0  # seconds for the next one, which is there already, to load its files; or for a loop that pauses
USUALLY = 0.3  # seconds for who has started nothing yet
UNNOTICED = 0.1  # seconds for a starter who has not even taken note of the end, wait(2)
PAUSE = 0.005  # nothing tells when a port is taken but looking
INIT = 1
INITS = ("systemd", "init", "tini", "dumb-init", "docker-init", "catatonit", "launchd")  # they start nothing again
SCRIPTS = ("-c", "-ec", "-ce", "-lc", "-cl")  # sh(1), bash(1): commands as a word
Identity = tuple[int, int]  # pid and start time


class Past(NamedTuple):
    """How it was before the end: who ended, who was above each (its parent first), and all who were there."""

    ended: tuple[Process, ...]
    families: tuple[tuple[Process, ...], ...]
    known: frozenset[Identity]
    ours: frozenset[Identity]  # those above ourselves


def past(rows: Mapping[int, Row], ended: Iterable[Process], me: int) -> Past:
    gone = tuple(ended)
    families = tuple(tuple(above(rows, process.pid)) for process in gone)
    known = frozenset(row.process[:2] for row in rows.values())
    return Past(gone, families, known, frozenset(process[:2] for process in above(rows, me)))


def above(rows: Mapping[int, Row], pid: int) -> Iterator[Process]:
    seen = {pid}
    while (row := rows.get(pid)) and row.parent in rows and row.parent not in seen:
        seen.add(pid := row.parent)
        yield rows[pid].process


def is_back(host: Host, port: int, before: Past) -> bool:
    """Whether somebody listens there again, before all who could have started it have let their time pass."""
    began = host.now()
    while not listeners(host, port):
        if host.now() - began >= max((patience(host, before, line) for line in before.families), default=0.0):
            return False
        time.sleep(PAUSE)  # see its head
    return True


def patience(host: Host, before: Past, line: tuple[Process, ...]) -> float:
    """Seconds for which it is worth looking at who is above."""
    starter = next((process for process in line if lives(stat(host, process.pid), process)), None)
    if starter is None or (starter.pid == INIT and starter.name in INITS):
        return 0.0
    if any(found.state == "Z" for process in before.ended if (found := stat(host, process.pid))):
        return UNNOTICED
    if is_shell(host, starter.pid) and starter.pid in {pid for pid, _ in before.ours}:
        return 0.0  # it waits for us
    goes_on, names = is_script(host, starter.pid), {process.name for process in before.ended}
    new = started(host, starter, before.known)
    return LOADING if any(goes_on or one.comm in names for one in new) else USUALLY


def started(host: Host, starter: Process, known: frozenset[Identity]) -> Iterator[procstat.Stat]:
    """Its children since then; its other threads have few, proc_pid_task(5)."""
    try:
        pids = host.read(f"/proc/{starter.pid}/task/{starter.pid}/children").split()
    except OSError:  # a kernel without them
        return
    for pid in pids:
        if (found := stat(host, int(pid))) and (found.pid, found.starttime) not in known:
            yield found


def keeper(host: Host, pid: int, before: Past) -> Keeper | None:
    """The nearest of those above a new listener that was above an old one too."""
    old = {process[:2]: process for line in before.families for process in line}
    while (found := stat(host, pid)) and (parent := stat(host, found.ppid)):
        pid = parent.pid
        if process := old.get((pid, parent.starttime)):
            return Keeper(process, called(host, process), is_script(host, pid))
    return None


def called(host: Host, process: Process) -> str:
    known = supervisor(process.name, words(host, process.pid))
    return known.called if known else process.name


def is_shell(host: Host, pid: int) -> bool:
    return base(next(iter(words(host, pid)), "")) in SHELLS


def is_script(host: Host, pid: int) -> bool:
    """A shell that runs commands of a word or of a file, and no person's."""
    rest = words(host, pid)[1:]
    return is_shell(host, pid) and any(word in SCRIPTS or not word.startswith("-") for word in rest)


def words(host: Host, pid: int) -> tuple[str, ...]:
    try:
        return host.command(pid)
    except OSError:
        return ()


def stat(host: Host, pid: int) -> procstat.Stat | None:
    try:
        return procstat.stat(host.read(f"/proc/{pid}/stat"))
    except (OSError, ValueError):
        return None


def lives(found: procstat.Stat | None, process: Process) -> bool:
    return found is not None and found.starttime == process.started and found.state not in "ZX"
