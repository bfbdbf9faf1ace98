"""A process that is stopped goes on, signal(7): `kill -CONT PID`."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.fix.steps.kind import Argv, Kind
from portwise.model.evidence import Evidence, Known, Observation
from portwise.model.facts import OWNERS, THREADS
from portwise.model.process import Process
from portwise.model.repair import Deed, Grade, Look
from portwise.model.target import Intent

RUNS, STOPPED, ENDED = "runs", "stopped", "ended"


def reads(argv: Argv, seen: Evidence) -> Deed | None:
    """
    The number is of a process that was looked at for this very report, start time and all.

    A port that is to be bound gets free by nobody who goes on.
    """
    who = identified(argv[2], seen) if len(argv) == 3 and argv[:2] == ("kill", "-CONT") else None
    if who is None or seen.target.intent is Intent.BIND:
        return None
    return Deed("waking", argv, look(who), Grade.EXACT)


def look(who: Process) -> Look:
    return Look("process", (str(who.pid), str(who.started), who.name))


def identified(pid: str, seen: Evidence) -> Process | None:
    """Something was asked about it, or it was seen to own a socket."""
    return next((who for observation in seen for who in named(observation) if str(who.pid) == pid), None)


def named(observation: Observation) -> Iterator[Process]:
    question, said = observation.question, observation.said
    if isinstance(question.key, Process):
        yield question.key
    if question.fact in (OWNERS, THREADS) and isinstance(said, Known):
        yield from said.value


def state(_: Deed, seen: str) -> str:
    """The letter of proc_pid_stat(5), "" where it has ended."""
    return STOPPED if seen in ("T", "t") else RUNS if seen else ENDED


def wanted(_: Deed, __: str, ___: str) -> str:
    return RUNS


def back(deed: Deed, before: str, _: str) -> Argv:
    return ("kill", "-STOP", deed.look.what[0]) if before == STOPPED else ()


KIND = Kind("waking", reads, state, wanted, back)
