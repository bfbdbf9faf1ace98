"""Where a process comes from, and the service of Windows that it is; whoever lost its parent is adopted by nobody."""

from __future__ import annotations

from portwise.collect import kin as linux
from portwise.collect import processes as linux_words
from portwise.collect.pidfiles import collector, stat_of
from portwise.host.api import Host
from portwise.model.facts import AGE, COMMAND, CWD, EXE, KIN, PROGRAM
from portwise.model.process import Kin, Process

SOURCE = "psutil; tasklist /svc"
BY_SHELL = "psutil; (Get-CimInstance Win32_Process -Filter ProcessId=PID).{}"
TOOL = ("tasklist", "/svc", "/fo", "csv")


def kin(host: Host, process: Process) -> Kin:
    """
    A pid whose process has ended may be another's by now: a parent that is younger than its child is none.

    Whoever has no parent at all (0), as the kernel, was left by nobody.
    """
    own = stat_of(host, process.pid)
    above = []
    for one in linux.ancestors(host, own):
        if one.starttime > own.starttime:
            break
        above.append(one)
    keeper = service(host, process.pid) or linux.known(host, tuple(above))
    return Kin(tuple(map(linux.identity, above)), keeper, not keeper and own.ppid != 0 and not above)


def service(host: Host, pid: int) -> str:
    """Of a svchost the first that it runs, "" where it is none."""
    from portwise.formats.windows import tasklist

    try:
        tasks = tasklist.tasks(host.output(TOOL))
    except OSError:
        return ""
    mine = next((task.services for task in tasks if task.pid == pid), ())
    return f"Windows service {mine[0]}" if mine else ""


CLIMBING = collector(KIN, kin, SOURCE)
COMMANDS = collector(COMMAND, linux_words.command, BY_SHELL.format("CommandLine"))
PROGRAMS = collector(PROGRAM, linux_words.program, BY_SHELL.format("CommandLine"))
FILES = collector(EXE, linux_words.exe, BY_SHELL.format("ExecutablePath"))
FOLDERS = collector(CWD, linux_words.cwd, "psutil")
AGES = collector(AGE, linux_words.age, BY_SHELL.format("CreationDate"))
