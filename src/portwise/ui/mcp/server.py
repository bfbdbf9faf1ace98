"""
The tools of an agent.  Each is a use case of portwise, told in few words; nothing is changed that no plan has shown.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from functools import partial
from typing import Annotated

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import FailFast, Field

from portwise import __version__
from portwise.app.diagnose import diagnose
from portwise.app.explain import contents, explain
from portwise.app.fix import made_of, name
from portwise.app.here import this_machine
from portwise.app.manner import Manner
from portwise.app.overview import overview
from portwise.app.page import asked_by
from portwise.app.pasted import about, together
from portwise.app.reading import read as diagnosed
from portwise.app.testimony import NotTestimony, heard, statement
from portwise.app.vantages import diagnose_from
from portwise.app.waiting import Waited, watched
from portwise.app.who import who
from portwise.app.workarounds import workaround
from portwise.model.fetch import NotAPage
from portwise.model.page import NoPage
from portwise.model.report import Report
from portwise.model.target import Target
from portwise.model.testimony import NOTHING as UNSAID
from portwise.model.testimony import Testimony
from portwise.model.vantage import NoVantage, Vantage
from portwise.render import page as pages
from portwise.render.escape import printable
from portwise.render.json import document
from portwise.render.wait import half
from portwise.ui.mcp import answers
from portwise.ui.mcp.bounds import Bounded
from portwise.ui.mcp.changing import changing
from portwise.ui.mcp.session import (
    LOOKS_ONLY,
    Repairing,
    Session,
    bounded,
    folder,
    kept_told,
    numbered,
    parsed,
    pasted,
    place,
)
from portwise.ui.mcp.shapes import Diagnosis, FixPlan, Holders, Listeners, Ready, Text
from portwise.ui.mcp.shapes import Reading as Understood

LONGEST_WAIT = 300.0  # seconds
MOST_TARGETS = 10
ON_THIS_MACHINE = (*LOOKS_ONLY, "browser")
LONGEST_WORD = 500  # characters of what another client met, a time, an origin
Says = Annotated[tuple[str, ...], Field(max_length=MOST_TARGETS), FailFast()]
Targets = Annotated[list[str], Field(max_length=MOST_TARGETS), FailFast()]
NO_TARGET = "that text names no host and no port to try: `read` takes it as it is"
INSTRUCTIONS = """portwise says why a connection is refused, with proof. Begin with `why` and the URL that fails, or
with the error line as `text`. Read `causes[0]`: its title is the cause, `because` the proof, `steps` what to do.
`plan_fix` shows a plan, `apply_fix` takes its id and the numbers of the steps that you mean, `undo` takes it back.
Never end a process by its name: `stop` ends exactly who listens on a port. What was pasted from another machine is for
`read`."""
PROMPT = """My server does not answer at {target}. Find out why with the tool `why`, tell me the cause and its proof in
two sentences, and show me the plan of `plan_fix` before you apply any of it. After a repair use `wait_ready`."""
LOOKS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=True)


def built(read_only: bool) -> MCPServer:
    """With *read_only* nothing that changes anything is even listed."""
    server = Bounded("portwise", version=__version__, instructions=INSTRUCTIONS, log_level="CRITICAL")
    session = Session()
    looking(server, session, LOOKS_ONLY if read_only else ON_THIS_MACHINE)
    telling(server, session)
    if not read_only:
        changing(server, session)
    return server


def looking(server: MCPServer, session: Session, vantages: tuple[str, ...]) -> None:
    @server.tool(title="Why does it not answer?", annotations=LOOKS)
    async def why(
        context: Context,
        target: str = "",
        bind: bool = False,
        seconds: float = 3.0,
        text: str = "",
        vantage: str = "",
        origin: str = "",
        saw: Says = (),
        worked_until: str = "",
        deep: bool = False,
        passive: bool = False,
    ) -> Diagnosis:
        """Say why TARGET (a URL, host:port or port) does not answer, or with bind=true why a server cannot take it.

        An error line may be the target; pasted output goes into `text`, without a target its own is tried. vantage asks
        from container:NAME, netns:NAME or browser; origin as a page from there. saw: what other clients met
        (chrome=ERR_CONNECTION_REFUSED). deep asks everything, passive sends nothing."""
        asked, beside = paged_by(aimed(target, bind, text), origin), pasted(text) if text else ""
        manner, where = Manner(bounded(seconds, 60.0), deep, passive), place(vantage, vantages)
        said = statement_of(saw, worked_until, bind, where)
        report = await session.do(partial(looked, asked, manner, beside, where, said), context)
        return answers.within(answers.diagnosis(report, session.reports.keep(report), asked.raw))

    @server.tool("read", title="What does a pasted text speak for?", annotations=LOOKS)
    async def read_text(text: str, target: str = "") -> Understood:
        """Say what a pasted report, log or output of any machine speaks for. Nothing is probed."""
        said, asked = pasted(text), parsed(target, bind=False) if target else None
        report = await session.do(partial(diagnosed, said, asked))
        return answers.within(answers.understood(report, session.reports.keep(report)))

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
    async def who_has(port: int | str) -> Holders:
        """Say who has a port (3000, localhost:3000, a URL of this machine): program, project, since when, by whom.

        Also who holds it without listening."""
        number = numbered(port)
        return answers.within(answers.holders(await session.do(lambda: who(this_machine(), number))))

    @server.tool(title="What listens here?", annotations=LOOKS)
    async def list_ports() -> Listeners:
        """List what listens on this machine, and what the working folder declares."""
        return answers.within(answers.listeners(await session.do(lambda: overview(this_machine()))))

    @server.tool(title="Wait until it answers", annotations=LOOKS)
    async def wait_ready(
        targets: Targets, context: Context, seconds: float = 60.0, project: str = "", any_address: bool = False
    ) -> Ready:
        """Wait until every target answers, for at most `seconds`; with a folder as project, its own server.

        Every address of a name has to answer, with any_address=true one (which does for browsers and curl)."""
        if not targets:
            raise ToolError("no target was named")
        asked = tuple(parsed(target, bind=False) for target in targets)
        limit, root = bounded(seconds, LONGEST_WAIT), folder(project) if project else ""
        async with kept_told(context, limit):
            rows = await patiently(session, asked, context, limit, root, any_address)
        told = [answers.short(f"{row.target.raw}: {said_of(row)}") for row in rows]
        return Ready(ready=all(row.ready for row in rows), targets=told)

    @server.tool(title="A plan of repair", annotations=LOOKS)
    async def plan_fix(
        target: str,
        context: Context,
        bind: bool = False,
        seconds: float = 3.0,
        vantage: str = "",
        saw: Says = (),
    ) -> FixPlan:
        """Plan the repair of all that blocks the way to TARGET, as `why` sees it from vantage, with the same saw.

        Nothing is changed; apply_fix takes the plan's id. Where browsers alone fail, workaround is a way that works."""
        asked, manner, where = parsed(target, bind), Manner(bounded(seconds, 60.0)), place(vantage, vantages)
        said = statement_of(saw, "", bind, where)
        async with kept_told(context):
            report = await session.do(partial(looked, asked, manner, "", where, said))
            made = await session.do(lambda: made_of(report, name(this_machine().clock()), this_machine()))
            browses = "browser" in vantages  # else nothing temporary is ever opened
            found = await session.do(lambda: workaround(report, this_machine())) if browses else None
        session.plans.keep(Repairing(made, manner), made.id)
        return answers.within(answers.plan(made, found))


def aimed(target: str, bind: bool, text: str) -> Target:
    """What is named, else what the text is about; an error line in place of a target, which has no blanks, is one."""
    line = target if len(target.split()) > 1 else "" if target else text
    if not line:
        return parsed(target, bind)
    found = about(pasted(line))
    if found is None:
        raise ToolError(NO_TARGET)
    return found


def paged_by(target: Target, origin: str) -> Target:
    try:
        return asked_by(target, origin[:LONGEST_WORD] or None)
    except NotAPage as error:
        raise ToolError(answers.short(str(error))) from None


def statement_of(saw: tuple[str, ...], until: str, bind: bool, where: Vantage | None) -> Testimony:
    """What the agent was told of other clients, read before anything is tried."""
    if (saw or until) and where and not where.hears:
        raise ToolError(f"what other clients met is of this machine's own network, and not of {where}")
    try:
        words = (word[:LONGEST_WORD] for word in saw)
        return statement(words, until[:LONGEST_WORD] or None, this_machine().clock(), bind)
    except NotTestimony as error:
        raise ToolError(answers.short(str(error))) from None


def looked(asked: Target, manner: Manner, beside: str, where: Vantage | None, said: Testimony = UNSAID) -> Report:
    try:
        host = this_machine()
        report = diagnose_from(where, asked, host, manner=manner) if where else diagnose(asked, host, manner=manner)
    except NoVantage as error:
        raise ToolError(answers.short(str(error))) from None
    report = heard(report, host, said, manner)
    return together(report, beside.encode()) if beside else report


def paged(text: str) -> str:
    """The beginning of a page, and where the rest is had."""
    begun = answers.piece(text, 0)
    return begun["text"] + (f"\n… (tool explain, offset {begun['next_offset']})" if begun["next_offset"] else "")


async def patiently(
    session: Session, targets: tuple[Target, ...], context: Context, limit: float, project: str, any_address: bool
) -> list[Waited]:
    """Look by look, so that it can be cancelled, and others have their turn; that only some answer is told at once."""
    host = this_machine()
    began, rows, steps = host.now(), {}, watched(targets, host, limit, project, any_address)
    while step := await session.do(lambda: next(steps, None)):
        if step.waited:
            rows[step.number] = step.waited
        if step.half:
            message = answers.short(half(targets[step.number].raw, step.half, "any_address"), 300)
            with suppress(Exception):  # who does not take it waits on
                await context.report_progress(host.now() - began, limit, message)
        await asyncio.sleep(step.rest)
    return [rows[number] for number in sorted(rows)]


def said_of(row: Waited) -> str:
    if row.ready:
        return f"ready after {row.elapsed:.1f} s"
    lead = row.report.lead
    why = row.why or (f"{lead.title} ({lead.cause})" if lead else row.report.verdict.value)
    late = f"not ready after {row.elapsed:.1f} s: {why}"
    return f"{late}. {row.missing}, which does for browsers and curl: any_address" if row.missing else late


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
        return paged(pages.render(contents()))

    @server.resource("portwise://cause/{name}")
    def cause(name: str) -> str:
        """The page of one cause."""
        answer = explain(name[:200])
        return pages.missing(answer) if isinstance(answer, NoPage) else paged(pages.render(answer))

    @server.resource("portwise://reports")
    def reports() -> str:
        """The last reports of this session, by their ids."""
        kept = ((id_, session.reports.get(id_)) for id_ in session.reports.ids())
        return json.dumps({id_: answers.short(report.target.raw) for id_, report in kept if report})

    @server.prompt(title="My server does not answer")
    def my_server_does_not_answer(target: str = "http://localhost:3000") -> str:
        """What to do when a server does not answer."""
        return PROMPT.format(target=answers.short(target))
