"""A real client of the protocol, by pipe and by HTTP: break, why, plan, apply, verify, undo; and one that lies."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import asynccontextmanager

import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from portwise.ui.cli import main

LOOKING = {"why", "more", "who", "list_ports", "wait_ready", "plan_fix", "explain"}
CHANGING = {"apply_fix", "undo", "stop"}
SILENT = open(os.devnull, "w")  # noqa: SIM115 - as long as the tests; their own stderr is not a file under pytest
MOST = 9000  # characters: about 2,000 tokens
SERVER = """
import http.server
http.server.ThreadingHTTPServer.request_queue_size = 128  # every look at a stopped server leaves a connection behind
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
print(server.server_port, flush=True)
server.serve_forever()
"""


@pytest.fixture
def served(tmp_path):
    """A server, its port, and a home for the journal."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=pipe, stderr=subprocess.DEVNULL) as child:
        yield child, int(child.stdout.readline()), str(tmp_path)
        child.kill()


@asynccontextmanager
async def agent(home, *options):
    """A client whose server is a process of its own."""
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "portwise", "mcp", *options],
        env={**os.environ, "XDG_STATE_HOME": home},
    )
    async with Client(stdio_client(command, errlog=SILENT)) as client:
        yield client


async def said(client, tool, **words):
    answer = await client.call_tool(tool, words)
    return answer.structured_content, answer.is_error, "".join(part.text for part in answer.content)


def ask(home, tool, *options, **words):
    async def once():
        async with agent(home, *options) as client:
            return await said(client, tool, **words)

    return asyncio.run(once())


def state(pid):
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(") ")[2][0]


def halted(child):
    child.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, child.pid, os.WSTOPPED)


def test_what_is_listed(tmp_path):
    """With --read-only nothing that changes anything; every tool says whether it does."""

    async def names(*options):
        async with agent(str(tmp_path), *options) as client:
            tools = (await client.list_tools()).tools
        return {tool.name: tool.annotations.read_only_hint for tool in tools}, [t for t in tools if not t.output_schema]

    every, unstructured = asyncio.run(names())
    some, _ = asyncio.run(names("--read-only"))

    assert LOOKING | CHANGING == every.keys()
    assert LOOKING == some.keys() == {name for name, looks in every.items() if looks}
    assert [] == unstructured


def test_broken_repaired_and_taken_back(served):
    """why, plan, apply, verify, undo: by the words of the tools alone."""
    child, port, home = served
    halted(child)
    target = f"http://127.0.0.1:{port}"

    async def session():
        async with agent(home) as client:
            why = (await said(client, "why", target=target))[0]
            plan = (await said(client, "plan_fix", target=target))[0]
            fixed = (await said(client, "apply_fix", plan=plan["plan"], steps=[1]))[0]
            ready = (await said(client, "wait_ready", targets=[target], seconds=20))[0]
            undone = (await said(client, "undo", plan=plan["plan"]))[0]
            return why, plan, fixed, ready, undone, state(child.pid)

    why, plan, fixed, ready, undone, letter = asyncio.run(session())

    assert ("broken", "process-stopped-or-frozen") == (why["verdict"], why["causes"][0]["cause"])
    assert [["kill", "-CONT", str(child.pid)]] == [step["command"] for step in plan["steps"]]
    assert ("reachable", ["1: applied"]) == (fixed["verdict"], fixed["steps"])
    assert ready["ready"]
    assert (True, "T") == (undone["fine"], letter)


def test_a_port_is_freed_of_exactly_those_that_were_shown(served):
    """Without pids the plan is shown; with other pids nothing is done; with these it is free."""
    child, port, home = served

    async def session():
        async with agent(home) as client:
            shown = (await said(client, "stop", port=port, pids=[]))[0]
            wrong = await said(client, "stop", port=port, pids=[1])
            alive = child.poll()
            done = (await said(client, "stop", port=port, pids=shown["would_end"]))[0]
            return shown, wrong, alive, done

    shown, wrong, alive, done = asyncio.run(session())

    assert ([child.pid], []) == (shown["would_end"], shown["signalled"])
    assert (True, None) == (wrong[1], alive)
    assert (True, -signal.SIGTERM) == (done["freed"], child.wait())


def test_the_world_changed_between_plan_and_yes(served):
    """A plan for a machine that is another by now is not carried out."""
    child, port, home = served
    halted(child)

    async def session():
        async with agent(home) as client:
            plan = (await said(client, "plan_fix", target=f"127.0.0.1:{port}"))[0]
            child.kill()
            child.wait()
            return await said(client, "apply_fix", plan=plan["plan"], steps=[1])

    _, failed, text = asyncio.run(session())

    assert (True, True) == (failed, "the machine has changed" in text)


@pytest.mark.parametrize(
    ("tool", "words"),
    [
        ("apply_fix", {"plan": "20200101-000000-000", "steps": [1]}),
        ("stop", {"port": 0, "pids": [1]}),
        ("stop", {"port": 99999, "pids": []}),
        ("why", {"target": "x" * 10_000_000}),
        ("why", {"target": "not a target"}),
        ("wait_ready", {"targets": ["no target here"]}),
        ("more", {"report": "r99"}),
        ("explain", {"word": "zzzz" * 100_000}),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_client_that_lies_gets_one_line(tool, words, tmp_path):
    """Stale plans, foreign pids, ten megabytes: an error of the tool, short, and the server goes on."""

    async def session():
        async with agent(str(tmp_path)) as client:
            lie = await said(client, tool, **words)
            return lie, await said(client, "explain", word="ECONNREFUSED")

    (_, failed, text), (page, wrong, _) = asyncio.run(session())

    assert (True, 1) == (failed, len(text.splitlines()))
    assert len(text) < 500
    assert (False, True) == (wrong, "ECONNREFUSED" in page["text"])


def test_answers_are_short_and_the_rest_is_had_by_its_id(served):
    """No answer is longer than about 2,000 tokens; the pieces of the evidence make up the whole report."""
    _, port, home = served

    async def session():
        async with agent(home) as client:
            why = await said(client, "why", target=f"127.0.0.1:{port}")
            pieces, offset = [], 0
            while True:
                piece, _, text = await said(client, "more", report=why[0]["report"], offset=offset)
                pieces.append((piece["text"], len(text)))
                if not (offset := piece["next_offset"]):
                    return why, pieces, await said(client, "list_ports")

    why, pieces, ports = asyncio.run(session())
    whole = json.loads("".join(text for text, _ in pieces))

    assert ("portwise.report/1", "reachable") == (whole["schema"], whole["verdict"])
    assert max(len(why[2]), len(ports[2])) < MOST
    assert {len(text) for text, _ in pieces[:-1]} == {8000}


def test_resources_and_a_prompt(tmp_path):
    """Causes, one cause, the reports of the session, and what to say when a server does not answer."""

    async def session():
        async with agent(str(tmp_path)) as client:
            page = await client.read_resource("portwise://cause/nothing-listening")
            every = await client.read_resource("portwise://causes")
            prompt = await client.get_prompt("my_server_does_not_answer", {"target": "localhost:3000"})
            return page.contents[0].text, every.contents[0].text, prompt.messages[0].content.text

    page, every, prompt = asyncio.run(session())

    assert "Nothing listens on the port" in page
    assert "nothing-listening" in every
    assert "localhost:3000" in prompt


@pytest.fixture
def by_http(tmp_path):
    """A server on loopback with a token, its port and the token."""
    with socket.create_server(("127.0.0.1", 0)) as mine:
        port = mine.getsockname()[1]
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "PORTWISE_MCP_TOKEN": "a-token"}
    command = [sys.executable, "-m", "portwise", "mcp", "--http", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as child:
        assert 0 == main(["wait", f"http://127.0.0.1:{port}/mcp", "--timeout", "60"])
        yield port
        child.terminate()


def status(port, *headers):
    """Of the first line that a plain client gets."""
    lines = ["POST /mcp HTTP/1.1", "Content-Type: application/json", "Content-Length: 2", *headers, "", "{}"]
    with socket.create_connection(("127.0.0.1", port), 20) as client:
        client.sendall("\r\n".join(lines).encode())
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

    assert 401 == status(by_http, host)
    assert 401 == status(by_http, host, "Authorization: Bearer another")
    assert 421 == status(by_http, "Host: evil.example", token)
    assert 403 == status(by_http, host, token, "Origin: http://evil.example")


@pytest.mark.parametrize("client", ["vscode", "cursor", "codex", "zed", "gemini", "windsurf"])
def test_configuration_is_printed(client, capsys):
    """It starts this very portwise, and is what the client reads."""
    assert 0 == main(["mcp", "--config", client, "--read-only"])
    said = capsys.readouterr()

    assert sys.executable in said.out
    assert "--read-only" in said.out
    assert said.err.startswith("# ")
