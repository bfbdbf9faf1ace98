"""What the well-known clients of MCP want to read in their configuration, each by its own documentation."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping

# file, and under which key it keeps its servers
JSON_FILES: Mapping[str, tuple[str, str]] = {
    "claude-code": (".mcp.json", "mcpServers"),
    "claude-desktop": ("claude_desktop_config.json", "mcpServers"),
    "cursor": (".cursor/mcp.json", "mcpServers"),
    "windsurf": ("~/.codeium/windsurf/mcp_config.json", "mcpServers"),
    "gemini": ("~/.gemini/settings.json", "mcpServers"),
    "vscode": (".vscode/mcp.json", "servers"),
    "zed": ("~/.config/zed/settings.json", "context_servers"),
}
CODEX = "~/.codex/config.toml"
KNOWN = (*sorted(JSON_FILES), "codex")


def configuration(client: str, read_only: bool) -> tuple[str, str]:
    """The file it goes into, and its text."""
    words = ["-m", "portwise", "mcp", *(["--read-only"] if read_only else [])]
    if client == "codex":
        arguments = ", ".join(f'"{word}"' for word in words)
        return CODEX, f'[mcp_servers.portwise]\ncommand = "{sys.executable}"\nargs = [{arguments}]\n'
    file, key = JSON_FILES[client]
    entry: dict[str, object] = {"command": sys.executable, "args": words}
    if client == "vscode":
        entry = {"type": "stdio", **entry}
    return file, json.dumps({key: {"portwise": entry}}, indent=2) + "\n"
