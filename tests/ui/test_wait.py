import asyncio
import json
import os
import re
import socket
from contextlib import closing, suppress
from ipaddress import ip_address
from threading import Thread

import pytest
from mcp import Client

import portwise
from portwise.host.local import Local
from portwise.ui.cli import main
from portwise.ui.mcp.server import built


class Later:
    """A port of ours that is bound, and serves once the test says so."""

    def __init__(self):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.taken = []

    def serve(self):
        self.socket.listen()
        Thread(target=self.take, daemon=True).start()

    def take(self):
        with suppress(OSError):  # the test is over, and the socket closed
            while True:
                self.taken.append(self.socket.accept()[0])

    def close(self):
        with suppress(OSError):  # it never listened
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


@pytest.fixture
def later():
    mine = Later()
    yield mine
    mine.close()


def place(mine):
    return f"tcp://127.0.0.1:{mine.socket.getsockname()[1]}"


def test_one_that_answers_already(later, capsys):
    """Exit code 0 at once."""
    later.serve()

    assert 0 == main(["wait", place(later)])
    assert f"{place(later)} is ready after" in capsys.readouterr().out


def test_a_server_that_takes_nobody_is_not_filled(later):
    """Its queue holds the connection of the first look, and that of the diagnosis."""
    later.socket.listen()
    main(["wait", place(later), "--timeout", "1"])

    taken = 0
    later.socket.settimeout(0)
    with suppress(BlockingIOError):
        while True:
            later.socket.accept()[0].close()
            taken += 1
    assert taken < 8


def test_one_that_comes_up_meanwhile(later, monkeypatch):
    """It is asked again until it answers."""
    looks = []
    from portwise.app import waiting

    real = waiting.diagnose

    def diagnose(*words):
        looks.append(words)
        if len(looks) == 3:
            later.serve()
        return real(*words)

    monkeypatch.setattr(waiting, "diagnose", diagnose)

    assert 0 == main(["wait", place(later)])
    assert 3 == len(looks)


def test_one_that_never_does(later, capsys):
    """Exit code 1, and the whole diagnosis."""
    assert 1 == main(["wait", place(later), "--timeout", "0.1"])

    said = capsys.readouterr().out
    assert "is not ready after" in said
    assert "port-bound-but-not-listening" in said


def test_another_program_than_the_projects(later, capsys, tmp_path):
    """It answers, and is not the one that was waited for."""
    later.serve()

    assert 1 == main(["wait", place(later), "--timeout", "0.1", "--project", str(tmp_path)])
    assert f"(pid {os.getpid()})" in capsys.readouterr().out
    assert 0 == main(["wait", place(later), "--timeout", "10", "--project", "."])


def test_as_json(later, capsys):
    """A row for each, in order; a report only where it is not ready."""
    later.serve()
    with closing(Later()) as other:
        main(["wait", place(later), place(other), "--timeout", "0.1", "--json"])
    rows = json.loads(capsys.readouterr().out)["targets"]

    assert [True, False] == [row["ready"] for row in rows]
    assert [True, False] == [row["report"] is None for row in rows]


def test_all_are_waited_for_side_by_side(later, capsys, monkeypatch):
    """The second comes up while the first never does: each has the whole time, and the seconds said are its own."""
    from portwise.app import waiting

    real, looks = waiting.diagnose, []

    def diagnose(*words):
        looks.append(words[0].raw)
        if looks.count(place(later)) == 2:
            later.serve()
        return real(*words)

    monkeypatch.setattr(waiting, "diagnose", diagnose)
    with closing(Later()) as never, closing(Later()) as neither:
        words = ["wait", place(never), place(later), place(neither), "--timeout", "0.5", "--json"]

        assert 1 == main(words)
    rows = json.loads(capsys.readouterr().out)["targets"]
    assert [False, True, False] == [row["ready"] for row in rows]
    assert [True, True] == [500 <= rows[number]["elapsed_ms"] < 30_000 for number in (0, 2)]
    assert rows[0]["elapsed_ms"] == rows[2]["elapsed_ms"] > rows[1]["elapsed_ms"]


@pytest.fixture
def halfway(later, monkeypatch):
    """A name of two addresses of loopback; a server listens at the first alone."""
    addresses = (ip_address("127.0.0.1"), ip_address("127.0.0.2"))
    monkeypatch.setattr(Local, "resolve", lambda self, name, patience: addresses)
    later.serve()
    return f"tcp://halfway.test:{later.socket.getsockname()[1]}"


MISSING = "127.0.0.1 answers, 127.0.0.2 does not (refused)"


def test_what_is_missing_is_said_at_once(halfway, capsys):
    """On stderr while it is waited for, once, with the way out; every address is the law still."""
    assert 1 == main(["wait", halfway, "--timeout", "1"])

    said = capsys.readouterr()
    tries = "browsers, curl and others that try every address get through"
    assert [f"! {halfway}: {MISSING}; {tries}, and --any waits for no more than that"] == said.err.splitlines()
    assert re.search(rf"is not ready after \d+\.\d s: {re.escape(MISSING)}", said.out)


def test_one_address_may_be_enough(halfway, capsys):
    """By --any, as it is for browsers; by the library too, which says what is missing."""
    assert (0, "") == (main(["wait", halfway, "--any"]), capsys.readouterr().err)
    assert [(True, MISSING)] == [(row.ready, row.missing) for row in portwise.wait(halfway, any_address=True)]
    assert [(False, MISSING)] == [(row.ready, row.missing) for row in portwise.wait(halfway, timeout=0.1)]


def test_an_agent_is_told_too(halfway):
    """The tool takes the same, and says what is missing."""
    words = {"targets": [halfway], "seconds": 0.1}
    told: list[str] = []

    async def heard(progress, total, message):
        told.append(message)

    async def session():
        async with Client(built(read_only=True)) as client:
            late = await client.call_tool("wait_ready", words, progress_callback=heard)
            ready = await client.call_tool("wait_ready", {**words, "any_address": True})
            return late.structured_content, ready.structured_content

    late, ready = asyncio.run(session())

    assert (False, True) == (late["ready"], ready["ready"])
    assert MISSING in late["targets"][0]
    assert [True] == [MISSING in message and "any_address" in message for message in told if message]


def test_a_project_is_a_folder(later, capsys, tmp_path):
    """One that is not there answers never: misuse, and no minute of waiting."""
    later.serve()
    nowhere = str(tmp_path / "nope")

    assert 2 == main(["wait", place(later), "--project", nowhere])
    assert ("", 1) == ((said := capsys.readouterr()).out, said.err.count("\n"))
    with pytest.raises(ValueError, match="no folder is"):
        portwise.wait(place(later), project=nowhere)


@pytest.mark.parametrize("words", [[], ["what is that"], ["localhost:1", "--timeout", "0"]])
def test_misuse_is_one_line(words, capsys):
    """Nothing on stdout, exit code 2."""
    assert 2 == main(["wait", *words])
    said = capsys.readouterr()

    assert ("", 1) == (said.out, said.err.count("\n"))
