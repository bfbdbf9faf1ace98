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

from portwise.host.local import Local
from portwise.ui.cli import main
from portwise.ui.mcp import answers
from portwise.ui.mcp.server import built

LOOKING = {"why", "read", "more", "who", "list_ports", "wait_ready", "plan_fix", "explain"}
CHANGING = {"apply_fix", "undo", "stop", "forward"}
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


@pytest.fixture
def inside(tmp_path, monkeypatch):
    """A session with a server in this very process."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def play(session, read_only=False):
        async def once():
            async with Client(built(read_only)) as client:
                return await session(client)

        return asyncio.run(once())

    return play


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


def test_a_port_is_freed_of_exactly_those_that_were_shown(served, inside):
    """First the plan; with other pids, or with a plan of nobody, nothing is done; with these it is free."""
    child, port, _ = served

    async def session(client):
        shown = (await said(client, "stop", port=port))[0]
        lies = [
            await said(client, "stop", plan=shown["plan"], pids=[1]),
            await said(client, "stop", plan=shown["plan"], pids=[*shown["would_end"], os.getpid()]),
            await said(client, "stop", plan="s99", pids=shown["would_end"]),
            await said(client, "stop", port=port, pids=shown["would_end"]),
            await said(client, "stop", plan=shown["plan"]),
        ]
        alive = child.poll()
        done = (await said(client, "stop", plan=shown["plan"], pids=shown["would_end"]))[0]
        return shown, lies, alive, done, await said(client, "stop", plan=shown["plan"], pids=shown["would_end"])

    shown, lies, alive, done, again = inside(session)

    assert ([child.pid], []) == (shown["would_end"], shown["signalled"])
    assert ([True] * len(lies), None) == ([wrong for _, wrong, _ in lies], alive)
    assert (True, -signal.SIGTERM) == (done["freed"], child.wait())
    assert (True, True) == (again[1], "the machine has changed" in again[2])


def test_the_world_changed_between_plan_and_yes(served, inside):
    """A plan for a machine that is another by now is not carried out."""
    child, port, _ = served
    halted(child)

    async def session(client):
        plan = (await said(client, "plan_fix", target=f"127.0.0.1:{port}"))[0]
        child.kill()
        child.wait()
        return await said(client, "apply_fix", plan=plan["plan"], steps=[1])

    _, failed, text = inside(session)

    assert (True, True) == (failed, "the machine has changed" in text)


@pytest.mark.parametrize(
    ("tool", "words"),
    [
        ("apply_fix", {"plan": "20200101-000000-000", "steps": [1]}),
        ("stop", {"port": 0, "pids": [1]}),
        ("stop", {"port": 99999}),
        ("stop", {"port": 1, "pids": [1]}),
        ("stop", {"plan": "s1", "pids": [1]}),
        ("stop", {"stale": "/no/such/folder"}),
        ("stop", {"stale": "/\0"}),
        ("stop", {"port": 1, "user": "nobody-of-that-name"}),
        ("stop", {"port": 1, "pids": "1"}),
        ("why", {"target": "x" * 10_000_000}),
        ("why", {"target": "not a target"}),
        ("why", {"text": "x" * 10_000_000}),
        ("why", {"text": "it does not work"}),
        ("why", {"target": "127.0.0.1:1", "vantage": "moon"}),
        ("why", {"target": "127.0.0.1:1", "vantage": "netns:"}),
        ("why", {"target": "127.0.0.1:1", "seconds": "soon"}),
        ("why", {"target": {"a": 1}}),
        ("why", {}),
        ("read", {"text": "x" * 10_000_000}),
        ("read", {"text": " "}),
        ("forward", {"port": 1, "target": "nobody"}),
        ("forward", {"port": 65536, "target": "127.0.0.1:1"}),
        ("forward", {"port": 1}),
        ("apply_fix", {"plan": "p1", "steps": [0, -1, 10**30]}),
        ("apply_fix", {"plan": ["p1"], "steps": 1}),
        ("apply_fix", {"plan": "p1", "steps": ["x"] * 100_000}),
        ("wait_ready", {"targets": [1] * 100_000}),
        ("wait_ready", {"targets": []}),
        ("wait_ready", {"targets": ["127.0.0.1:1"], "project": "/no/such/folder"}),
        ("stop", {"plan": "s1", "pids": ["x"] * 100_000}),
        ("x" * 10_000_000, {}),
        ("wait_ready", {"targets": ["no target here"]}),
        ("more", {"report": "r99"}),
        ("explain", {"word": "zzzz" * 100_000}),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_client_that_lies_gets_one_line(tool, words, inside):
    """Stale plans, foreign pids, wrong types, ten megabytes: an error of the tool, short, and the server goes on."""

    async def session(client):
        lie = await said(client, tool, **words)
        return lie, await said(client, "explain", word="ECONNREFUSED")

    (_, failed, text), (page, wrong, _) = inside(session)

    assert (True, 1) == (failed, len(text.splitlines()))
    assert len(text) <= 600
    assert (False, True) == (wrong, "ECONNREFUSED" in page["text"])


def test_answers_are_short_and_the_rest_is_had_by_its_id(served, inside):
    """No answer is longer than about 2,000 tokens; the pieces of the evidence make up the whole report."""
    _, port, _ = served

    async def session(client):
        why = await said(client, "why", target=f"127.0.0.1:{port}")
        pieces, offset = [], 0
        while True:
            piece, _, text = await said(client, "more", report=why[0]["report"], offset=offset)
            pieces.append((piece["text"], len(text)))
            if not (offset := piece["next_offset"]):
                return why, pieces, await said(client, "list_ports")

    why, pieces, ports = inside(session)
    whole = json.loads("".join(text for text, _ in pieces))

    assert ("portwise.report/1", "reachable") == (whole["schema"], whole["verdict"])
    assert max(len(why[2]), len(ports[2])) < MOST
    assert {len(text) for text, _ in pieces[:-1]} == {8000}


@pytest.fixture
def left_over(tmp_path):
    """A checkout with a server that is stopped, and one that is well."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "package.json").write_text('{"name": "shop"}')
    command = [sys.executable, "-c", SERVER]
    some = [
        subprocess.Popen(command, cwd=tmp_path / "shop", stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for _ in range(2)
    ]
    assert all(int(child.stdout.readline()) for child in some)
    halted(some[0])
    yield some, str(tmp_path / "shop")
    for child in some:
        child.kill()
        child.wait()
        child.stdout.close()


def test_what_is_left_over_is_ended_by_its_plan(left_over, inside):
    """Each with its reason first; then exactly those, and who is looked after stays."""
    (halted_one, well), folder = left_over

    async def session(client):
        shown = (await said(client, "stop", stale=folder))[0]
        wrong = await said(client, "stop", plan=shown["plan"], pids=[well.pid])
        return shown, wrong, (await said(client, "stop", plan=shown["plan"], pids=shown["would_end"]))[0]

    shown, wrong, done = inside(session)

    assert [(halted_one.pid, [halted_one.pid])] == [(one["pid"], one["tree"]) for one in shown["ends"]]
    assert (0, True) == (shown["port"], all(one["why"] for one in shown["ends"]))
    assert (True, True, []) == (wrong[1], done["freed"], done["left"])
    assert (-signal.SIGTERM, None) == (halted_one.wait(), well.poll())


def test_a_pasted_text(inside):
    """An error line is tried here; a report of another machine is only read; both name their reasons."""
    with socket.create_server(("127.0.0.1", 0)) as mine:
        port = mine.getsockname()[1]
    line = f"Error: connect ECONNREFUSED 127.0.0.1:{port}"

    async def session(client):
        tried = (await said(client, "why", text=line))[0]
        beside = (await said(client, "why", target=f"localhost:{port}", text=line))[0]
        read = (await said(client, "read", text=line + "\n$ ss -ltn\nState Recv-Q\n"))[0]
        return tried, beside, read, (await said(client, "more", report=read["report"]))[0]

    tried, beside, read, more = inside(session)

    assert ("broken", "nothing-listening") == (tried["verdict"], tried["causes"][0]["cause"])
    assert (f"127.0.0.1:{port}", f"localhost:{port}") == (tried["target"], beside["target"])
    assert ("refused", "nothing-listening") == (read["symptom"], read["causes"][0]["cause"])
    assert "(line 1)" in "".join(read["causes"][0]["because"])
    assert '"vantage": "text"' in more["text"]


def test_a_way_for_a_while(served, inside):
    """Opened on loopback, used, and closed again; four at most."""
    _, port, _ = served
    with socket.create_server(("127.0.0.1", 0)) as mine:
        here = mine.getsockname()[1]

    async def session(client):
        opened = (await said(client, "forward", port=here, target=f"127.0.0.1:{port}"))[0]
        why = (await said(client, "why", target=f"http://127.0.0.1:{here}"))[0]
        taken = await said(client, "forward", port=here, target=f"127.0.0.1:{port}")
        closed = (await said(client, "forward", port=here))[0]
        return opened, why, taken, closed, (await said(client, "why", target=f"127.0.0.1:{here}"))[0]

    opened, why, taken, closed, after = inside(session)

    assert f"127.0.0.1:{here}" in opened["places"]
    assert ("reachable", True, False, "broken") == (why["verdict"], taken[1], closed["open"], after["verdict"])


def test_read_only_places_nothing(inside, monkeypatch, served):
    """Neither tracepoints nor rules of nft nor a program at a hook stand there, not even for one attempt."""
    asked = []
    for name in ("witnessed", "judged", "captured"):
        monkeypatch.setattr(Local, name, lambda *_, name=name: asked.append(name))

    async def session(client):
        await said(client, "why", target=f"http://127.0.0.1:{served[1]}")
        await said(client, "why", target="127.0.0.1:1")
        await said(client, "plan_fix", target="127.0.0.1:1")
        words = {"apply_fix": {"plan": "p1", "steps": [1]}, "stop": {"port": 1}, "forward": {"port": 1}, "undo": {}}
        return [(await said(client, tool, **words[tool]))[2] for tool in sorted(CHANGING)]

    assert [f"Unknown tool: {tool}" for tool in sorted(CHANGING)] == inside(session, read_only=True)
    assert [] == asked


@pytest.mark.parametrize("length", [10, 300, 10_000])
def test_no_answer_is_longer_than_an_answer_may_be(length):
    """Sentences get shorter and then fewer; numbers and the words of a command stay."""
    step = {"does": "d" * length, "command": ["kill", "-CONT", "1"], "safety": "safe", "needs_root": False}
    cause = {"cause": "c", "title": "t" * length, "because": ["b" * length] * 40, "steps": [step] * 40}
    answer = {"target": "t" * length, "attempts": ["a" * length] * 40, "causes": [cause] * 40, "pids": [*range(500)]}
    told = answers.within(answer)

    assert len(json.dumps(told)) <= answers.MOST
    assert [*range(500)] == told["pids"]
    assert ["kill", "-CONT", "1"] == told["causes"][0]["steps"][0]["command"]


def test_resources_and_a_prompt(inside):
    """Causes, one cause, the reports of the session, and what to say when a server does not answer."""

    async def session(client):
        page = await client.read_resource("portwise://cause/nothing-listening")
        every = await client.read_resource("portwise://causes")
        prompt = await client.get_prompt("my_server_does_not_answer", {"target": "localhost:3000"})
        return page.contents[0].text, every.contents[0].text, prompt.messages[0].content.text

    page, every, prompt = inside(session)

    assert len(every) < MOST
    assert "nothing-listening" in every
    assert "Nothing listens on the port" in page
    assert "localhost:3000" in prompt


def test_a_name_without_an_end(inside):
    """Of a prompt or a resource: refused before anything is looked up, said again or logged."""
    from mcp import MCPError

    async def session(client):
        lengths = []
        for ask in (client.get_prompt("z" * 1_000_000), client.read_resource("portwise://" + "z" * 1_000_000)):
            with pytest.raises(MCPError) as raised:
                await ask
            lengths.append(len(str(raised.value)))
        return lengths

    assert [True, True] == [length < 600 for length in inside(session)]


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


@pytest.mark.parametrize("client", ["vscode", "cursor", "codex", "zed", "gemini", "windsurf"])
def test_configuration_is_printed(client, capsys):
    """It starts this very portwise, and is what the client reads."""
    assert 0 == main(["mcp", "--config", client, "--read-only"])
    said = capsys.readouterr()

    assert sys.executable in said.out
    assert "--read-only" in said.out
    assert said.err.startswith("# ")
