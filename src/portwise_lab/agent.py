"""An agent's session in a broken world: it asks why, has a plan made, applies it and takes it back."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from typing import Any

from portwise_lab.case import Case


def observe(case: Case) -> bytes:
    os.environ["XDG_STATE_HOME"] = "/mnt/state"
    lines = asyncio.run(session(case.ask))
    return json.dumps({"met": [], "said": {"screen": "\n".join(lines)}, "recording": ""}).encode()


async def session(target: str) -> list[str]:
    """Tool by tool, as it is said and answered; of an answer only what the next word rests on."""
    from mcp import Client  # the extra of agents

    from portwise.ui.mcp.server import built

    lines: list[str] = []
    async with Client(built(read_only=False)) as client:

        async def call(tool: str, **words: Any) -> dict[str, Any]:
            answer = (await client.call_tool(tool, words)).structured_content or {}
            lines.append(f"> {tool} {json.dumps(words)}")
            lines.extend(f"  {text}" for text in TOLD[tool](answer))
            return answer

        await call("why", target=target)
        plan = await call("plan_fix", target=target)
        able = [step["number"] for step in plan["steps"] if step["can_be_done"]]
        await call("apply_fix", plan=plan["plan"], steps=able)
        await call("undo", plan=plan["plan"])
    return lines


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
