"""Text files of ``/proc/<pid>`` and ``/proc``: who a process is, what it may do, when it began.

See proc_pid_stat(5), proc_pid_status(5), proc_pid_limits(5), proc_stat(5), proc_uptime(5).  Malformed text is a
ValueError.
"""

from __future__ import annotations

from portwise.model.record import NamedTuple


class Stat(NamedTuple):
    """``/proc/<pid>/stat``; times are clock ticks, see sysconf(3) _SC_CLK_TCK."""

    pid: int
    comm: str  # at most 15 bytes, chosen by the process itself
    state: str  # R, S, D (disk sleep), T (stopped), t (traced), Z (zombie), X, I
    ppid: int
    pgrp: int
    session: int
    tty_nr: int  # 0: no terminal
    tpgid: int  # foreground process group of that terminal, -1: none
    utime: int
    stime: int
    num_threads: int
    starttime: int  # ticks after boot


class Status(NamedTuple):
    """``/proc/<pid>/status``, as far as it says what the process may do and who holds it."""

    state: str  # the letter of Stat.state
    tracer_pid: int  # 0: not traced
    uid: int  # real
    effective_uid: int
    cap_effective: int  # a mask, linux/capability.h: bit 10 is CAP_NET_BIND_SERVICE
    seccomp: int  # 0 off, 1 strict, 2 filter; 0 where the kernel was built without it
    ns_pids: tuple[int, ...]  # its pid in every namespace, outermost first; empty before Linux 4.1
    threads: int
    no_new_privs: bool = False  # execve(2) gives it no right more, prctl(2); not told before Linux 4.10


class Limit(NamedTuple):
    """One row of ``/proc/<pid>/limits``; None is unlimited."""

    soft: int | None
    hard: int | None


def stat(text: str) -> Stat:
    """The name stands in brackets and may hold brackets and blanks itself: the last bracket ends it."""
    pid, opened, rest = text.partition(" (")
    comm, closed, numbers = rest.rpartition(") ")
    if not opened or not closed:
        raise ValueError("no name in brackets in /proc/<pid>/stat")
    state, *fields = numbers.split()
    values = [int(field) for field in fields[:19]]
    if len(values) < 19:
        raise ValueError("/proc/<pid>/stat ends before the start time")
    ppid, pgrp, session, tty_nr, tpgid, *_ = values
    utime, stime, num_threads, starttime = values[10], values[11], values[16], values[18]
    return Stat(int(pid), comm, state, ppid, pgrp, session, tty_nr, tpgid, utime, stime, num_threads, starttime)


def status(text: str) -> Status:
    """Every line is a name and a value; which lines there are depends on the kernel."""
    lines = dict(named(line) for line in text.split("\n") if line)
    uid, effective_uid, *_ = line_of(lines, "Uid").split()
    return Status(
        line_of(lines, "State")[:1],
        int(line_of(lines, "TracerPid")),
        int(uid),
        int(effective_uid),
        int(line_of(lines, "CapEff"), 16),
        int(lines.get("Seccomp", "0")),
        tuple(map(int, lines.get("NSpid", "").split())),
        int(line_of(lines, "Threads")),
        lines.get("NoNewPrivs", "").strip() == "1",
    )


def named(line: str) -> tuple[str, str]:
    name, value = line.split(":", 1)
    return name, value.strip()


def line_of(lines: dict[str, str], name: str) -> str:
    if name not in lines:
        raise ValueError(f"no line {name} in /proc/<pid>/status")
    return lines[name]


def limit(text: str, name: str = "Max open files") -> Limit:
    """A row of ``/proc/<pid>/limits``: its name, the soft and the hard limit, perhaps a unit."""
    for line in text.splitlines():
        if line.startswith(name + " "):
            soft, hard, *_ = line.removeprefix(name).split()
            return Limit(at_most(soft), at_most(hard))
    raise ValueError(f"no limit {name!r}")


def at_most(word: str) -> int | None:
    return None if word == "unlimited" else int(word)


def boot_time(text: str) -> int:
    """``btime`` of ``/proc/stat``: when the machine began, in seconds of the epoch."""
    for line in text.splitlines():
        if line.startswith("btime "):
            return int(line.removeprefix("btime "))
    raise ValueError("no btime in /proc/stat")


def uptime(text: str) -> float:
    """Seconds since boot, the first number of ``/proc/uptime``."""
    up, _ = text.split()
    return float(up)
