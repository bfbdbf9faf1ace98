"""What agents are tested with."""

import asyncio
import subprocess
import sys

import pytest

from portwise.app.manner import Manner


@pytest.fixture
def unhurried(monkeypatch):
    """A busy machine must not make a look come out otherwise: whoever only looks has a minute more."""
    monkeypatch.setattr(Manner, "looking", 60.0)


@pytest.fixture
def served(tmp_path):
    """A server, its port, and a home for the journal."""
    from tests.ui.agents import SERVER  # with it comes the protocol, which few tests here need

    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=pipe, stderr=subprocess.DEVNULL) as child:
        yield child, int(child.stdout.readline()), str(tmp_path)
        child.kill()


@pytest.fixture
def inside(tmp_path, monkeypatch):
    """A session with a server in this very process."""
    from mcp import Client

    from portwise.ui.mcp.server import built

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    def play(session, read_only=False):
        async def once():
            async with Client(built(read_only)) as client:
                return await session(client)

        return asyncio.run(once())

    return play
