"""What a process has open, what it waits for, and the last words of the log files of a project."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.pidfiles import collector
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import LOGS, OPEN, SETTINGS, WAITING, WORKING
from portwise.model.process import Process
from portwise.model.service import Log, Setting, Wait

GONE = (FileNotFoundError, ProcessLookupError, NotADirectoryError)
HIDDEN = (*GONE, PermissionError)
READ_ONLY, ACCESS = 0, 3  # O_RDONLY and O_ACCMODE, fcntl-linux.h
VARIABLES = ("PORT", "HOST", "HOSTNAME", "BIND", "SERVER_PORT", "HTTP_PORT", "NITRO_PORT", "VITE_PORT")
LOG_FOLDERS = ("", "log/", "logs/")
MOST_LOGS = 12
EARLY = 64  # descriptors of a process: a log is opened before clients come, and 18,000 of them take 100 ms
# numbers of read(2) in asm/unistd_64.h and asm-generic/unistd.h, as /proc/PID/syscall writes it: number, then arguments
READING_INPUT = ("0 0x0 ", "63 0x0 ")
TERMINALS = ("/dev/pts/", "/dev/tty", "/dev/console")
WAITS = "/proc/locks and /proc/PID/syscall, lslocks -p PID"
LOG_SOURCE, LOG_TO_KNOW = "*.log and nohup.out of the project, /proc/PID/fd, tail", "tail *.log"


def led(host: Host, pid: int, most: int | None = None) -> Iterator[tuple[str, str]]:
    """Number and goal of every descriptor, or of the first ones; one that is closed meanwhile is not there."""
    for number in sorted(host.names(f"/proc/{pid}/fd"), key=int)[:most]:
        with suppress(*GONE):
            yield number, host.link(f"/proc/{pid}/fd/{number}")


def opened(host: Host, process: Process) -> tuple[str, ...]:
    return tuple(dict.fromkeys(goal for _, goal in led(host, process.pid)))


def settings(host: Host, process: Process) -> tuple[Setting, ...]:
    return tuple(Setting(*pair) for pair in host.variables(process.pid, VARIABLES))


def waiting(host: Host, process: Process) -> Wait | None:
    return locked(host, process) or asking(host, process)


def locked(host: Host, process: Process) -> Wait | None:
    """``7: -> FLOCK  ADVISORY  WRITE 4242 08:02:1234 0 EOF`` waits for whoever has number 7, proc_locks(5)."""
    rows = [line.split() for line in host.read("/proc/locks").splitlines()]
    mine = next((row for row in rows if row[1] == "->" and row[5] == str(process.pid)), None)
    if mine is None:
        return None
    holder = next((row[4] for row in rows if row[0] == mine[0] and row[1] != "->"), "0")
    return Wait("lock", by_inode(host, process.pid, mine[6].rpartition(":")[2]), int(holder))


def by_inode(host: Host, pid: int, inode: str) -> str:
    """Which open file has that inode; fdinfo tells since Linux 5.14, proc_pid_fdinfo(5)."""
    for number, goal in led(host, pid):
        if info(host, pid, number).get("ino") == inode:
            return goal
    return ""


def asking(host: Host, process: Process) -> Wait | None:
    """Whether it is in read(2) on its standard input, and that is a terminal; only the same user may see it."""
    call = host.read(f"/proc/{process.pid}/syscall")
    terminal = host.link(f"/proc/{process.pid}/fd/0") if call.startswith(READING_INPUT) else ""
    return Wait("terminal", terminal) if terminal.startswith(TERMINALS) else None


def info(host: Host, pid: int, number: str) -> dict[str, str]:
    try:
        pairs = (line.partition(":") for line in host.read(f"/proc/{pid}/fdinfo/{number}").splitlines())
    except GONE:
        return {}
    return {name: value.strip() for name, _, value in pairs}


def logs(host: Host, seen: Evidence, root: str) -> tuple[Log, ...]:
    """Those that lie in the project or that its processes write; the youngest first."""
    writers: dict[str, list[Process]] = {}
    for process in seen[WORKING.of(root)]:
        for path in set(written(host, process.pid)):
            writers.setdefault(path, []).append(process)
    paths = dict.fromkeys((*in_folder(host, root), *writers))
    found = [log for path in paths if (log := last_words(host, path, tuple(writers.get(path, ()))))]
    now = host.clock()  # one for all: between two readings of it a busy machine may let a second go by
    aged = (log._replace(quiet=round(max(now - log.quiet, 0.0), 3)) for log in found)
    return tuple(sorted(aged, key=lambda log: log.quiet)[:MOST_LOGS])


def in_folder(host: Host, root: str) -> Iterator[str]:
    for folder in LOG_FOLDERS:
        with suppress(*HIDDEN):
            names = host.names(f"{root}/{folder}")
            yield from (f"{root}/{folder}{name}" for name in names if name.endswith(".log") or name == "nohup.out")


def written(host: Host, pid: int) -> Iterator[str]:
    """Regular files that look like a log: the two outputs, and what is called one."""
    with suppress(*HIDDEN):
        for number, goal in led(host, pid, EARLY):
            called = number in ("1", "2") or goal.endswith(".log")
            if called and goal.startswith("/") and not goal.startswith("/dev/") and writes(host, pid, number):
                yield goal


def writes(host: Host, pid: int, number: str) -> bool:
    return int(info(host, pid, number).get("flags", "0"), 8) & ACCESS != READ_ONLY


def last_words(host: Host, path: str, writers: tuple[Process, ...]) -> Log | None:
    """With the time of its last writing for its age.  None where it cannot be read: then it says nothing."""
    from portwise.formats import logs as words  # patterns that only this question needs

    try:
        end = host.tail(path)
    except OSError:
        return None
    return Log(path, end.modified, tuple(words.lines(end.lines)), writers)


OPENING = collector(OPEN, opened, "/proc/PID/fd, ls -l /proc/PID/fd", gone=())
SETTING = collector(SETTINGS, settings, "/proc/PID/environ, tr '\\0' '\\n' < /proc/PID/environ")
STALLING = collector(WAITING, waiting, WAITS, gone=None)
LOGGING = Collector(LOGS, Cost.SLOW, LOG_SOURCE, LOG_TO_KNOW, each(logs, LOG_SOURCE, LOG_TO_KNOW))
ALL = (OPENING, SETTING, STALLING, LOGGING)
