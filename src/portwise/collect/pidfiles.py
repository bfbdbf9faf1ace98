"""How a question about one process is answered: the file is read, and then it must still be the same process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from portwise.collect.collector import Collector, Cost, Questions, each, known
from portwise.formats import procstat
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence, Unknown
from portwise.model.facts import HERE, Fact, Question
from portwise.model.process import Process

ENDED = "that process has ended"

Ask = Callable[[Host, Process], object]


class Unanswered:
    """There is no answer for a process that has ended."""


def collector(
    fact: Fact[Process, Any], ask: Ask, reads: str, cost: Cost = Cost.CHEAP, *, gone: object = Unanswered
) -> Collector:
    """
    *reads* names the file and the command that shows a person the same; PID stands for the number.

    *gone* is what is so of a process that has ended, where that is known: it has nothing open and watches nothing.
    On a machine where something is built, some process ends in every look.
    """

    def collect(host: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
        for question in asked:
            yield answer(host, seen, question, ask, reads.replace("PID", str(question.key.pid)), gone)

    return Collector(fact, cost, reads, "sudo portwise why TARGET", collect, privilege="other users' processes too")


def here_or(
    fact: Fact[Any, Any], ask: Callable[[Host, int | str], object], reads: str, to_know: str, privilege: str = ""
) -> Collector:
    """The same of a process, or of the one that asks where the key is HERE; *ask* takes the name below /proc."""
    ours = each(lambda host, _, __: ask(host, "self"), reads.replace("PID", "self"), to_know)

    def collect(host: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
        for question in asked:
            if question.key == HERE:
                yield from ours(host, seen, (question,))
            else:
                source = reads.replace("PID", str(question.key.pid))
                yield answer(host, seen, question, lambda there, who: ask(there, who.pid), source)

    return Collector(fact, Cost.CHEAP, reads, to_know, collect, privilege=privilege)


def answer(
    host: Host, seen: Evidence, question: Question[Any], ask: Ask, source: str, gone: object = Unanswered
) -> Answer:
    """Asked first and identified second: a pid that has its start time now had it while it was read."""
    try:
        value = ask(host, question.key)
        said = None
    except PermissionError as error:
        said = Unknown(error.strerror or str(error), f"sudo {again(seen)}")
    except (OSError, ValueError) as error:
        said = Unknown(getattr(error, "strerror", None) or str(error), again(seen))
    if not runs(host, question.key):
        ended = Answer(question, Unknown(ENDED, again(seen)), source)
        return ended if gone is Unanswered else known(question, gone, source)
    return Answer(question, said, source) if said else known(question, value, source)


def again(seen: Evidence) -> str:
    import shlex  # for the few who have to ask again

    return f"portwise why {shlex.quote(seen.target.raw)}"


def runs(host: Host, process: Process) -> bool:
    """Whether the pid still is that process."""
    try:
        return stat_of(host, process.pid).starttime == process.started
    except (OSError, ValueError):
        return False


def stat_of(host: Host, pid: int) -> procstat.Stat:
    """Open to every user who can see the process at all, proc_pid_stat(5)."""
    return procstat.stat(host.read(f"/proc/{pid}/stat"))
