import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress

import pytest

from portwise.ui.cli import main
from tests.ports import free

SERVER = """
import socket, sys
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
sys.stdin.read()
"""
LOOP = 'while :; do "$0" -c "$1"; done'


@pytest.fixture
def loop(tmp_path, monkeypatch):
    """A shell that starts a server again whenever it ends, and the port; both end with the test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    port = str(free())
    words = ("sh", "-c", LOOP, sys.executable, SERVER.replace(", 0)", f", {port})"))
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, start_new_session=True) as child:
        child.stdout.readline()
        yield child, port
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A process that listens, and the port; it ends with its standard input."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        yield child, child.stdout.readline().decode().strip()
        child.stdin.close()


def test_without_a_terminal_nothing_is_done(server, capsys, monkeypatch):
    """The plan is shown, one line says how to go on, and the exit code is 1."""
    child, port = server
    monkeypatch.setattr("sys.stdin", None)

    assert 1 == main(["stop", port])
    said = capsys.readouterr()
    assert f"(pid {child.pid}) is asked to end (SIGTERM)" in said.out
    assert (1, None) == (said.err.count("\n"), child.poll())


def test_a_dry_run_says_the_same(server, capsys):
    """And does nothing."""
    child, port = server

    assert 0 == main(["stop", port, "--dry-run"])
    assert f"(pid {child.pid}) is asked to end (SIGTERM)" in capsys.readouterr().out
    assert child.poll() is None


def test_with_a_yes_the_port_is_free(server, capsys):
    """Exit code 0, and it says so."""
    child, port = server

    assert 0 == main(["stop", port, "--yes"])
    assert f"Port {port} is free" in capsys.readouterr().out
    child.wait()
    assert 1 == main(["who", port])
    assert f"(pid {child.pid}), which portwise ended" in capsys.readouterr().out


def test_a_port_that_nobody_has_is_free(capsys):
    """What follows in a script may start: `portwise stop 3000 --yes && npm run dev`."""
    port = str(free())

    assert [0, 0, 0] == [main(["stop", port, *words]) for words in ((), ("--yes",), ("--yes", "--json"))]


def test_a_port_that_is_held_otherwise_is_not_free(capsys):
    """Whoever has bound it and does not listen keeps others from it, and is not ended."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))

        assert 1 == main(["stop", str(holder.getsockname()[1]), "--yes"])
    assert "Nobody listens with it over TCP" in capsys.readouterr().out


def test_as_json(server, capsys):
    """The plan, and what came of it."""
    child, port = server
    main(["stop", port, "--yes", "--json"])
    said = json.loads(capsys.readouterr().out)

    assert ("portwise.stop/1", child.pid) == (said["schema"], said["plan"]["endings"][0]["process"]["pid"])
    assert said["outcome"]["freed"]


def test_a_user_who_is_not_here(server, capsys):
    """Misuse, and nothing is done."""
    child, port = server

    assert 2 == main(["stop", port, "--user", "nobody-of-that-name"])
    assert (1, None) == (capsys.readouterr().err.count("\n"), child.poll())


def test_a_loop_has_it_again(loop, capsys):
    """Free for a moment is not free: the shell is named, and ended with its server when that is said."""
    child, port = loop

    assert 1 == main(["stop", port, "--yes"])
    said = capsys.readouterr().out
    assert f"Port {port} is not free: shell sh (pid {child.pid}) has started it again." in said
    assert f"portwise stop {port} --supervisor" in said
    assert 0 == main(["stop", port, "--yes", "--supervisor"])
    assert f"Plan  shell sh (pid {child.pid}) is asked to end" in capsys.readouterr().out
    assert -signal.SIGTERM == child.wait()
