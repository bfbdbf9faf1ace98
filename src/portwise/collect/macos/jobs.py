"""
The job of a shell that a process belongs to, by ps(1).

On macOS it is login(1) that leads the session of a window of Terminal: the shell is the nearest one above with the same
terminal that leads a group of its own.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from portwise.collect.jobs import STOPPED, head
from portwise.collect.pidfiles import collector, stat_of
from portwise.host.api import Host
from portwise.model.facts import JOB
from portwise.model.process import Process
from portwise.model.service import Job

if TYPE_CHECKING:
    from portwise.formats.bsdps import Row

MOST = 20  # ancestors


def job(host: Host, process: Process) -> Job | None:
    """None where it has no terminal, or is a shell that leads its own group."""
    from portwise.formats import bsdps

    rows = bsdps.rows(host.output(("ps", "-A", "-o", bsdps.COLUMNS)))
    own = rows.get(process.pid)
    if own is None:
        raise ProcessLookupError(errno.ESRCH, "the process has ended")
    shell = above(rows, own)
    if shell is None or own.group == shell.group:
        return None
    halted = {row.group for row in rows.values() if row.terminal == own.terminal and row.state == STOPPED}
    stat = stat_of(host, shell.pid)
    leader = Process(stat.pid, stat.starttime, stat.comm)
    command = head(host, own.group)
    return Job(leader, f"/dev/{own.terminal}", own.group, own.foreground, command, halted == {own.group})


def above(rows: dict[int, Row], own: Row) -> Row | None:
    from portwise.formats.commandline import SHELLS, base

    one: Row | None = own
    for _ in range(MOST):
        one = rows.get(one.parent) if one else None
        if one is None or not own.terminal or one.terminal != own.terminal:
            return None
        if base(one.program).lstrip("-") in SHELLS | {"ksh"} and one.group == one.pid:
            return one
    return None


JOBS = collector(JOB, job, "ps -o pid,pgid,tpgid,tty,stat -p PID")
