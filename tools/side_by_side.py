"""
A long run of tests in as many processes as there are processors, and as many that fill the gaps.

They are forked when the worlds of the lab have been played, so that each has the recordings without asking for them
again.  Tests that share what is costly (a recording looked at again, the fixtures of a module) stay together, and
whoever is free takes the next group.  A file may wait for a server or a container; what is asserted of recordings only
computes, and meanwhile it is done by processes that stand back for all others.  What a test reports goes home through a
pipe and is told there as if it had run there.  A short run stays in one process, where a debugger works and everything
comes in order.
"""

from __future__ import annotations

import gc
import os
import sys
import traceback
from array import array
from collections.abc import Iterator
from itertools import chain, pairwise
from multiprocessing.connection import Connection, Pipe, wait
from typing import Any, NamedTuple
from warnings import WarningMessage

import pytest

MANY = 5000  # tests; fewer are through before it matters
TOGETHER = pytest.StashKey[str]()  # the name of the group of a test, where it is not its file
NUMBER = "H"  # of a group, in the pipe from which everybody takes the next one
STDERR = 2
MEEK = 19  # nice(2): whoever computes where nobody else does
SELDOM = 50_000  # objects made until it is looked which of them are garbage: hardly any is in a circle

Groups = list[list[pytest.Item]]
Place = tuple[str, int | None, str]  # file, line and name of a test
Told = tuple[str, dict[str, Any]]  # a hook of pytest and its arguments


class Turn(NamedTuple):
    """A test, where one is left, and whether it is the last of its group."""

    item: pytest.Item | None
    is_last: bool


END = Turn(None, True)


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Instead of pytest's own loop; None leaves it to that."""
    options = session.config.option
    processors = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    alone = session.testsfailed or options.collectonly or options.maxfail or options.usepdb
    if alone or len(session.items) < MANY or processors < 2:
        return None
    files, laws = grouped(session.items)
    groups = [*files, *laws]
    first, then = filled(range(len(files))), filled(range(len(files), len(groups)))
    session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]  # one for all, and one to clear away
    gc.freeze()  # gigabytes of recordings stay: to look through them takes seconds, in the midst of any test
    mouths = dict(fork(session.config, groups, (first, then)) for _ in range(processors))
    mouths |= dict(fork(session.config, groups, (then,), MEEK) for _ in range(processors))
    ran = listen(session.config, list(mouths))
    for pid in mouths.values():
        os.waitpid(pid, 0)
    if ran != len(session.items):
        raise session.Failed(f"{ran} of {len(session.items)} tests were told of: a process ended before its time")
    return True


def grouped(items: list[pytest.Item]) -> tuple[Groups, Groups]:
    """Files, of which some are long, and the small groups that have a name, which fill what is left of the time."""
    files: dict[str, list[pytest.Item]] = {}
    named: dict[str, list[pytest.Item]] = {}
    for item in items:
        if name := item.stash.get(TOGETHER, ""):
            named.setdefault(name, []).append(item)
        else:
            files.setdefault(str(item.path), []).append(item)
    return list(files.values()), list(named.values())


def filled(numbers: range) -> int:
    """A pipe with the numbers of some groups in it, which is at its end when the last of them was taken."""
    queue, fill = os.pipe()
    os.write(fill, array(NUMBER, numbers))
    os.close(fill)
    return queue


def fork(config: pytest.Config, groups: Groups, queues: tuple[int, ...], meek: int = 0) -> tuple[Connection, int]:
    """A process that takes groups from one queue after another; returns where it is heard, and its pid."""
    ear, mouth = Pipe(duplex=False)
    if pid := os.fork():
        mouth.close()
        return ear, pid
    try:
        os.nice(meek)
        gc.set_threshold(SELDOM)
        work(config, taken(groups, queues), mouth)
        os._exit(0)
    except BaseException:  # noqa: BLE001 - whatever ends this process has to be seen outside
        os.write(STDERR, traceback.format_exc().encode())
        os._exit(1)


def taken(groups: Groups, queues: tuple[int, ...]) -> Iterator[Turn]:
    for queue in queues:
        while number := array(NUMBER, os.read(queue, array(NUMBER).itemsize)):
            *others, last = groups[number[0]]
            yield from (Turn(item, False) for item in others)
            yield Turn(last, True)


def work(config: pytest.Config, turns: Iterator[Turn], mouth: Connection) -> None:
    """In the child: every test of every group it gets, told group by group."""
    teller = Teller(config)
    config.pluginmanager.unregister(name="terminalreporter")
    config.pluginmanager.register(teller)
    capture: Any = config.pluginmanager.getplugin("capturemanager")
    capture.stop_global_capturing()  # into the file of whoever forked us
    capture.start_global_capturing()
    capture.suspend_global_capture()  # as it is between two tests
    for (item, is_last), (following, _) in pairwise(chain(turns, (END,))):
        config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if is_last:
            mouth.send(teller.told)
            teller.told.clear()
    mouth.close()


class Teller:
    """A plugin that notes what the terminal would be told."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.told: list[Told] = []

    def pytest_runtest_logstart(self, nodeid: str, location: Place) -> None:
        self.told.append(("pytest_runtest_logstart", {"nodeid": nodeid, "location": location}))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        packed = self.config.hook.pytest_report_to_serializable(config=self.config, report=report)
        self.told.append(("pytest_runtest_logreport", {"report": packed}))

    def pytest_warning_recorded(
        self, warning_message: WarningMessage, when: str, nodeid: str, location: Place | None
    ) -> None:
        if when != "runtest":  # told to every plugin that comes later, and there already
            return
        said = warning_message
        plain = WarningMessage(said.message, said.category, said.filename, said.lineno)  # the rest no pipe may take
        told = {"warning_message": plain, "when": when, "nodeid": nodeid, "location": location}
        self.told.append(("pytest_warning_recorded", told))


def listen(config: pytest.Config, ears: list[Connection]) -> int:
    """Until all of them have ended; returns of how many tests they told."""
    ran = 0
    heard: Any  # wait(3) takes sockets and numbers as well, and gives back what it was given
    while ears:
        for heard in wait(ears):
            try:
                told: list[Told] = heard.recv()
            except EOFError:
                ears.remove(heard)
            else:
                ran += pass_on(config, told)
    return ran


def pass_on(config: pytest.Config, told: list[Told]) -> int:
    for hook, arguments in told:
        if packed := arguments.get("report"):
            arguments["report"] = config.hook.pytest_report_from_serializable(config=config, data=packed)
        caller = getattr(config.hook, hook)
        if caller.is_historic():
            caller.call_historic(kwargs=arguments)
        else:
            caller(**arguments)
    return sum(hook == "pytest_runtest_logstart" for hook, _ in told)
