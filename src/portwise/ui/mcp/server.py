"""
The tools of an agent.  Each is a use case of portwise, told in few words; nothing is changed that no plan has shown.

One thing is done at a time: two diagnoses at once would count each other's packets.
"""

from __future__ import annotations

import asyncio
import json
import math
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations

from portwise import __version__
from portwise.app.diagnose import diagnose
from portwise.app.explain import contents, explain
from portwise.app.fix import made_of, name, repair, undo
from portwise.app.here import this_machine
from portwise.app.manner import Manner
from portwise.app.overview import overview
from portwise.app.stop import plan as stop_plan
from portwise.app.stop import stop
from portwise.app.waiting import Waited, wait
from portwise.app.who import who
from portwise.model.page import NoPage
from portwise.model.repair import Plan
from portwise.model.report import Report
from portwise.model.stop import Told
from portwise.model.target import HIGHEST_PORT, NotATarget, Target
from portwise.render import page as pages
from portwise.render.escape import printable
from portwise.render.json import document
from portwise.ui.mcp import answers
from portwise.ui.mcp.answers import (
    Diagnosis,
    Fixed,
    FixPlan,
    Holders,
    Listeners,
    Ready,
    Stopped,
    Text,
    Undone,
)
from portwise.ui.mcp.memory import Memory

T = TypeVar("T")

LONGEST_TARGET = 2000  # characters; more is no target
LONGEST_WAIT, SLICE = 300.0, 1.0  # seconds
MOST_TARGETS = 10
TO_END = 10.0  # seconds that a process has to end
INSTRUCTIONS = """portwise says why a connection is refused, with proof. Begin with `why` and the URL that fails.
Read `causes[0]`: its title is the cause, `because` the proof, `steps` what to do. `plan_fix` shows a plan, `apply_fix`
takes its id and the numbers of the steps that you mean, `undo` takes it back. Never end a process by its name: `stop`
ends exactly who listens on a port."""
PROMPT = """My server does not answer at {target}. Find out why with the tool `why`, tell me the cause and its proof in
two sentences, and show me the plan of `plan_fix` before you apply any of it. After a repair use `wait_ready`."""
LOOKS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=True)
CHANGES = ToolAnnotations(read_only_hint=False, destructive_hint=True, idempotent_hint=False, open_world_hint=False)


class Session:
    """What one server remembers, and the turn that everybody has to take."""

    def __init__(self) -> None:
        self.reports: Memory[Report] = Memory("r")
        self.plans: Memory[Plan] = Memory("p")
        self.turn = asyncio.Lock()

    async def do(self, work: Callable[[], T]) -> T:
        """In a thread, so that the client is still heard.  Who goes away leaves the turn to the work that goes on."""
        await self.turn.acquire()
        task = asyncio.get_running_loop().run_in_executor(None, work)
        task.add_done_callback(lambda _: self.turn.release())
        return await asyncio.shield(task)


def built(read_only: bool) -> MCPServer:
    """With *read_only* nothing that changes anything is even listed."""
    server = MCPServer("portwise", version=__version__, instructions=INSTRUCTIONS, log_level="ERROR")
    session = Session()
    looking(server, session)
    telling(server, session)
    if not read_only:
        changing(server, session)
    return server


def looking(server: MCPServer, session: Session) -> None:
    @server.tool(title="Why does it not answer?", annotations=LOOKS)
    async def why(target: str, bind: bool = False, seconds: float = 3.0) -> Diagnosis:
        """Say why TARGET (a URL, host:port or port) does not answer, or with bind=true why a server cannot take it."""
        asked = parsed(target, bind)
        manner = Manner(timeout=bounded(seconds, 60.0))
        report = await session.do(lambda: diagnose(asked, this_machine(), manner=manner))
        return answers.diagnosis(report, session.reports.keep(report), asked.raw)

    @server.tool(title="The evidence of a report", annotations=LOOKS)
    async def more(report: str, offset: int = 0) -> Text:
        """Every observation of a report of `why`, with its source; go on with next_offset until it is 0."""
        found = session.reports.get(report)
        if found is None:
            raise ToolError(
                f"no report {answers.short(report, 40)!r} here: {', '.join(session.reports.ids()) or 'none yet'}"
            )
        text = json.dumps(document(found), ensure_ascii=False)
        return answers.piece(printable(text), max(offset, 0))

    @server.tool("who", title="Who has a port?", annotations=LOOKS)
    async def who_has(port: int) -> Holders:
        """Say who has a port: program, project, since when, started by whom, also who holds it without listening."""
        return answers.holders(await session.do(lambda: who(this_machine(), numbered(port))))

    @server.tool(title="What listens here?", annotations=LOOKS)
    async def list_ports() -> Listeners:
        """List what listens on this machine, and what the working folder declares."""
        return answers.listeners(await session.do(lambda: overview(this_machine())))

    @server.tool(title="Wait until it answers", annotations=LOOKS)
    async def wait_ready(targets: list[str], context: Context, seconds: float = 60.0) -> Ready:
        """Wait until every target answers, for at most `seconds` together; progress is reported."""
        if not 0 < len(targets) <= MOST_TARGETS:
            raise ToolError(f"one target to {MOST_TARGETS}, and not {len(targets)}")
        asked = [parsed(target, bind=False) for target in targets]
        limit = bounded(seconds, LONGEST_WAIT)
        began = asyncio.get_running_loop().time()
        told: list[str] = []
        for target in asked:
            row = await patiently(session, context, target, began, limit)
            told.append(answers.short(f"{target.raw}: {said_of(row)}"))
            if not row.ready:
                return Ready(ready=False, targets=told)
        return Ready(ready=True, targets=told)

    @server.tool(title="A plan of repair", annotations=LOOKS)
    async def plan_fix(target: str, bind: bool = False) -> FixPlan:
        """Plan the repair of all that blocks the way to TARGET. Nothing is changed; apply_fix takes the plan's id."""
        asked = parsed(target, bind)
        report = await session.do(lambda: diagnose(asked, this_machine()))
        made = await session.do(lambda: made_of(report, name(this_machine().clock()), this_machine()))
        session.plans.keep(made, made.id)
        return answers.plan(made)


async def patiently(session: Session, context: Context, target: Target, began: float, limit: float) -> Waited:
    """In slices, so that it can be cancelled, and others have their turn."""
    loop = asyncio.get_running_loop()
    while True:
        left = limit - (loop.time() - began)
        rows = await session.do(partial(wait, [target], this_machine(), max(min(SLICE, left), 0.1)))
        if rows[0].ready or left <= SLICE:
            return rows[0]
        await context.report_progress(loop.time() - began, limit)


def said_of(row: Waited) -> str:
    if row.ready:
        return f"ready after {row.elapsed:.1f} s"
    lead = row.report.lead
    return row.why or (f"{lead.title} ({lead.cause})" if lead else row.report.verdict.value)


def telling(server: MCPServer, session: Session) -> None:
    @server.tool("explain", title="What does a word mean?", annotations=LOOKS)
    async def explain_word(word: str = "", offset: int = 0) -> Text:
        """Explain a cause, an error (ECONNREFUSED, curl 52, 10061), a TCP state, a port; without a word, all causes."""
        answer = explain(word[:200]) if word else contents()
        if isinstance(answer, NoPage):
            raise ToolError(answers.short(pages.missing(answer)))
        return answers.piece(pages.render(answer), max(offset, 0))

    @server.resource("portwise://causes")
    def causes() -> str:
        """All that portwise can prove."""
        return pages.render(contents())

    @server.resource("portwise://cause/{name}")
    def cause(name: str) -> str:
        """The page of one cause."""
        answer = explain(name[:200])
        return pages.missing(answer) if isinstance(answer, NoPage) else pages.render(answer)

    @server.resource("portwise://reports")
    def reports() -> str:
        """The last reports of this session, by their ids."""
        kept = ((id_, session.reports.get(id_)) for id_ in session.reports.ids())
        return json.dumps({id_: answers.short(report.target.raw) for id_, report in kept if report})

    @server.prompt(title="My server does not answer")
    def my_server_does_not_answer(target: str = "http://localhost:3000") -> str:
        """What to do when a server does not answer."""
        return PROMPT.format(target=answers.short(target))


def changing(server: MCPServer, session: Session) -> None:
    @server.tool(title="Apply a plan", annotations=CHANGES)
    async def apply_fix(plan: str, steps: list[int]) -> Fixed:
        """Do exactly these steps of a plan of plan_fix, in its order, and try the target again after each."""
        made = session.plans.get(plan, fresh=True)
        if made is None:
            raise ToolError("that plan is not of this session, or older than ten minutes: plan_fix makes a new one")
        able = {move.number for move in made.moves if move.deed}
        if not steps or not set(steps) <= able:
            raise ToolError(f"steps of this plan that can be done: {sorted(able) or 'none'}")
        now = await session.do(lambda: made_of(diagnose(made.report.target, this_machine()), made.id, this_machine()))
        if [move.command for move in now.moves] != [move.command for move in made.moves]:
            raise ToolError("the machine has changed since the plan was made: plan_fix makes a new one")
        wanted, gone = set(steps), threading.Event()
        try:
            done = await session.do(
                lambda: repair(made, this_machine(), lambda move: move.number in wanted and not gone.is_set())
            )
        except asyncio.CancelledError:
            gone.set()  # the step that has begun is finished and proved; no other is begun
            raise
        return answers.repaired(done)

    @server.tool("undo", title="Take a plan back", annotations=CHANGES)
    async def undo_fix(plan: str = "") -> Undone:
        """Take back what apply_fix did, the last step first; without a plan the newest one."""
        rows = await session.do(lambda: undo(this_machine(), plan[:100]))
        told = [answers.short(f"{' '.join(row.entry.deed.argv)}: {row.says}") for row in rows]
        return Undone(
            fine=bool(rows) and all(row.fine for row in rows), steps=told or ["there is nothing to take back"]
        )

    @server.tool("stop", title="Free a port", annotations=CHANGES)
    async def stop_port(port: int, pids: list[int]) -> Stopped:
        """Ask who listens on a port to end (SIGTERM). `pids` must be exactly those that the plan names; [] shows it."""
        _, made = await session.do(lambda: stop_plan(this_machine(), numbered(port), Told()))
        planned = {ending.process.pid for ending in made.endings}
        if not pids or made.refused or not planned:
            return answers.stopped(made, None)
        if set(pids) != planned:
            raise ToolError(f"the plan ends {sorted(planned)}, and not {sorted(pids)[:20]}: nothing was done")
        outcome = await session.do(lambda: stop(this_machine(), made, Told(), TO_END))
        return answers.stopped(made, outcome)


def parsed(target: str, bind: bool) -> Target:
    if len(target) > LONGEST_TARGET:
        raise ToolError(f"{len(target)} characters are no target")
    try:
        return Target.to_bind(target) if bind else Target.parse(target)
    except NotATarget as error:
        raise ToolError(answers.short(str(error))) from None


def bounded(seconds: float, most: float) -> float:
    """IEEE 754: NaN passes every comparison."""
    if not math.isfinite(seconds):
        raise ToolError("seconds are a number")
    return min(max(seconds, 0.1), most)


def numbered(port: int) -> int:
    if not 0 < port <= HIGHEST_PORT:
        raise ToolError(f"{port} is no port: 1 to {HIGHEST_PORT}")
    return port
