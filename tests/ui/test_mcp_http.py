"""The same tools by HTTP: who has the token comes in, and nobody else."""

import asyncio
import os
import re
import socket
import subprocess
import sys

import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from portwise.ui.cli import main
from tests.ports import free
from tests.ui.agents import CHANGING, LOOKING


@pytest.fixture
def by_http(tmp_path):
    """A server on loopback with a token, its port and the token."""
    port = free()
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "PORTWISE_MCP_TOKEN": "a-token"}
    command = [sys.executable, "-m", "portwise", "mcp", "--http", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as child:
        assert 0 == main(["wait", f"http://127.0.0.1:{port}/mcp", "--timeout", "60"])
        yield port
        child.terminate()


def status(port, *headers, first="POST /mcp HTTP/1.1", body="{}"):
    """Of the first line that a plain client gets."""
    lines = [first, "Content-Type: application/json", f"Content-Length: {len(body)}", *headers, "", body]
    with socket.create_connection(("127.0.0.1", port), 20) as client:
        client.sendall("\r\n".join(lines).encode("latin-1"))
        return int(re.match(rb"HTTP/1.1 (\d+)", client.recv(4096))[1])


def test_by_http_with_the_token(by_http):
    """The same tools."""
    import httpx2

    async def session():
        async with (
            httpx2.AsyncClient(headers={"Authorization": "Bearer a-token"}) as http,
            Client(streamable_http_client(f"http://127.0.0.1:{by_http}/mcp", http_client=http)) as client,
        ):
            return {tool.name for tool in (await client.list_tools()).tools}

    assert LOOKING | CHANGING == asyncio.run(session())


def test_by_http_nobody_else_comes_in(by_http):
    """No token, a wrong one, another Host (DNS rebinding), another Origin: none reaches a tool."""
    host, token = f"Host: 127.0.0.1:{by_http}", "Authorization: Bearer a-token"
    for wrong in (
        "Bearer another",
        "Bearer a-token2",
        "Bearer a-toke",
        "Bearer",
        "Basic a-token",
        "a-token",
        "Bearer \xff",
    ):
        assert 401 == status(by_http, host, f"Authorization: {wrong}")
    for elsewhere in ("evil.example", f"127.0.0.1.evil.example:{by_http}", f"127.0.0.1:{by_http + 1}", "127.0.0.1", ""):
        assert 421 == status(by_http, f"Host: {elsewhere}", token)
    for origin in (
        "http://evil.example",
        "null",
        f"https://127.0.0.1:{by_http}",
        f"http://localhost:{by_http}.evil.example",
    ):
        assert 403 == status(by_http, host, token, f"Origin: {origin}")

    assert 401 == status(by_http, host)
    assert 401 == status(by_http, host, "Authorization: Bearer another", token)
    assert 401 == status(by_http, host, first="GET /mcp?token=a-token HTTP/1.1")
    assert 413 == status(by_http, host, token, body=" " * (2 << 20))
    assert 400 <= status(by_http, host, token, body="[" * 100_000) < 500


def test_a_port_that_is_taken_gets_no_token(capfd, monkeypatch):
    """Whoever has it would be sent the token that was printed for it: one line, exit code 2."""
    monkeypatch.delenv("PORTWISE_MCP_TOKEN", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert 2 == main(["mcp", "--http", str(port)])
    said = capfd.readouterr()
    assert ("", 1) == (said.out, said.err.count("\n"))
    assert (True, False) == (f"portwise who {port}" in said.err, "Bearer" in said.err)
