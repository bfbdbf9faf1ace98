"""``portwise mcp``: the same hands for coding agents."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

import click

from portwise.ui.cli import _terminal

FACE = "portwise.ui.mcp"  # started by its name, as a program is: one face never imports another
CLIENTS = ("claude-code", "claude-desktop", "codex", "cursor", "gemini", "vscode", "windsurf", "zed")


@click.command("mcp", short_help="Serve coding agents (Model Context Protocol).")
@click.option("--http", "port", type=click.IntRange(1, 65535), metavar="PORT", help="On loopback, with a token.")
@click.option("--read-only", is_flag=True, help="No tool that changes anything is even listed.")
@click.option("--config", "client", type=click.Choice(CLIENTS), help="Print the configuration for a client.")
def command(port: int | None, read_only: bool, client: str | None) -> int:
    """Serve why, read, who, list_ports, wait_ready, explain, plan_fix, apply_fix, undo, stop and forward to an agent.

    By standard input and output; with --http at http://127.0.0.1:PORT/mcp, where PORTWISE_MCP_TOKEN is the token, or
    one is made and printed. Every answer is short; the evidence is fetched by its id.

    \b
    portwise mcp --config vscode
    portwise mcp --read-only
    """
    if client:
        file, text = import_module(f"{FACE}.clients").configuration(client, read_only)
        click.echo(f"# {file}", err=True)
        _terminal.show(text)
        return 0
    if find_spec("mcp") is None:
        raise click.ClickException("this verb takes an extra: uv tool install 'portwise[mcp]'")
    serving = import_module(f"{FACE}.serving")
    if port:
        serving.by_http(port, read_only)
    else:
        serving.by_pipe(read_only)
    return 0
