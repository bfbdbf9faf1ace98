"""Who should be there: the processes that want the port, work in the project, or wrote its log."""

from __future__ import annotations

from portwise.knowledge.terms import processes
from portwise.model.cause import View
from portwise.model.evidence import Unreadable
from portwise.model.facts import DECLARED, HERE, KIN, LISTENERS, LOGS, OPEN, TOLD, WORKING
from portwise.model.net import Socket
from portwise.model.process import Process
from portwise.model.service import Kind, Line, Log

SOCKET = "socket:[{}]"  # proc_pid_fd(5)


def of_project(view: View) -> tuple[Process, ...]:
    """Processes that work in the project that was asked from; outside any project there are none."""
    project = processes.asked_project(view)
    return view[WORKING.of(project.root)] if project else ()


def named(view: View, port: int) -> bool:
    """Whether a file of the project that was asked from names *port*."""
    project = processes.asked_project(view)
    return project is not None and any(declared.port == port for declared in view[DECLARED.of(project.root)])


def last_told(view: View) -> list[Process]:
    """Of those that want the port the youngest generation: ``npm``, its shell and the server want the same."""
    wanting = view[TOLD.of(view.at.port)]
    above = {one for kin in view.all(KIN.of(process) for process in wanting) for one in kin.ancestors}
    return [process for process in wanting if process not in above]


def doors(view: View, process: Process) -> list[Socket]:
    """Where a process listens, on whatever port."""
    opened = set(view[OPEN.of(process)])
    return [socket for socket in view[LISTENERS.of(HERE)] if SOCKET.format(socket.inode) in opened]


def logs(view: View) -> tuple[Log, ...]:
    project = processes.asked_project(view)
    return view[LOGS.of(project.root)] if project else ()


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
