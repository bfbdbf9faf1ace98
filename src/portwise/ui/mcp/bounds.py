"""
The SDK's server, with an end to whatever a client may send: it would say all of it again, and log it.

A name of a million letters in a traceback that is drawn with a frame takes minutes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError, UnexpectedToolError
from mcp_types import Tool

from portwise.ui.mcp.answers import short

LONGEST_NAME = 300  # characters of the name of a tool, a prompt or a resource
LONGEST_TROUBLE = 500
NO_OTHERS = {"additionalProperties": False}  # JSON Schema, 10.3.2.3
MOST_NAMES, LETTERS = 5, 40  # of unknown arguments
UNKNOWN = "{} has no argument {}: its arguments are {}"
NOTHING = "nothing here has a name of {} characters"


def listed(names: Iterable[str]) -> str:
    return ", ".join(short(name, LETTERS) for name in names)


class Bounded(MCPServer):
    """What goes wrong is told in one short line."""

    async def list_tools(self) -> list[Tool]:
        """Each says that it takes no other arguments; the SDK's models would leave them out unsaid."""
        tools = await super().list_tools()
        return [tool.model_copy(update={"input_schema": {**tool.input_schema, **NO_OTHERS}}) for tool in tools]

    async def refuse_unknown(self, name: str, arguments: dict[str, Any]) -> None:
        tool = next((tool for tool in await super().list_tools() if tool.name == name), None)
        known = tool.input_schema.get("properties", {}) if tool else arguments
        if unknown := sorted(arguments.keys() - known.keys()):
            text = UNKNOWN.format(name, listed(unknown[:MOST_NAMES]), listed(known) or "none")
            raise ToolError(short(text, LONGEST_TROUBLE))

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        if len(name) > LONGEST_NAME:
            raise ToolError(NOTHING.format(len(name)))
        await self.refuse_unknown(name, arguments)
        try:
            return await super().call_tool(name, arguments, context)
        except UnexpectedToolError as error:
            cause = error.__cause__
            raise ToolError(
                short(f"portwise failed itself: {type(cause).__name__}: {cause}", LONGEST_TROUBLE)
            ) from None
        except ToolError as error:
            raise ToolError(short(str(error), LONGEST_TROUBLE)) from None

    async def read_resource(self, uri: Any, context: Any = None) -> Any:
        if len(str(uri)) > LONGEST_NAME:
            raise ResourceError(NOTHING.format(len(str(uri))))
        return await super().read_resource(uri, context)

    async def get_prompt(self, name: str, arguments: dict[str, Any] | None = None, context: Any = None) -> Any:
        if len(name) > LONGEST_NAME:
            raise ValueError(NOTHING.format(len(name)))
        return await super().get_prompt(name, arguments, context)
