"""A real client of the protocol: break, why, plan, apply, verify, undo; and one that lies."""

import asyncio
import json
import sys
import tomllib

import anyio
import pytest

from portwise.host.local import Local
from portwise.ui.cli import main
from portwise.ui.cli.mcp import CLIENTS
from portwise.ui.mcp import server as server_of
from portwise.ui.mcp import session as session_of
from tests.ports import free
from tests.ui.agents import CHANGING, LOOKING, MOST, agent, halted, said, state


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
            why = (await said(client, "why", target=target, seconds=30))[0]
            plan = (await said(client, "plan_fix", target=target, seconds=30))[0]
            fixed = (await said(client, "apply_fix", plan=plan["plan"], steps=[1]))[0]
            ready = (await said(client, "wait_ready", targets=[target], seconds=60))[0]
            undone = (await said(client, "undo", plan=plan["plan"]))[0]
            return why, plan, fixed, ready, undone, state(child.pid)

    why, plan, fixed, ready, undone, letter = asyncio.run(session())

    assert ("broken", "process-stopped-or-frozen") == (why["verdict"], why["causes"][0]["cause"])
    assert [["kill", "-CONT", str(child.pid)]] == [step["command"] for step in plan["steps"]]
    assert ("reachable", ["1: applied"]) == (fixed["verdict"], fixed["steps"])
    assert ready["ready"]
    assert (True, "T") == (undone["fine"], letter)


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
        ("why", {"target": "it does not work"}),
        ("why", {"target": "127.0.0.1:1", "seconds": -2}),
        ("wait_ready", {"targets": ["127.0.0.1:1"], "seconds": -2}),
        ("forward", {"port": 1, "target": "127.0.0.1:2", "seconds": 0}),
        ("undo", {"plan": "zzz"}),
        ("undo", {"plan": "z" * 1_000_000}),
        ("why", {}),
        ("why", {"target": "127.0.0.1:1", "bogus": 1}),
        ("why", {"target": "127.0.0.1:1", "x" * 1_000_000: 1}),
        ("why", {"target": "127.0.0.1:1", "saw": ["nobody=nothing"]}),
        ("why", {"target": "127.0.0.1:1", "worked_until": "soon"}),
        ("why", {"target": "127.0.0.1:1", "origin": "http://localhost:3000"}),
        ("plan_fix", {"target": "127.0.0.1:1", "vantage": "ssh:far"}),
        ("wait_ready", {"targets": ["127.0.0.1:1"], "timeout": 2}),
        ("list_ports", {"port": 1}),
        ("read", {"text": "x" * 10_000_000}),
        ("read", {"text": " "}),
        ("forward", {"port": 1, "target": "nobody"}),
        ("forward", {"port": 65536, "target": "127.0.0.1:1"}),
        ("forward", {"port": 1}),
        ("forward", {"port": "0.0.0.0:1", "target": "127.0.0.1:2"}),
        ("forward", {"port": "unix:here", "target": "127.0.0.1:2"}),
        ("forward", {"port": "unix:/a\0b", "target": "127.0.0.1:2"}),
        ("forward", {"port": f"unix:/{'x' * 1_000_000}", "target": "127.0.0.1:2"}),
        ("who", {"port": "192.0.2.1:3000"}),
        ("who", {"port": "9" * 1_000_000}),
        ("who", {"port": [1]}),
        ("stop", {"port": "http://portwise.invalid/"}),
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


def test_an_argument_that_is_not_known_is_named(inside):
    """A wrong name is not left out unsaid: `timeout` for `seconds` would wait a minute; the schema says it before."""

    async def session(client):
        tools = (await client.list_tools()).tools
        return tools, await said(client, "wait_ready", targets=["127.0.0.1:1"], timeout=2)

    tools, (_, failed, text) = inside(session)

    assert {False} == {tool.input_schema["additionalProperties"] for tool in tools}
    known = "targets, seconds, project, any_address"
    assert (True, f"wait_ready has no argument timeout: its arguments are {known}") == (failed, text)


def test_a_call_that_is_cancelled_ends(inside, monkeypatch):
    """Who waits for a minute and goes away is waited for no longer, and others have their turn at once."""
    monkeypatch.setattr(session_of, "SLICE", 0.01)
    patiently, ended = server_of.patiently, []

    async def watched(*words):
        try:
            return await patiently(*words)
        except asyncio.CancelledError:
            ended.append(words[1][0].raw)
            raise

    monkeypatch.setattr(server_of, "patiently", watched)

    async def session(client):
        target = f"127.0.0.1:{free()}"

        async def heard(*_):
            scope.cancel()

        with anyio.CancelScope() as scope:
            words = {"targets": [target], "seconds": 60}
            await client.call_tool("wait_ready", words, progress_callback=heard)
        after = await said(client, "explain", word="ECONNREFUSED")
        return target, scope.cancelled_caught, after[1], await said(client, "wait_ready", targets=[target], seconds=0.1)

    target, cancelled, failed, (again, _, _) = inside(session)

    assert (True, False, [target]) == (cancelled, failed, ended)
    assert not again["ready"]


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


def test_a_pasted_text(inside):
    """An error line is tried here; a report of another machine is only read; both name their reasons."""
    port = free()
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


def test_what_an_agent_may_say_beside_a_target(inside, served):
    """A page's origin, what another client met, and how it is looked: as on the command line."""
    target = f"http://127.0.0.1:{served[1]}"

    async def session(client):
        paged = (await said(client, "why", target=target, origin="http://localhost:5173", seconds=30))[0]
        told = (await said(client, "why", target=target, saw=["chrome=ERR_UNSAFE_PORT"], worked_until="10:30"))[0]
        return paged, told, (await said(client, "why", target=target, passive=True))[0]

    paged, told, looked = inside(session)

    assert "cors-blocked" == paged["causes"][0]["cause"]
    assert ("ambiguous", "unknown") == (told["verdict"], looked["verdict"])


def test_a_way_for_a_while(served, inside):
    """Opened on loopback, used, and closed again; four at most."""
    _, port, _ = served
    here = free()

    async def session(client):
        opened = (await said(client, "forward", port=here, target=f"127.0.0.1:{port}"))[0]
        why = (await said(client, "why", target=f"http://127.0.0.1:{here}"))[0]
        taken = await said(client, "forward", port=here, target=f"127.0.0.1:{port}")
        closed = (await said(client, "forward", port=here))[0]
        dead = (await said(client, "forward", port=here, target=f"127.0.0.1:{free()}"))[0]
        await said(client, "forward", port=here)
        return opened, why, taken, closed, (await said(client, "why", target=f"127.0.0.1:{here}"))[0], dead

    opened, why, taken, closed, after, dead = inside(session)

    assert f"127.0.0.1:{here}" in opened["places"]
    assert ("", "connection refused") == (opened["trouble"], dead["trouble"])
    assert ("reachable", True, False, "broken") == (why["verdict"], taken[1], closed["open"], after["verdict"])


def test_read_only_places_nothing(inside, monkeypatch, served):
    """Neither tracepoints nor rules of nft nor a program at a hook stand there once, and no browser starts."""
    asked = []
    for name in ("witnessed", "judged", "captured", "browse"):
        monkeypatch.setattr(Local, name, lambda *_, name=name: asked.append(name))

    async def session(client):
        await said(client, "why", target=f"http://127.0.0.1:{served[1]}")
        await said(client, "why", target="127.0.0.1:1", deep=True)
        await said(client, "plan_fix", target="127.0.0.1:1")
        await said(client, "plan_fix", target=f"http://127.0.0.1:{served[1]}", saw=["chrome=ERR_CONNECTION_REFUSED"])
        words = {"apply_fix": {"plan": "p1", "steps": [1]}, "stop": {"port": 1}, "forward": {"port": 1}, "undo": {}}
        return [(await said(client, tool, **words[tool]))[2] for tool in sorted(CHANGING)]

    assert [f"Unknown tool: {tool}" for tool in sorted(CHANGING)] == inside(session, read_only=True)
    assert [] == asked


@pytest.mark.parametrize("client", ["vscode", "cursor", "codex", "zed", "gemini", "windsurf"])
def test_configuration_is_printed(client, capsys):
    """It starts this very portwise, and is what the client reads."""
    assert 0 == main(["mcp", "--config", client, "--read-only"])
    said = capsys.readouterr()

    assert sys.executable in said.out
    assert "--read-only" in said.out
    assert said.err.startswith("# ")


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("python", ["/usr/bin/python3", r"C:\Users\ann\portwise\Scripts\python.exe"])
def test_every_configuration_is_read_as_it_was_meant(client, python, capsys, monkeypatch):
    """JSON or TOML, with the very command in it: the path of a program of Windows has backslashes."""
    monkeypatch.setattr("sys.executable", python)
    assert 0 == main(["mcp", "--config", client])
    text = capsys.readouterr().out
    ((_, servers),) = (tomllib.loads if client == "codex" else json.loads)(text).items()

    assert (python, ["-m", "portwise", "mcp"]) == (servers["portwise"]["command"], servers["portwise"]["args"])


@pytest.mark.parametrize(
    ("client", "called", "told"),
    [
        ("claude-code", "url", "Bearer ${PORTWISE_MCP_TOKEN}"),
        ("cursor", "url", "Bearer ${env:PORTWISE_MCP_TOKEN}"),
        ("windsurf", "serverUrl", "Bearer ${env:PORTWISE_MCP_TOKEN}"),
        ("gemini", "httpUrl", "Bearer $PORTWISE_MCP_TOKEN"),
        ("vscode", "url", "Bearer ${input:portwise-token}"),
        ("zed", "url", "Bearer <the value of PORTWISE_MCP_TOKEN>"),
    ],
)
def test_configuration_by_http(client, called, told, capsys):
    """The URL under the client's own key, and the token by its name alone; how it is started stands beside it."""
    assert 0 == main(["mcp", "--config", client, "--http", "9000", "--read-only"])
    said = capsys.readouterr()
    (entry,) = (one["portwise"] for one in json.loads(said.out).values() if "portwise" in one)

    assert ("http://127.0.0.1:9000/mcp", told) == (entry[called], entry["headers"]["Authorization"])
    assert "portwise mcp --http 9000 --read-only" in said.err


def test_configuration_by_http_of_codex_and_of_none(capsys):
    """One is TOML; who knows no server by HTTP is told so: misuse."""
    assert 0 == main(["mcp", "--config", "codex", "--http", "9000"])
    own = tomllib.loads(capsys.readouterr().out)["mcp_servers"]["portwise"]

    assert {"url": "http://127.0.0.1:9000/mcp", "bearer_token_env_var": "PORTWISE_MCP_TOKEN"} == own
    assert 2 == main(["mcp", "--config", "claude-desktop", "--http", "9000"])
    assert ("", 1) == ((said := capsys.readouterr()).out, said.err.count("\n"))


def test_an_error_line_may_be_the_target(inside):
    """As on the command line; and with a text beside it."""

    async def session(client):
        line = f"connect ECONNREFUSED 127.0.0.1:{free()}"
        return await said(client, "why", target=line), await said(client, "why", target=line, text="it is down")

    alone, beside = inside(session)

    assert [False, False] == [alone[1], beside[1]]
    assert ["nothing-listening"] * 2 == [answer["causes"][0]["cause"] for answer in (alone[0], beside[0])]
