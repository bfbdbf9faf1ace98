"""Servers that a repair starts again: ended as `portwise stop` ends them, and going on in the foreground of `fix`."""

from __future__ import annotations

import errno
from collections.abc import Callable

from portwise.app.stop import plan as stopping
from portwise.app.stop import stop
from portwise.host.api import Host
from portwise.host.foreground import Foreground
from portwise.host.foreground import ready as foreground_ready
from portwise.model.facts import HERE, LISTENERS, OWNERS
from portwise.model.process import Process
from portwise.model.report import Report
from portwise.model.stop import Plan as Stopping
from portwise.model.stop import Told
from portwise.model.target import Target

TO_END = 10.0  # seconds that a process has to end
NO_TERMINAL = "it takes a terminal, in whose foreground it would go on"


def staying(report: Report, host: Host, foreground: Foreground | None, process: Process, argv: tuple[str, ...]) -> str:
    """Why a server is not started again by us; "" where it can be."""
    try:
        foreground_ready(process, argv)
        ending(host, port_of(report, process), process)
    except OSError as error:
        return error.strerror or str(error)
    return "" if foreground else NO_TERMINAL


def ender(target: Target, host: Host) -> Callable[[Process], None]:
    """Ends a process as `portwise stop` does, and none that it would refuse."""
    return lambda process: ended(host, target.port or 0, process)


def restarter(
    report: Report, host: Host, foreground: Foreground | None
) -> tuple[Callable[[Process, tuple[str, ...]], None], Callable[[Process], bool]]:
    """The same, for the port that it has now; then it is started again, if that is known to be possible before."""
    started: set[Process] = set()

    def restart(process: Process, argv: tuple[str, ...]) -> None:
        if foreground is None:
            raise PermissionError(errno.EPERM, NO_TERMINAL)
        ready = foreground_ready(process, argv)
        ended(host, port_of(report, process), process)
        foreground.start(ready)
        started.add(process)

    def revive(process: Process) -> bool:
        """As it was, in the same place: what it reads when it starts is as it was by now."""
        if foreground is None or process not in started:
            return False
        foreground.again()
        return True

    return restart, revive


def port_of(report: Report, process: Process) -> int:
    """The one port where it listens."""
    seen = report.evidence
    rows = [row for row in seen.get(LISTENERS.of(HERE)) or () if process in (seen.get(OWNERS.of(row.inode)) or ())]
    ports = {row.port for row in rows}
    if len(ports) != 1:
        raise PermissionError(errno.EPERM, "it is not seen to listen at one port")
    return ports.pop()


def ended(host: Host, port: int, process: Process) -> None:
    outcome = stop(host, ending(host, port, process), Told(), TO_END)
    if not outcome.freed:
        raise OSError(errno.EBUSY, outcome.changed or "it was asked to end, and has not")


def ending(host: Host, port: int, process: Process) -> Stopping:
    """The plan that ends it, and nobody else.  Raises PermissionError where `portwise stop` would refuse."""
    _, first = stopping(host, port, Told())
    ends = [one.process for one in first.endings]
    if process not in ends:
        why = next((refused.why for refused in first.refused), "it does not listen on that port")
        raise PermissionError(errno.EPERM, why)
    if ends != [process]:
        raise PermissionError(errno.EPERM, "others listen with that port too, and portwise stop shows them")
    return first
