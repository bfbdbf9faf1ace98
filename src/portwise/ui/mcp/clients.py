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
        command, arguments = json.dumps(sys.executable), json.dumps(words)  # of TOML as well, toml.io/en/v1.0.0#string
        return CODEX, f"[mcp_servers.portwise]\ncommand = {command}\nargs = {arguments}\n"
    file, key = JSON_FILES[client]
    entry: dict[str, object] = {"command": sys.executable, "args": words}
    if client == "vscode":
        entry = {"type": "stdio", **entry}
    return file, json.dumps({key: {"portwise": entry}}, indent=2) + "\n"


TOKEN = "PORTWISE_MCP_TOKEN"  # noqa: S105 - the name of a variable, of which each client reads the value in its own way
# the key of the URL, and how the client writes a variable
BY_HTTP: Mapping[str, tuple[str, str]] = {
    "claude-code": ("url", f"${{{TOKEN}}}"),
    "cursor": ("url", f"${{env:{TOKEN}}}"),
    "windsurf": ("serverUrl", f"${{env:{TOKEN}}}"),
    "gemini": ("httpUrl", f"${TOKEN}"),
    "vscode": ("url", "${input:portwise-token}"),
    "zed": ("url", f"<the value of {TOKEN}>"),  # knows no variables
}
TYPED = ("claude-code", "vscode")
ASKED = {"type": "promptString", "id": "portwise-token", "description": TOKEN, "password": True}
NO_HTTP = "{} starts its servers itself and knows none by HTTP in its file: --config {} without --http"


def by_http(client: str, port: int) -> tuple[str, str]:
    """
    The same for a server that listens already; the token is named, and never written.

    Raises LookupError, in one line, for a client that knows none of these.
    """
    url = f"http://127.0.0.1:{port}/mcp"
    if client == "codex":
        return CODEX, f'[mcp_servers.portwise]\nurl = "{url}"\nbearer_token_env_var = "{TOKEN}"\n'
    if client not in BY_HTTP:
        raise LookupError(NO_HTTP.format(client, client))
    (file, key), (called, token) = JSON_FILES[client], BY_HTTP[client]
    entry = {"type": "http"} if client in TYPED else {}
    entry |= {called: url}
    asked = {"inputs": [ASKED]} if client == "vscode" else {}
    own = {**entry, "headers": {"Authorization": f"Bearer {token}"}}
    return file, json.dumps({**asked, key: {"portwise": own}}, indent=2) + "\n"
