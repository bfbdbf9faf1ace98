"""Servers that a repair starts again: ended as `portwise stop` ends them, and going on in the foreground of `fix`."""

from __future__ import annotations

import errno
from collections.abc import Callable

from portwise.app.ending import ended, ending
from portwise.host import carriers
from portwise.host.api import Host
from portwise.host.foreground import Foreground
from portwise.host.foreground import ready as foreground_ready
from portwise.model.facts import HERE, LISTENERS, OWNERS
from portwise.model.process import Process
from portwise.model.report import Report
from portwise.model.target import Target

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


def opener(foreground: Foreground | None) -> Callable[[tuple[str, ...]], None]:
    """For a program that carries connections, and does so as long as it runs."""

    def opens(argv: tuple[str, ...]) -> None:
        if foreground is None:
            raise PermissionError(errno.EPERM, NO_TERMINAL)
        carriers.opened(foreground, argv)

    return opens


def port_of(report: Report, process: Process) -> int:
    """The one port where it listens."""
    seen = report.evidence
    rows = [row for row in seen.get(LISTENERS.of(HERE)) or () if process in (seen.get(OWNERS.of(row.inode)) or ())]
    ports = {row.port for row in rows}
    if len(ports) != 1:
        raise PermissionError(errno.EPERM, "it is not seen to listen at one port")
    return ports.pop()
