"""
The job of a shell that a process belongs to: credentials(7), proc_pid_stat(5), "JOB CONTROL" in bash(1).

The numbers of jobs are known to the shell alone.  The kernel knows the rest: a job is a process group, its shell leads
the session, the session has a terminal, and one group has that in the foreground.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from portwise.collect.pidfiles import collector, stat_of
from portwise.host.api import Host
from portwise.model.facts import JOB
from portwise.model.process import Process
from portwise.model.service import Job

if TYPE_CHECKING:
    from portwise.formats.procstat import Stat

STOPPED = "T"
PSEUDO = range(136, 144)  # majors of the second half of Unix98 terminals, admin-guide/devices.txt
CONSOLES = 64  # minors below are those of virtual consoles, above of serial lines


def job(host: Host, process: Process) -> Job | None:
    """None where it has no terminal, or leads its session: nobody can bring it to the foreground."""
    from portwise.formats.commandline import SHELLS, base  # only where a process is stopped

    own = stat_of(host, process.pid)
    try:
        leader = stat_of(host, own.session)
    except OSError:  # it has ended
        return None
    name = base(leader.comm)
    if not own.tty_nr or own.pgrp == own.session or name not in SHELLS | {"ksh"}:
        return None
    halted = sorted({one.pgrp for one in session(host, own.session) if one.state == STOPPED})
    shell = Process(leader.pid, leader.starttime, leader.comm)
    return Job(shell, terminal(own.tty_nr), own.pgrp, own.tpgid, head(host, own.pgrp), halted == [own.pgrp])


def session(host: Host, number: int) -> Iterator[Stat]:
    """Its processes but those that hide."""
    for pid in filter(str.isdigit, host.names("/proc")):
        try:
            found = stat_of(host, int(pid))
        except (OSError, ValueError):  # it has ended
            continue
        if found.session == number:
            yield found


def terminal(number: int) -> str:
    """Of the device number in proc_pid_stat(5), "" for one that has no usual name."""
    major, minor = number >> 8 & 0xFFF, number & 0xFF | number >> 12 & 0xFFF00
    if major in PSEUDO:
        return f"/dev/pts/{(major - PSEUDO.start << 8) + minor}"
    return f"/dev/tty{minor}" if major == 4 and minor < CONSOLES else ""


def head(host: Host, group: int) -> tuple[str, ...]:
    """The command of its leader, as it was typed; a leader that has ended has none."""
    try:
        return host.command(group)
    except OSError:
        return ()


JOBS = collector(JOB, job, "/proc/PID/stat, ps -o pid,pgid,sid,tty,tpgid,stat -p PID")
