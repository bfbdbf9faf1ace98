"""Who comes in to the server of an agent, and where an agent cannot go through it."""

import asyncio
import threading

import pytest
from mcp import Client

from portwise.host import journal
from portwise.model.vantage import NoVantage
from portwise.ui.mcp import server
from portwise.ui.mcp import session as session_of
from portwise.ui.mcp.serving import guarded


@pytest.mark.parametrize(
    ("read_only", "vantage", "asked"),
    [(False, "ssh:far", []), (False, "browser", ["browser"]), (True, "ssh:far", []), (True, "browser", [])],
)
def test_an_agent_logs_in_nowhere(read_only, vantage, asked, monkeypatch):
    """Another machine is never asked, and under --read-only no browser is started: it is refused in one line."""
    begun = []

    def diagnose_from(where, *_, **__):
        begun.append(where.kind)
        raise NoVantage("no browser here")

    monkeypatch.setattr(server, "diagnose_from", diagnose_from)

    async def session():
        async with Client(server.built(read_only)) as client:
            return await client.call_tool("why", {"target": "127.0.0.1:1", "vantage": vantage})

    answer = asyncio.run(session())

    assert asked == begun
    assert (True, not asked) == (
        answer.is_error,
        "an agent asks from one of container, netns" in answer.content[0].text,
    )


def test_an_agent_waits_for_nobody(tmp_path, monkeypatch):
    """Where another portwise is at work it hears at once who that is, and nothing is changed."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    async def session():
        async with Client(server.built(read_only=False)) as client:
            with journal.alone("fix localhost:8000"):
                return await client.call_tool("undo", {})

    answer = asyncio.run(session())

    assert answer.is_error
    assert "nothing was changed: another portwise is at work: fix localhost:8000 (pid " in answer.content[0].text


@pytest.mark.parametrize(
    ("kind", "header", "reached", "answers"),
    [
        ("lifespan", None, True, []),
        ("http", b"Bearer a-token", True, []),
        ("http", None, False, ["http.response.start", "http.response.body"]),
        ("websocket", None, False, ["websocket.close"]),
        ("websocket", b"Bearer another", False, ["websocket.close"]),
        ("of-tomorrow", None, False, ["websocket.close"]),
    ],
)
def test_only_the_start_of_the_server_needs_no_token(kind, header, reached, answers):
    """Whatever ASGI may ever hand over: without the token it ends at the door."""
    met, sent = [], []

    async def app(scope, receive, send):
        met.append(scope["type"])

    async def send(message):
        sent.append(message["type"])

    scope = {"type": kind, "headers": [(b"authorization", header)] if header else []}
    asyncio.run(guarded(app, "a-token")(scope, None, send))

    assert (reached, answers) == (bool(met), sent)


@pytest.fixture
def waiting(monkeypatch):
    """A client that waits, and is told so at once."""
    monkeypatch.setattr(session_of, "SLICE", 0.01)

    class Waiting:
        def __init__(self):
            self.heard, self.told = threading.Event(), []

        async def report_progress(self, seconds, _):
            self.told.append(seconds)
            self.heard.set()

    return Waiting()


def test_who_waits_for_slow_work_is_told_that_it_goes_on(waiting):
    """A browser takes seconds, and a client that hears nothing gives up."""
    ended = asyncio.run(session_of.Session().do(lambda: waiting.heard.wait(30), waiting))

    assert (True, sorted(waiting.told)) == (ended, waiting.told)
    assert waiting.told


def test_who_waits_for_a_turn_is_told_too(waiting):
    """The work of another may take long, and nobody has to wait for it in silence."""

    async def both():
        session = session_of.Session()
        return await asyncio.gather(session.do(lambda: waiting.heard.wait(10)), session.do(lambda: True, waiting))

    assert [True, True] == asyncio.run(both())
    assert waiting.told


def test_who_does_not_listen_keeps_nothing_from_being_done(monkeypatch):
    """A word that cannot be told is lost, and what was begun comes to its end as if it had been."""
    failed = threading.Event()
    monkeypatch.setattr(session_of, "SLICE", 0.01)

    class Deaf:
        async def report_progress(self, seconds, _):
            failed.set()
            raise BrokenPipeError

    assert asyncio.run(session_of.Session().do(lambda: failed.wait(10) and "done", Deaf())) == "done"
