"""
An agent's session in a broken world: it asks why, has a plan made, applies it, looks again and takes it back.

The client is that of the official SDK, and the server a process of its own: by pipe, or by HTTP with a token.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TextIO

from portwise_lab import fixing, world
from portwise_lab.case import BIND, Case, Program
from portwise_lab.client import met

if TYPE_CHECKING:
    from mcp import Client

    Turn = dict[str, Any]

STATE = {"XDG_STATE_HOME": "/mnt/state"}
SERVE = (sys.executable, "-m", "portwise", "mcp")
PORT, TOKEN = 4780, "a-token-of-the-lab"  # at which no case has a server
MOST_PLANS = 3
PATIENCE = 60.0  # seconds: a busy processor must not make a case come out otherwise


def observe(case: Case) -> bytes:
    """By standard input and output."""
    return asyncio.run(played(case, by_pipe))


def observe_by_http(case: Case) -> bytes:
    said = STATE | {"PORTWISE_MCP_TOKEN": TOKEN}
    world.start(Program((*SERVE, "--http", str(PORT)), case.folder, (PORT,), said), drops=False)
    return asyncio.run(played(case, by_http))


def silence() -> TextIO:
    """What the server says of itself; the client's own default is whatever standard error was at its import."""
    return open(os.devnull, "w", encoding="utf-8")


@asynccontextmanager
async def by_pipe() -> AsyncIterator[Client]:
    from mcp import Client, StdioServerParameters, stdio_client  # the extra of agents

    server = StdioServerParameters(command=SERVE[0], args=[*SERVE[1:]], env={**os.environ, **STATE})
    with silence() as silent:
        async with Client(stdio_client(server, errlog=silent)) as client:
            yield client


@asynccontextmanager
async def by_http() -> AsyncIterator[Client]:
    import httpx2
    from mcp import Client
    from mcp.client.streamable_http import streamable_http_client

    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=PATIENCE, trust_env=False) as http,
        Client(streamable_http_client(f"http://127.0.0.1:{PORT}/mcp", http_client=http)) as client,
    ):
        yield client


async def played(case: Case, way: Callable[[], Any]) -> bytes:
    """What the tools said, and what a client that knows nothing of them met before, between and after."""
    before, was = met(case), fixing.world(case)
    async with way() as client:
        turns, between = await session(client, case)
    said = {
        "screen": "\n".join(lines(turns)),
        "turns": turns,
        "met": [before, between, met(case)],
        "changed": fixing.changes(was, fixing.world(case)),
    }
    return json.dumps({"met": [], "said": said, "recording": ""}).encode()


async def session(client: Client, case: Case) -> tuple[list[Turn], tuple[str, ...]]:
    """Tool by tool; each word rests on the answer before.  What a repair has brought to light is planned anew."""
    turns: list[Turn] = []
    plans: list[str] = []

    async def call(tool: str, **words: Any) -> dict[str, Any]:
        answer = await client.call_tool(tool, words)
        told = answer.structured_content or {"error": "".join(str(part) for part in answer.content)}
        turns.append({"tool": tool, "words": words, "answer": told, "failed": answer.is_error})
        return told

    await call("why", **asked(case), seconds=PATIENCE)
    while len(plans) < MOST_PLANS:
        plan = await call("plan_fix", **asked(case), seconds=PATIENCE)
        able = [step["number"] for step in plan["steps"] if step["can_be_done"]]
        plans.append(plan["plan"])
        if (await call("apply_fix", plan=plan["plan"], steps=able))["verdict"] == "reachable":
            break
    between = met(case._replace(symptom="connected"))  # an answer is waited for
    for made in reversed(plans):
        await call("undo", plan=made)
    return turns, between


def asked(case: Case) -> dict[str, Any]:
    return {"target": case.ask.removeprefix(BIND)} | ({"bind": True} if case.ask.startswith(BIND) else {})


def lines(turns: list[Turn]) -> Iterator[str]:
    """As it is said and answered; of an answer only what the next word rests on."""
    for turn in turns:
        tool = turn["tool"]
        words = {name: word for name, word in turn["words"].items() if name != "seconds"}
        yield f"> {tool} {json.dumps(words)}"
        yield from (f"  {text}" for text in TOLD[tool](turn["answer"]))


def why(answer: dict[str, Any]) -> Iterator[str]:
    yield f"{answer['verdict']}: {answer['symptom']}"
    yield from (f"{cause['cause']}: {cause['title']}" for cause in answer["causes"])


def plan_fix(answer: dict[str, Any]) -> Iterator[str]:
    for step in answer["steps"]:
        yield f"{step['number']}  {' '.join(step['command'])}  (undone: {step['undone']})"


def apply_fix(answer: dict[str, Any]) -> Iterator[str]:
    yield from answer["steps"]
    yield answer["verdict"]


def undo(answer: dict[str, Any]) -> Iterator[str]:
    yield from answer["steps"]


TOLD: dict[str, Callable[[dict[str, Any]], Iterator[str]]] = {
    "why": why,
    "plan_fix": plan_fix,
    "apply_fix": apply_fix,
    "undo": undo,
}
