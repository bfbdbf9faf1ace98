"""What is left of a server that is gone: the last lines of its log, and what systemd, pm2 or supervisord says of it."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.knowledge.terms import staff
from portwise.model.cause import Clause, Remedy, Safety, View
from portwise.model.facts import UNITS
from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.service import Log, Unit

SYSTEMD, LAUNCHD = "systemd", "launchd"


class Remains(NamedTuple):
    log: Log | None
    unit: Unit | None


class Left(NamedTuple):
    """Of a server, ended or never come up: a unit, a log, or a process that was to start it."""

    unit: Unit | None = None
    log: Log | None = None
    process: Process | None = None


def left(view: View) -> Iterator[Left]:
    """Processes only where no log is: whose log it is runs no more, or is told by it."""
    units, logs = services(view), staff.last_log(view)
    yield from (Left(unit=unit) for unit in units if failed(unit))
    yield from (Left(log=log) for log in logs)
    if not logs:
        yield from (Left(process=process) for process in staff.last_told(view))


def found(view: View) -> list[Remains]:
    return [
        *(Remains(log, None) for log in staff.last_log(view)),
        *(Remains(None, unit) for unit in services(view) if failed(unit)),
    ]


def services(view: View) -> list[Unit]:
    """Those that open the port themselves; what a socket unit starts is another story."""
    units = view[UNITS.of(view.at.port)]
    behind = {name for unit in units for name in unit.triggers}
    return [unit for unit in units if is_service(unit) and unit.name not in behind]


def is_service(unit: Unit) -> bool:
    return unit.keeper != SYSTEMD or unit.name.endswith(".service")


def failed(unit: Unit) -> bool:
    """For good, or between two starts that failed."""
    return unit.active == "failed" or unit.sub == "auto-restart"


def outcome(unit: Unit) -> str:
    """``shop.service failed (exit-code, status 1, after 5 restarts)``."""
    status = f", {'signal' if unit.killed else 'status'} {unit.status}" if unit.status else ""
    again = f", after {unit.restarts} restart{'s' if unit.restarts > 1 else ''}" if unit.restarts else ""
    return f"{unit.name} failed ({unit.result}{status}{again})"


def what(view: View, left: Remains) -> str | None:
    if left.unit:
        return f"{left.unit.name} of {left.unit.keeper} is for port {view.at.port}"
    return left.log and f"{staff.file(view, left.log)}, last written {staff.quiet(view, left.log)}, is about that port"


def written(unit: Unit) -> Log:
    """What it wrote last, in the journal or in files of its keeper, as a log."""
    return Log(unit.log, 0.0, unit.words, ())


def trouble(view: View, left: Remains) -> str | None:
    if left.unit is None:
        return left.log and staff.trouble(view, left.log)
    line = staff.complaint(written(left.unit))
    return outcome(left.unit) + (f"; it wrote: {line.text}" if line else "")


def news(_: View, left: Remains) -> str | None:
    line = left.log and staff.good_news(left.log)
    return line.text if line else None


def path(_: View, left: Remains) -> str | None:
    return (left.unit.log if left.unit else left.log.path if left.log else "") or None


def unit(_: View, left: Remains) -> str | None:
    """As journalctl takes it."""
    return left.unit.name if left.unit and left.unit.keeper == SYSTEMD else None


def job(_: View, left: Remains) -> str | None:
    """As launchctl takes it."""
    return left.unit.name if left.unit and left.unit.keeper == LAUNCHD else None


AT_LAUNCHD = Remedy(
    "see how launchd has it: the status that it ended with, its command and where it writes",
    ("launchctl", "list", "{job}"),
    Safety.SAFE,
    platform="macos",
    when="job",
)
NOBODY_LEFT: Clause[Remains] = Clause(
    "no process of the project has that log open any more, or whoever keeps the service says that it has ended",
    lambda _, left: left.unit is not None or (left.log is not None and not left.log.writers),
    denied="a process of the project still writes its log",
    trivial=True,
)
