"""
The SDK's server, with an end to whatever a client may send: it would say all of it again, and log it.

A name of a million letters in a traceback that is drawn with a frame takes minutes.
"""

from __future__ import annotations

from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError, UnexpectedToolError

from portwise.ui.mcp.answers import short

LONGEST_NAME = 300  # characters of the name of a tool, a prompt or a resource
LONGEST_TROUBLE = 500
NOTHING = "nothing here has a name of {} characters"


class Bounded(MCPServer):
    """What goes wrong is told in one short line."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        if len(name) > LONGEST_NAME:
            raise ToolError(NOTHING.format(len(name)))
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
