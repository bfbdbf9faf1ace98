"""The capabilities of a program file: read, written, and what the kernel would not heed, capabilities(7), execve(2)."""

from __future__ import annotations

import errno
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from portwise.formats.filerights import BINDS_LOW, NET_BIND_SERVICE
from portwise.host import signals
from portwise.model.programfiles import of_system, shared, starts

ATTRIBUTE = "security.capability"
NOSUID = "its file system is mounted nosuid, where the kernel heeds no capability of a file"
OTHERS = "it has other capabilities already, which setcap would take away"
SCRIPT = "it is a script, and the kernel heeds the capabilities of its interpreter alone"
SHARED = "it runs what it is given, and all of that would have the right"
STARTS = "it starts other programs, and hands on to none of them what its file may do"
OF_SYSTEM = "it is one of the system's own, which everybody starts, and the next update takes away what it was given"
HAS_IT = "its process has that right already"
MASK = re.compile(r"^Cap(Bnd|Eff):\s*([0-9a-f]+)$", re.MULTILINE)
NO_MORE = re.compile(r"^NoNewPrivs:\s*1$", re.MULTILINE)
OTHER_FILE = "its process runs another file than the one that has that name here"
SURE = 1.0  # seconds: a file is marked by one clock, and a process begins by another
ENDED = "its process has ended, and nobody can tell any more which file it ran"
UNHEEDED = (
    "its file has the right by now, and its process, which was started since, has not: the kernel does not heed it here"
)
BARRED = "its process may gain no right by a file (no_new_privs, or a bounding set without it)"


def held(file: str | int) -> str:
    """In hexadecimal digits; "" for none."""
    try:
        return (os.getxattr(file, ATTRIBUTE) if isinstance(file, int) else of_name(file)).hex()
    except OSError as error:
        if error.errno != errno.ENODATA:
            raise
        return ""


def of_name(path: str) -> bytes:
    return os.getxattr(path, ATTRIBUTE, follow_symlinks=False)


def put(path: str, digits: str) -> None:
    """What no attribute says is that there is none."""
    if digits:
        os.setxattr(path, ATTRIBUTE, bytes.fromhex(digits), follow_symlinks=False)
    else:
        os.removexattr(path, ATTRIBUTE, follow_symlinks=False)


def give(path: str, pid: int, started: int) -> None:
    """To the very file that was looked at: its name may lead elsewhere by now.  Raises OSError where it may not be."""
    with opened(path) as file:
        if why := unfit(file, path, pid, started):
            raise PermissionError(errno.EPERM, why)
        os.setxattr(file, ATTRIBUTE, bytes.fromhex(BINDS_LOW))


def refused(path: str, pid: int, started: int) -> str:
    """Why the program of that process is not given the right; "" where it may have it."""
    with opened(path) as file:
        return unfit(file, path, pid, started)


@contextmanager
def opened(path: str) -> Iterator[int]:
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        yield file
    finally:
        os.close(file)


def unfit(file: int, path: str, pid: int, started: int) -> str:
    """
    What stands against that open file.

    In a container the same name is another file, so that only the process tells which one is meant: once it has ended
    nobody does.
    """
    if os.pread(file, 2, 0) == b"#!":
        return SCRIPT
    if why := everybodys(path):
        return why
    if os.fstatvfs(file).f_flag & os.ST_NOSUID:
        return NOSUID
    if held(file) not in ("", BINDS_LOW):
        return OTHERS
    try:
        runs, status = of_process(pid)
    except (FileNotFoundError, ProcessLookupError):
        return ENDED
    if signals.started(pid) != started:
        return ENDED  # and another one has its number, proc(5)
    if not os.path.samestat(runs, os.fstat(file)):
        return OTHER_FILE
    may = {name: bool(int(mask, 16) & NET_BIND_SERVICE) for name, mask in MASK.findall(status)}
    if may.get("Eff"):
        return HAS_IT
    if any(not os.path.samestat(runs, other) for other in of_children(pid)):
        return STARTS
    if NO_MORE.search(status) or not may.get("Bnd", True):
        return BARRED
    return UNHEEDED if held(file) and os.fstat(file).st_ctime + SURE < moment(started) else ""


def moment(started: int) -> float:
    """Seconds since the epoch, of ticks since boot, proc_pid_stat(5)."""
    return time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + started / os.sysconf("SC_CLK_TCK")


def everybodys(path: str) -> str:
    """By its name and its place."""
    if shared(path):
        return SHARED
    if starts(path):
        return STARTS
    return OF_SYSTEM if of_system(path) else ""


def of_children(pid: int) -> Iterator[os.stat_result]:
    """Files that its children run, proc_tid_children(5); each thread has its own."""
    for told in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # it ends meanwhile
            for child in told.read_text().split():
                with suppress(OSError):
                    yield Path(f"/proc/{child}/exe").stat()


def of_process(pid: int) -> tuple[os.stat_result, str]:
    """Its file, as it sees it, and its status."""
    about = Path(f"/proc/{pid}")
    return (about / "exe").stat(), (about / "status").read_text(errors="replace")
