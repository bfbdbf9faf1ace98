"""What an agent may change.  A plan is shown first; it holds for ten minutes, and while the machine is as it was."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Annotated

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import FailFast, Field

from portwise.app.fix import again, made_of, repair, undo
from portwise.app.forward import NoWay, carried_along, pair, places, way_to
from portwise.app.here import this_machine
from portwise.app.stale import NoCheckout, end, sweep
from portwise.app.stop import allowing, stop
from portwise.app.stop import plan as stop_plan
from portwise.app.testimony import heard
from portwise.app.undoing import Busy, is_known
from portwise.app.workarounds import workaround
from portwise.model.repair import Move
from portwise.model.report import Report
from portwise.model.stale import Sweep, Swept
from portwise.model.stop import Outcome, Told
from portwise.model.testimony import NOTHING
from portwise.model.url import in_url
from portwise.ui.mcp import answers
from portwise.ui.mcp.session import (
    LOOKS_ONLY,
    Session,
    Stopping,
    bounded,
    folder,
    kept_told,
    listening,
    numbered,
    parsed,
    place,
)
from portwise.ui.mcp.shapes import Fixed, Forwarded, Stopped, Undone

TO_END = 10.0  # seconds that a process has to end
LONGEST_FORWARD, MOST_FORWARDS = 3600.0, 4  # seconds, and forwarders of one session
MOST_NUMBERS = 1000
Places = tuple[tuple[str, int], ...]
Numbers = Annotated[list[int], Field(max_length=MOST_NUMBERS), FailFast()]
Pids = Annotated[tuple[int, ...], Field(max_length=MOST_NUMBERS), FailFast()]
OLD = "that plan is not of this session, or older than ten minutes: {} makes a new one"
CHANGED = "the machine has changed since the plan was made: {} makes a new one"
AT_WORK = "nothing was changed: {}"
CHANGES = ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=False, open_world_hint=False)
OPENS = ToolAnnotations(read_only_hint=False, destructive_hint=False, idempotent_hint=False, open_world_hint=True)


def changing(server: MCPServer, session: Session) -> None:
    repairing(server, session)
    stopping(server, session)
    forwarding(server)


def repairing(server: MCPServer, session: Session) -> None:
    @server.tool(title="Apply a plan", annotations=CHANGES)
    async def apply_fix(plan: str, steps: Numbers, context: Context) -> Fixed:
        """Do exactly these steps of a plan of plan_fix, in order, each proved; where something is left, plan again."""
        kept = session.plans.get(plan, fresh=True)
        if kept is None:
            raise ToolError(OLD.format("plan_fix"))
        made, manner = kept
        able = {move.number for move in made.moves if move.deed}
        if not steps or not set(steps) <= able:
            raise ToolError(f"steps of this plan that can be done: {sorted(able) or 'none'}")
        said = made.report.heard.testimony if made.report.heard else NOTHING

        def look() -> Report:
            return heard(again(made.report, this_machine(), manner), this_machine(), said, manner)

        async with kept_told(context):
            now = await session.do(lambda: made_of(look(), made.id, this_machine()))
            if [move.command for move in now.moves] != [move.command for move in made.moves]:
                raise ToolError(CHANGED.format("plan_fix"))
            wanted, gone = set(steps), threading.Event()

            def agreed(move: Move) -> bool:
                return move.number in wanted and not gone.is_set()

            try:
                done = await session.do(lambda: repair(made, this_machine(), agreed, manner))
            except asyncio.CancelledError:
                gone.set()  # the step that has begun is finished and proved; no other is begun
                raise
            except Busy as busy:
                raise ToolError(AT_WORK.format(busy.strerror)) from None
            found = await session.do(lambda: workaround(done.after, this_machine()))
        return answers.within(answers.repaired(done, found))

    @server.tool("undo", title="Take a plan back", annotations=CHANGES)
    async def undo_fix(plan: str = "") -> Undone:
        """Take back what apply_fix did, the last step first; without a plan the newest one."""
        if plan and not await session.do(lambda: is_known(plan)):
            raise ToolError(f"no plan is called {answers.short(plan, 40)!r}: nothing was changed")
        try:
            rows = await session.do(lambda: undo(this_machine(), plan))
        except Busy as busy:
            raise ToolError(AT_WORK.format(busy.strerror)) from None
        told = [answers.short(f"{' '.join(row.entry.deed.argv)}: {row.says}") for row in rows]
        fine = bool(rows) and all(row.fine for row in rows)
        return answers.within(Undone(fine=fine, steps=told or ["there is nothing to take back"]))


def stopping(server: MCPServer, session: Session) -> None:
    @server.tool("stop", title="Free a port, or clear up a checkout", annotations=CHANGES)
    async def stop_them(
        port: int | str = 0,
        stale: str = "",
        plan: str = "",
        pids: Pids = (),
        kill: bool = False,
        supervisor: bool = False,
        user: str = "",
    ) -> Stopped:
        """Plan who ends so that `port` gets free, or, with a folder as `stale`, what is left over of its checkout.

        Nothing is done until `plan` (its id) and `pids` (all of its would_end) come back, alone. kill: by force after
        10 s; supervisor: stop who starts it again; user: whose processes beside yours."""
        if plan:
            found = session.stops.get(plan, fresh=True)
            if found is None:
                raise ToolError(OLD.format("stop with a port or a folder"))
            return answers.within(await carried_out(session, plan, found, pids))
        if pids or (port not in (0, "")) is bool(stale):
            raise ToolError("first a port, or a folder as stale; then the plan and its pids: nothing was done")
        told = allowed(user, supervisor, kill)
        shown = await session.do(partial(planned, port, stale, told))
        return answers.within(answers.stopped(session.stops.keep(shown), shown.what, None))


def allowed(user: str, supervisor: bool, kill: bool) -> Told:
    try:
        return allowing(this_machine(), user, supervisor, kill)
    except LookupError as error:
        raise ToolError(answers.short(str(error.args[0]))) from None


def planned(port: int | str, stale: str, told: Told) -> Stopping:
    if stale:
        root = folder(stale)
        try:
            return Stopping(sweep(this_machine(), told, root), told, root)
        except NoCheckout as error:
            raise ToolError(answers.short(str(error))) from None
    return Stopping(stop_plan(this_machine(), numbered(port), told)[1], told)


async def carried_out(session: Session, id_: str, shown: Stopping, pids: tuple[int, ...]) -> Stopped:
    """Raises ToolError, and nothing is signalled, where it is not what was shown."""
    if not shown.pids or sorted(pids) != sorted(shown.pids):
        raise ToolError(f"the plan ends {sorted(shown.pids)[:20]}, and not {sorted(pids)[:20]}: nothing was done")
    try:
        outcome = await session.do(partial(ended, shown))
    except OSError as error:
        raise ToolError(answers.short(f"nothing was stopped: {error.strerror or error}")) from None
    if outcome.changed:
        raise ToolError(CHANGED.format("stop with a port or a folder"))
    return answers.stopped(id_, shown.what, outcome)


def ended(shown: Stopping) -> Outcome | Swept:
    if isinstance(shown.what, Sweep):
        return end(this_machine(), shown.what, shown.told, TO_END, shown.folder)
    return stop(this_machine(), shown.what, shown.told, TO_END)


def forwarding(server: MCPServer) -> None:
    running: dict[str, asyncio.Task[object]] = {}

    @server.tool(title="A way that works now", annotations=OPENS)
    async def forward(
        port: int | str,
        target: str = "",
        seconds: float = 600.0,
        vantage: str = "",
        tls: bool = False,
        insecure: bool = False,
    ) -> Forwarded:
        """Listen on loopback at PORT (or unix:/path) and carry connections to TARGET, for at most an hour; without a
        target end it.

        vantage: TARGET as it is in container:NAME or netns:NAME. tls: clients are shown a development certificate;
        insecure: any certificate of TARGET is taken. `trouble` says why TARGET does not answer now."""
        if not target:
            return await closed(running, called(*listening(port)))
        asked, limit = parsed(target, bind=False), bounded(seconds, LONGEST_FORWARD)
        where = place(vantage, LOOKS_ONLY)
        if len(running) >= MOST_FORWARDS:
            raise ToolError(f"{MOST_FORWARDS} are open already: {sorted(running)}")
        address, number = listening(port)
        host = this_machine()
        try:
            at, way = places(address, number, host, expose=False), way_to(asked, where, host, insecure)
            mine = await asyncio.to_thread(pair) if tls else None
            own, trouble = await opened(
                running, called(address, number), lambda ready: carried_along(at, way, ready, limit, mine)
            )
        except NoWay as error:
            raise ToolError(answers.short(str(error))) from None
        shown = [shown_at(*one) for one in own]
        return Forwarded(open=True, places=shown, target=answers.short(asked.raw), seconds=limit, trouble=trouble)


def called(address: str, number: int) -> str:
    """A forward by where it was asked to listen, however that was written."""
    return address if not number else f"{address}:{number}" if address not in ("", "localhost") else str(number)


def shown_at(address: str, number: int) -> str:
    return answers.short(f"{in_url(address)}:{number}" if number else f"unix:{address}")


async def opened(
    running: dict[str, asyncio.Task[object]], port: str, work: Callable[..., Coroutine[object, object, object]]
) -> tuple[Places, str]:
    """Its places once they are open, and what is wrong; it goes on until its time is over, or the session ends."""
    ready: asyncio.Future[tuple[Places, str]] = asyncio.get_running_loop().create_future()
    task: asyncio.Task[object] = asyncio.create_task(work(lambda *said: ready.set_result(said)))
    await asyncio.wait((task, ready), return_when=asyncio.FIRST_COMPLETED)
    if not ready.done():
        ready.cancel()
        await task  # raises why
    running[port] = task
    task.add_done_callback(lambda _: running.pop(port, None))
    return ready.result()


async def closed(running: dict[str, asyncio.Task[object]], port: str) -> Forwarded:
    task = running.get(port)
    if task is None:
        there = ", ".join(sorted(running)) or "none"
        raise ToolError(f"nothing is forwarded at {answers.short(port, 80)!r} in this session: {there}")
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return Forwarded(open=False, places=[], target="", seconds=0.0, trouble="")
