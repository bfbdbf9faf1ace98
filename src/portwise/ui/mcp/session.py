"""What one server of an agent remembers, whose turn it is, and what is held to be a target, a port, a time."""

from __future__ import annotations

import asyncio
import math
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError

from portwise.app.forward import unfit
from portwise.app.here import this_machine
from portwise.app.locally import listening_at, port_here
from portwise.app.manner import Manner
from portwise.model.record import NamedTuple
from portwise.model.repair import Plan
from portwise.model.report import Report
from portwise.model.stale import Sweep
from portwise.model.stop import Plan as StopPlan
from portwise.model.stop import Told
from portwise.model.target import NotATarget, Target
from portwise.model.vantage import NotAVantage, Vantage
from portwise.ui.mcp import answers
from portwise.ui.mcp.memory import Memory

T = TypeVar("T")

LOOKS_ONLY = ("container", "netns")  # of the vantages those that log in nowhere and start no browser
SLICE = 1.0  # seconds between two words to who waits
LONGEST_TARGET = 2000  # characters; more is no target
LONGEST_FOLDER = 4096  # characters, PATH_MAX of linux/limits.h
BY_HAND = "portwise forward --expose, which takes a person,"
LONGEST_TEXT = 500_000  # characters of what somebody pasted


class Stopping(NamedTuple):
    """What was shown of a stop, and may be carried out."""

    what: StopPlan | Sweep
    told: Told
    folder: str = ""

    @property
    def pids(self) -> tuple[int, ...]:
        """Those that would be asked to end; of what is left over whole trees."""
        if isinstance(self.what, Sweep):
            return tuple(process.pid for one in self.what.stale for process in one.ending.tree)
        return tuple(ending.process.pid for ending in self.what.endings)


class Repairing(NamedTuple):
    """A plan that was shown, and how its target was asked."""

    plan: Plan
    manner: Manner


class Session:
    """One thing is done at a time: two diagnoses at once would count each other's packets."""

    def __init__(self) -> None:
        self.reports: Memory[Report] = Memory("r")
        self.plans: Memory[Repairing] = Memory("p")
        self.stops: Memory[Stopping] = Memory("s")
        self.turn = asyncio.Lock()

    async def do(self, work: Callable[[], T], waits: Context | None = None) -> T:
        """
        In a thread, so that the client is still heard; who *waits*, for its turn too, is told how long by now.

        Who goes away leaves the turn to the work that goes on.
        """
        async with kept_told(waits):
            await self.turn.acquire()
            task = asyncio.get_running_loop().run_in_executor(None, work)
            task.add_done_callback(lambda _: self.turn.release())
            return await asyncio.shield(task)


@asynccontextmanager
async def kept_told(waits: Context | None, limit: float | None = None) -> AsyncIterator[None]:
    """A word each second until it is done; whoever does not take it keeps nothing from being done."""
    task = asyncio.create_task(tell(waits, limit)) if waits else None
    try:
        yield
    finally:
        if task:
            task.cancel()


async def tell(waits: Context, limit: float | None) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    with suppress(Exception):
        while True:
            await asyncio.sleep(SLICE)
            await waits.report_progress(loop.time() - began, limit)


def parsed(target: str, bind: bool) -> Target:
    if len(target) > LONGEST_TARGET:
        raise ToolError(f"{len(target)} characters are no target")
    try:
        return Target.to_bind(target) if bind else Target.parse(target)
    except NotATarget as error:
        raise ToolError(answers.short(str(error))) from None


def place(text: str, allowed: tuple[str, ...]) -> Vantage | None:
    """Where it is asked from: an agent logs in nowhere, and starts no browser where it may only look."""
    kind = text[:300].partition(":")[0]
    if text and kind not in allowed:
        raise ToolError(answers.short(f"an agent asks from one of {', '.join(allowed)}; not from {kind!r}"))
    try:
        return Vantage.of(text[:300]) if text else None
    except NotAVantage as error:
        raise ToolError(answers.short(str(error))) from None


def pasted(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ToolError(f"{len(text)} characters: at most {LONGEST_TEXT} of a text are read, the last ones tell most")
    if not text.strip():
        raise ToolError("nothing was pasted")
    return text


def bounded(seconds: float, most: float) -> float:
    """IEEE 754: NaN passes every comparison."""
    if not math.isfinite(seconds):
        raise ToolError("seconds are a number")
    if seconds <= 0:
        raise ToolError(f"{seconds:g} are no seconds: more than 0")
    return min(max(seconds, 0.1), most)


def numbered(port: int | str) -> int:
    """A number, or a place of this machine as `portwise who` takes it: localhost:3000, a URL."""
    text = str(port)
    if len(text) > LONGEST_TARGET:
        raise ToolError(f"{len(text)} characters are no port")
    try:
        return port_here(text, lambda address: this_machine().owns(address))
    except ValueError as error:
        raise ToolError(answers.short(str(error))) from None


def listening(port: int | str) -> tuple[str, int]:
    """Where a forward listens: loopback in both families, one address of it, or a Unix socket."""
    text = str(port)
    if len(text) > LONGEST_FOLDER:
        raise ToolError(f"{len(text)} characters are no place to listen at")
    try:
        address, number = listening_at(text)
    except ValueError as error:
        raise ToolError(str(error)) from None
    if why := unfit(address, this_machine(), expose=False, switch=BY_HAND):
        raise ToolError(answers.short(why))
    return address, number


def folder(name: str) -> str:
    if len(name) > LONGEST_FOLDER or "\0" in name or not os.path.isdir(name):
        raise ToolError(f"no folder is {answers.short(name, 80)!r}")
    return os.path.realpath(name)
