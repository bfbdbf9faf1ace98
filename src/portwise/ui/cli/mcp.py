"""``portwise mcp``: the same hands for coding agents."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec

import click

from portwise.ui.cli import _terminal
from portwise.ui.cli._numbers import Count

FACE = "portwise.ui.mcp"  # started by its name, as a program is: one face never imports another
CLIENTS = ("claude-code", "claude-desktop", "codex", "cursor", "gemini", "vscode", "windsurf", "zed")


@click.command("mcp", short_help="Serve coding agents (Model Context Protocol).")
@click.option("--http", "port", type=Count(1, 65535), metavar="PORT", help="On loopback, with a token.")
@click.option("--read-only", is_flag=True, help="No tool that changes anything is even listed.")
@click.option(
    "--config",
    "client",
    type=click.Choice(CLIENTS),
    help="Print the configuration for a client, with --http the one by HTTP.",
)
def command(port: int | None, read_only: bool, client: str | None) -> int:
    """Serve why, read, who, list_ports, wait_ready, explain, plan_fix, apply_fix, undo, stop and forward to an agent.

    By standard input and output; with --http at http://127.0.0.1:PORT/mcp, where PORTWISE_MCP_TOKEN is the token, or
    one is made and printed. Every answer is short; the evidence is fetched by its id.

    \b
    portwise mcp --config vscode
    portwise mcp --read-only
    """
    if client:
        clients = import_module(f"{FACE}.clients")
        try:
            file, text = clients.by_http(client, port) if port else clients.configuration(client, read_only)
        except LookupError as error:
            raise click.UsageError(str(error.args[0])) from None
        click.echo(f"# {file}", err=True)
        if port:
            start = f"portwise mcp --http {port}{' --read-only' if read_only else ''}"
            click.echo(f"# with PORTWISE_MCP_TOKEN set here and for: {start}", err=True)
        _terminal.show(text)
        return 0
    if find_spec("mcp") is None:
        raise click.ClickException("this verb takes an extra: uv tool install 'portwise[mcp]'")
    serving = import_module(f"{FACE}.serving")
    if port:
        try:
            serving.by_http(port, read_only)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)  # socket.create_server adds the address
            why = f"127.0.0.1:{port} cannot be had: {reason} (portwise who {port})"
            raise click.ClickException(why) from None
    else:
        serving.by_pipe(read_only)
    return 0
