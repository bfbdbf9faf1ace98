import json
import os
import signal
import subprocess
import sys

import pytest

from portwise.ui.cli import main

SERVER = """
import http.server
http.server.ThreadingHTTPServer.request_queue_size = 128  # every look at a stopped server leaves a connection behind
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
print(server.server_port, flush=True)
server.serve_forever()
"""


@pytest.fixture
def stopped(tmp_path, monkeypatch):
    """A server that somebody stopped with SIGSTOP, and its port."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        port = child.stdout.readline().decode().strip()
        child.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, child.pid, os.WSTOPPED)
        yield child, port
        child.kill()


def state(child):
    with open(f"/proc/{child.pid}/stat") as file:
        return file.read().rpartition(") ")[2][0]


def test_without_a_terminal_nothing_is_changed(stopped, capsys, monkeypatch):
    """The plan is told whole, one line says how to go on, and the exit code is 1."""
    child, port = stopped
    monkeypatch.setattr("sys.stdin", None)

    assert 1 == main(["fix", f"localhost:{port}"])
    said = capsys.readouterr()
    assert f"kill -CONT {child.pid}" in said.out
    assert (1, "T") == (said.err.count("\n"), state(child))


def test_a_yes_is_for_safe_steps_alone(stopped, capsys, monkeypatch):
    """One that asks is not done by --yes; it has to be named."""
    child, port = stopped
    monkeypatch.setattr("sys.stdin", None)

    assert 1 == main(["fix", f"localhost:{port}", "--yes"])
    assert "not agreed to" in capsys.readouterr().out
    assert "T" == state(child)


def test_a_dry_run_tells_the_same_plan(stopped, capsys):
    """And does nothing."""
    child, port = stopped

    assert 0 == main(["fix", f"localhost:{port}", "--dry-run"])
    assert f"kill -CONT {child.pid}" in capsys.readouterr().out
    assert "T" == state(child)


def test_repaired_and_taken_back(stopped, capsys):
    """It answers; it is listed; after undo it is stopped as before; and then there is nothing more."""
    child, port = stopped

    assert 0 == main(["fix", f"localhost:{port}", "--step", "1", "--yes"])
    assert f"localhost:{port} is reachable" in capsys.readouterr().out
    assert 0 == main(["undo", "--list"])
    assert f"localhost:{port}" in capsys.readouterr().out
    assert (0, "T") == (main(["undo"]), state(child))
    assert 1 == main(["undo"])


def test_as_json(stopped, capsys):
    """The report, the steps and what came of them, under one schema."""
    _, port = stopped
    main(["fix", f"localhost:{port}", "--step", "1", "--yes", "--json"])
    said = json.loads(capsys.readouterr().out)

    assert ("portwise.fix/1", "process-stopped-or-frozen") == (said["schema"], said["steps"][0]["cause"])
    assert ([[1, "applied"]], "reachable") == (
        [[step["number"], step["state"]] for step in said["done"]["steps"]],
        said["done"]["after"]["verdict"],
    )


@pytest.mark.parametrize(
    "words", [["localhost:1", "--step", "9"], [], ["nothing at all"], ["--bind", "x"], ["a:1", "--bind", ":1"]]
)
def test_misuse_is_one_line(words, capsys, monkeypatch, tmp_path):
    """Nothing on stdout, exit code 2."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    assert 2 == main(["fix", *words])
    said = capsys.readouterr()
    assert ("", 1) == (said.out, said.err.count("\n"))
