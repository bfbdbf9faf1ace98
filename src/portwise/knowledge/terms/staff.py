"""Who should be there: the processes that want the port, work in the project, or wrote its log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portwise.knowledge.terms import declared, processes
from portwise.model.cause import Clause, View
from portwise.model.evidence import Unreadable, none
from portwise.model.facts import FOLDER, HERE, KIN, LISTENERS, LOGS, OPEN, STARTED, TOLD, WORKING
from portwise.model.inspectors import INSPECTORS
from portwise.model.net import Socket
from portwise.model.process import JUST_NOW, Process, at_home, in_words
from portwise.model.record import NamedTuple
from portwise.model.service import Kind, Line, Log

if TYPE_CHECKING:
    from portwise.model.start import Start

SOCKET = "socket:[{}]"  # proc_pid_fd(5)


class Trace(NamedTuple):
    """Of a server: somebody who wants the port, or the log of one."""

    process: Process | None
    log: Log | None


def of_project(view: View) -> tuple[Process, ...]:
    """Processes that work in the project that was asked from; outside any project there are none."""
    project = processes.asked_project(view)
    return view[WORKING.of(project.root)] if project else ()


def concerned(view: View) -> tuple[Process, ...]:
    """Those of this project, and those that were told the port wherever they work."""
    return tuple(dict.fromkeys((*of_project(view), *view[TOLD.of(view.at.port)])))


def named(view: View, port: int) -> bool:
    """Whether a file of the project that was asked from names *port*."""
    return bool(declared.naming(view, port))


def last_told(view: View) -> list[Process]:
    """Of those that want the port the youngest generation: ``npm``, its shell and the server want the same."""
    wanting = view[TOLD.of(view.at.port)]
    above = {one for kin in view.all(KIN.of(process) for process in wanting) for one in kin.ancestors}
    return [process for process in wanting if process not in above]


def doors(view: View, process: Process) -> list[Socket]:
    """Where a process listens, on whatever port but that of its inspector, which is for debuggers."""
    opened = set(view[OPEN.of(process)])
    listening = (socket for socket in view[LISTENERS.of(HERE)] if socket.port not in INSPECTORS)
    return [socket for socket in listening if SOCKET.format(socket.inode) in opened]


def logs(view: View) -> tuple[Log, ...]:
    """What the command said that portwise itself has started, and the files of the project."""
    view.all((FOLDER.of(HERE), STARTED.of(HERE)))  # in one round
    started = view[STARTED.of(HERE)]
    project = processes.asked_project(view)
    files = view[LOGS.of(project.root)] if project else ()
    return (heard(started), *files) if started else files


def kept(view: View, process: Process) -> str | None:
    """What keeps a process of the command that portwise started: a debugger, a lock, or a question that it asks."""
    started = view[STARTED.of(HERE)]
    if started is None or started.doors or process not in [member.process for member in started.running]:
        return None
    asks = [f"it asks: {line.text}" for line in started.said[-1:] if line.kind is Kind.ASKING]
    return next(iter((*started.held, *asks)), None)


def heard(start: Start) -> Log:
    """Its output as a log, which its processes write."""
    return Log("", 0.0, start.said, tuple(m.process for m in start.running), " ".join(start.command))


def last_log(view: View) -> tuple[Log, ...]:
    """The youngest log that speaks of the port, or could: its project names the port, and it speaks of no other."""
    port = view.at.port
    mine = [log for log in logs(view) if log.lines and (log.output_of or speaks_of(view, log, port))]
    return tuple(sorted(mine, key=lambda log: log.quiet)[:1])


def traces(view: View) -> list[Trace]:
    """All that there is of a server for the port, whether it runs or not."""
    logs = last_log(view)
    return [*(Trace(process, None) for process in last_told(view)), *(Trace(None, log) for log in logs)]


def speaks_of(view: View, log: Log, port: int) -> bool:
    ports = {line.port for line in log.lines if line.port and line.kind in (Kind.LISTENING, Kind.IN_USE)}
    return port in ports or (not ports and named(view, port))


def good_news(log: Log) -> Line | None:
    """The last line in which it said that it listens."""
    return next((line for line in reversed(log.lines) if line.kind is Kind.LISTENING), None)


NOBODY_ANYWHERE: Clause[Any] = Clause(
    "no socket listens on that port, at any address",
    lambda view, _: none(view[LISTENERS.of(HERE)], lambda socket: socket.port == view.at.port),
    told="nothing listens on port {port} now",
    denied="somebody does listen on that port",
)


def file(view: View, log: Log) -> str:
    return f"the output of {log.output_of}" if log.output_of else at_home(log.path, view[FOLDER.of(HERE)])


def quiet(_: View, log: Log) -> str:
    return "just now" if log.quiet < JUST_NOW else f"{in_words(log.quiet)} ago"


def trouble(_: View, log: Log) -> str | None:
    line = complaint(log)
    return line and line.text


def complaint(log: Log) -> Line | None:
    """The first word of trouble after the last good news."""
    news = [n for n, line in enumerate(log.lines) if line.kind is Kind.LISTENING]
    after = log.lines[news[-1] + 1 :] if news else log.lines
    return next((line for line in after if line.kind is not Kind.LISTENING), None)


def said_by(view: View, process: Process) -> str | None:
    """The word of trouble in the log that a process writes; a log that is not known tells nothing."""
    try:
        mine = (log for log in logs(view) if process in log.writers)
        return next((line.text for log in mine if (line := complaint(log))), None)
    except Unreadable:
        return None
