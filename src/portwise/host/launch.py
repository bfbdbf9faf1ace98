"""
A command that is started, watched and stopped again, with everything that it starts in turn.

It gets a process group and a terminal (pty(7)) of its own; without a terminal most programs keep their lines back.
The terminal never says anything, so that a question stays a question.  Whoever is left over when his parent ends
comes to us and not to pid 1 (prctl(2), PR_SET_CHILD_SUBREAPER), so that what has forked twice is found as well.
Signals go through pidfds, pidfd_open(2): a number that is used again meets nobody else.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import select
import signal
import subprocess
import tempfile
import termios
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import islice

from portwise.formats import logs, procstat, refusals
from portwise.formats.terminal import Lines
from portwise.host import redact, signals
from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.service import Line
from portwise.model.start import WATCHED_BY, Exit, Member, Refusal

PR_SET_CHILD_SUBREAPER, PR_GET_CHILD_SUBREAPER = 36, 37  # linux/prctl.h
PIECE = 1 << 16
MOST_PIECES, MOST_AT_ONCE = 16, 200  # pieces and lines of one look; a program that never stops writing has to wait
MOST_LAST = 12  # lines of its output that are kept
ENDED = "ZX"  # proc_pid_stat(5)
SCANS = 3  # of /proc that find nobody: one whose parent ends between two lines of a scan is missed by it
ROWS_AND_COLUMNS = b"\x28\x00\x78\x00\x00\x00\x00\x00"  # struct winsize: 40 rows of 120
REAP_PATIENCE = 1.0  # seconds that the last thread of a process may take behind its first one
TERM_PATIENCE, KILL_PATIENCE = 5.0, 3.0  # seconds; a server that has clients takes a while to let them go
LOOK_AGAIN = 0.02  # seconds; nothing tells when a process is born


Identity = tuple[int, int]  # pid and start time: the name changes with execve(2)


class Heard(NamedTuple):
    """What the command wrote since the look before."""

    text: tuple[str, ...]  # whole lines, redacted
    lines: tuple[Line, ...]  # those that were understood
    refusals: tuple[Refusal, ...]
    spoke: bool
    missed: int = 0  # lines before these, which were too many to look at
    quoted: tuple[str, int] = ("", 0)  # the place that stands in the source of a traceback


class Launch:
    """
    One command.  OSError where it cannot be started.

    With *keep* it is to outlive us: its output goes to a file, for a terminal ends
    with whoever holds its other side (tty_vhangup() in drivers/tty/tty_io.c).
    """

    def __init__(self, argv: tuple[str, ...], keep: bool = False) -> None:
        self._others = set(children(os.getpid(), everybody()))  # who is ours already, and not of the command
        self._was_reaper = reaper(True)
        self._lines, self._pidfds = Lines(), dict[Identity, int]()
        self.log, self.last = "", list[str]()
        self.exit: Exit | None = None
        self.command = redact.command(argv)
        try:
            self._output, self._child = to_file(argv) if keep else on_terminal(argv)
        except BaseException:
            reaper(self._was_reaper)
            raise
        self.log = os.readlink(f"/proc/self/fd/{self._output}") if keep else ""
        self._keep = keep
        stat = one(self._child.pid)
        self.process = identity(stat) if stat else Process(self._child.pid, 0, os.path.basename(argv[0])[:15])

    def wait(self, patience: float) -> None:
        """Until something is written, a process ends, or *patience* seconds are over."""
        poll = select.poll()
        for descriptor in (*self._pidfds.values(), *(() if self._keep or self._output < 0 else (self._output,))):
            poll.register(descriptor, select.POLLIN)
        poll.poll(max(patience, 0.0) * 1000)

    def members(self) -> tuple[Member, ...]:
        """Whoever descends from the command and has not ended, each held by a pidfd from now on."""
        scans = (self._scan() for _ in range(SCANS))
        held = next((found for found in scans if found), [])
        return tuple(Member(identity(stat), stat.state) for stat in held)

    def _scan(self) -> list[procstat.Stat]:
        found = descendants(os.getpid(), self._others)
        alive = {key(stat): stat for stat in (*self._known(), *found) if not over(stat)}
        for gone in [known for known in self._pidfds if known not in alive]:
            os.close(self._pidfds.pop(gone))
        self._reap([stat for stat in found if over(stat) and stat.ppid == os.getpid()])
        return [stat for known, stat in alive.items() if known in self._pidfds or self._hold(known)]

    def _known(self) -> list[procstat.Stat]:
        """Held already: one whose parent ends while we read is found below nobody."""
        stats = (one(pid) for pid, _ in self._pidfds)
        return [stat for stat in stats if stat and key(stat) in self._pidfds]

    def _hold(self, wanted: Identity) -> bool:
        """Opened first and identified second: the pidfd is that process's own."""
        try:
            pidfd = os.pidfd_open(wanted[0])
        except OSError:
            return False
        stat = one(wanted[0])
        if stat is None or key(stat) != wanted:
            os.close(pidfd)
            return False
        self._pidfds[wanted] = pidfd
        return True

    def _reap(self, ended: list[procstat.Stat]) -> None:
        """Ours by birth, and those that came to us when their parents ended."""
        for stat in ended:
            if stat.pid != self._child.pid:
                with suppress(ChildProcessError):
                    os.waitpid(stat.pid, os.WNOHANG)
        code = self._child.poll()
        if code is not None and self.exit is None:
            self.exit = Exit(code) if code >= 0 else Exit(0, name(-code))

    def hear(self) -> Heard:
        """What was written meanwhile; it never waits."""
        data = b"".join(islice(iter(self._piece, b""), MOST_PIECES))
        every = self._lines.feed(data)
        whole = [redact.text(line) for line in every[-MOST_AT_ONCE:]]
        told = [line for line in whole if line.strip()]
        quoted = refusals.quoted([*self.last[-1:], *told])  # a traceback may come in pieces
        self.last, missed = [*self.last, *told][-MOST_LAST:], len(every) - len(whole)
        return Heard(tuple(told), tuple(logs.lines(told)), tuple(refusals.refusals(told)), bool(data), missed, quoted)

    def unfinished(self) -> tuple[str, Line | None]:
        """A line that has no end yet, as a question has none, and what it tells."""
        text = redact.text(self._lines.rest)
        return text, next(iter(logs.lines([text])), None)

    def _piece(self) -> bytes:
        try:
            return os.read(self._output, PIECE) if self._output >= 0 else b""
        except BlockingIOError:
            return b""
        except OSError as error:
            if error.errno != errno.EIO:  # nobody has the other side open any more, pty(7)
                raise
            os.close(self._output)
            self._output = -1
            return b""

    def stop(self, hurry: Callable[[], bool] = bool) -> tuple[str, tuple[Process, ...]]:
        """End all of it, at once where *hurry* says so.  The last signal that was needed, and who is left."""
        needed, alive = "", self.members()
        for number, patience in ((signal.SIGTERM, TERM_PATIENCE), (signal.SIGKILL, KILL_PATIENCE)):
            end, told = time.monotonic() + patience, set[Identity]()
            while alive and time.monotonic() < end and not (number is signal.SIGTERM and told and hurry()):
                for wanted in [member.process[:2] for member in alive if member.process[:2] not in told]:
                    self._signal(wanted, number)
                    told.add(wanted)
                    needed = number.name
                self.wait(LOOK_AGAIN)
                self.hear()  # who cannot write does not get on with ending
                alive = self.members()
        if not alive:
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(REAP_PATIENCE)
        self._scan()  # those whose parents have ended with them
        return needed, tuple(member.process for member in alive)

    def _signal(self, wanted: Identity, number: signal.Signals) -> None:
        """One that is stopped takes SIGTERM when it goes on, signal(7)."""
        for one_number in (number, signal.SIGCONT) if number is signal.SIGTERM else (number,):
            with suppress(ProcessLookupError, PermissionError):
                signal.pidfd_send_signal(self._pidfds[wanted], one_number)

    def groups(self) -> tuple[int, ...]:
        """The process groups that live, as kill(1) takes them behind a minus."""
        found = (one(member.process.pid) for member in self.members())
        return tuple(dict.fromkeys(stat.pgrp for stat in found if stat))

    def close(self, kept: bool = False) -> None:
        """Let go; where nothing goes on, its output has been told and the file is not needed."""
        if self.log and not kept:
            with suppress(FileNotFoundError):
                os.unlink(self.log)
        for pidfd in self._pidfds.values():
            os.close(pidfd)
        self._pidfds.clear()
        if self._output >= 0:
            os.close(self._output)
            self._output = -1
        reaper(self._was_reaper)


def on_terminal(argv: tuple[str, ...]) -> tuple[int, subprocess.Popen[bytes]]:
    """
    In a process group of its own, as a shell starts a job, and not as the leader of a session.

    A terminal that a session leader opens becomes its controlling one, and hangs up
    when he ends: whoever he leaves behind could write no more (drivers/tty/tty_jobctrl.c).
    """
    ours, theirs = os.openpty()
    os.set_blocking(ours, False)
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, ROWS_AND_COLUMNS)
    try:
        # it says who is to stop it: where that one is killed, `portwise stop --stale` finds it by this
        env = {**os.environ, WATCHED_BY: signals.myself()}
        child = subprocess.Popen(argv, stdin=theirs, stdout=theirs, stderr=theirs, process_group=0, env=env)
    except BaseException:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    return ours, child


def to_file(argv: tuple[str, ...]) -> tuple[int, subprocess.Popen[bytes]]:
    """A file that only its user may read; we read it with a position of our own."""
    theirs, path = tempfile.mkstemp(prefix="portwise-", suffix=".log")
    ours = os.open(path, os.O_RDONLY)
    try:
        child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, start_new_session=True)
    except BaseException:
        os.close(ours)
        os.unlink(path)
        raise
    finally:
        os.close(theirs)
    return ours, child


def reaper(on: bool) -> bool:
    """Whether it was on before."""
    libc = ctypes.CDLL(None, use_errno=True)
    before = ctypes.c_int(0)
    libc.prctl(PR_GET_CHILD_SUBREAPER, ctypes.byref(before), 0, 0, 0)
    libc.prctl(PR_SET_CHILD_SUBREAPER, int(on), 0, 0, 0)
    return bool(before.value)


def name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"  # one of the real-time signals, signal(7)


def over(stat: procstat.Stat) -> bool:
    """A zombie whose other threads still run holds all that it had, wait_task_zombie() in kernel/exit.c."""
    return stat.state in ENDED and stat.num_threads <= 1


def one(pid: int) -> procstat.Stat | None:
    """None where it is gone, or hides."""
    try:
        with open(f"/proc/{pid}/stat", "rb", buffering=0) as file:
            return procstat.stat(file.read(PIECE).decode("utf-8", "surrogateescape"))
    except (OSError, ValueError):
        return None


def everybody() -> list[procstat.Stat]:
    stats = (one(int(entry)) for entry in os.listdir("/proc") if entry.isdigit())
    return [stat for stat in stats if stat]


def children(pid: int, stats: Iterable[procstat.Stat]) -> list[Identity]:
    return [key(stat) for stat in stats if stat.ppid == pid]


def descendants(pid: int, without: set[Identity]) -> list[procstat.Stat]:
    """Breadth first; those of *without* and whatever descends from them are left out."""
    below: dict[int, list[procstat.Stat]] = {}
    for stat in everybody():
        below.setdefault(stat.ppid, []).append(stat)
    found, waiting = [], [pid]
    while waiting:
        mine = [stat for stat in below.get(waiting.pop(0), []) if key(stat) not in without]
        found += mine
        waiting += [stat.pid for stat in mine]
    return found


def key(stat: procstat.Stat) -> Identity:
    return stat.pid, stat.starttime


def identity(stat: procstat.Stat) -> Process:
    return Process(stat.pid, stat.starttime, stat.comm)
