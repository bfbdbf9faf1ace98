import json
import os
import signal
import socket
import subprocess
import sys

import pytest

from portwise.model.repair import Done, Repair, State
from portwise.ui.cli import main
from tests.ports import free

pytestmark = pytest.mark.usefixtures("unhurried")
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
    said = capsys.readouterr()
    assert "not agreed to" in said.out
    assert f"portwise: step 1 asks: portwise fix localhost:{port} --step 1 --yes does it\n" == said.err
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


@pytest.fixture
def narrow(tmp_path, monkeypatch):
    """A server of Python at 127.0.0.1 alone, and its port."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("PYTHONUNBUFFERED", "1")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = str(taken.getsockname()[1])
    words = [sys.executable, "-m", "http.server", free, "--bind", "127.0.0.1"]
    with subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        child.stdout.readline()
        yield child, free
        child.kill()


@pytest.fixture
def stage(monkeypatch):
    """A terminal at which somebody answers, and ends whatever was started in it at once; what was started."""
    started = []

    def wait(self):
        started.append(self.child.args)
        self.child.terminate()
        self.child.wait()

    monkeypatch.setattr("portwise.ui.cli._terminal.somebody_answers", lambda: True)
    monkeypatch.setattr("portwise.host.foreground.Foreground.wait", wait)
    return started


def test_a_server_is_started_again_in_the_foreground(narrow, stage, capsys, monkeypatch):
    """At the address that was asked for; it has the terminal then, and is waited for."""
    child, port = narrow
    monkeypatch.setattr("click.confirm", lambda *_, **__: True)

    assert 0 == main(["fix", f"127.0.0.2:{port}"])
    said = capsys.readouterr()
    assert f"127.0.0.2:{port} is reachable" in said.out
    assert "runs in this terminal" in said.err
    assert ("127.0.0.2", False) == (stage[0][-1], child.poll() is None)


def test_what_comes_to_light_is_shown_before_it_is_asked_for(stopped, capsys, monkeypatch):
    """Nobody says yes to a step that he has not seen: what is wrong, the command and how it is undone come first."""
    child, port = stopped
    shown = []

    def further(made, _, agree, **__):
        """As `portwise.app.fix.carried` finds one behind another that is gone."""
        later = made.moves[0]._replace(number=2, title="Something else is in the way")
        return Repair(
            made, tuple(Done(move, State.DECLINED) for move in (*made.moves, later) if not agree(move)), made.report
        )

    def confirm(text, **_):
        shown.append((text, " ".join(capsys.readouterr().out.split())))
        return False

    monkeypatch.setattr("portwise.ui.cli._terminal.somebody_answers", lambda: True)
    monkeypatch.setattr("portwise.app.fix.repair", further)
    monkeypatch.setattr("click.confirm", confirm)
    main(["fix", f"localhost:{port}"])
    (_, plan), (question, text) = shown

    assert plan.startswith(f"To reach localhost:{port}")
    assert ("Step 2: go on?", 0) == (question, text.index("Then this is in the way 2 something else is in the way"))
    assert all(word in text for word in (f"kill -CONT {child.pid}", "It asks first", "Proof:", "exactly as it was"))


def test_a_step_of_what_answers_by_now_is_no_misuse(stopped, capsys):
    """A script that is run twice finds nothing to repair: exit code 0."""
    child, port = stopped
    child.send_signal(signal.SIGCONT)
    code = main(["fix", f"localhost:{port}", "--step", "1", "--yes"])

    assert (0, "") == (code, capsys.readouterr().err)


@pytest.mark.parametrize(
    ("number", "says"),
    [("1", "step 1 is only shown: it "), ("9", "there is no step 9; none can be done\n")],
)
def test_a_step_that_cannot_be_done_is_one_line(number, says, capsys, monkeypatch, tmp_path):
    """Which of them could be, or why this one cannot."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    assert 2 == main(["fix", f"127.0.0.1:{free()}", "--step", number])
    said = capsys.readouterr().err
    assert (True, 1) == (said.startswith(f"portwise: {says}"), said.count("\n"))


def test_a_no_leaves_it_as_it_was(narrow, stage, capsys, monkeypatch):
    """The old one runs, nothing was started, and the journal knows of nothing."""
    child, port = narrow
    monkeypatch.setattr("click.confirm", lambda *_, **__: False)

    assert 1 == main(["fix", f"127.0.0.2:{port}"])
    assert "not agreed to" in capsys.readouterr().out
    assert ([], True) == (stage, child.poll() is None)
    assert 1 == main(["undo", "--list"])


def test_without_a_terminal_no_server_is_started_again(narrow, capsys, monkeypatch):
    """It is shown how, and why it is not done; not even a yes on the command line does it."""
    child, port = narrow
    monkeypatch.setattr("sys.stdin", None)

    assert 2 == main(["fix", f"127.0.0.2:{port}", "--step", "1", "--yes"])
    capsys.readouterr()
    assert 1 == main(["fix", f"127.0.0.2:{port}", "--yes"])
    assert "it takes a terminal" in " ".join(capsys.readouterr().out.split())
    assert child.poll() is None


def test_what_is_met_on_another_machine_is_repaired_there(capsys):
    """One line says why and how, and nobody is asked anything."""
    assert 2 == main(["fix", "localhost:1", "--vantage", "ssh:web1"])
    said = capsys.readouterr()

    assert ("", 1) == (said.out, said.err.count("\n"))
    assert said.err.endswith("run it there: ssh -t web1 portwise fix localhost:1\n")
    assert "by a portwise of its own, which also has the journal to undo it" in said.err


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
    "words",
    [
        *(["localhost:1", "--step", "9"], [], ["nothing at all"], ["--bind", "x"], ["a:1", "--bind", ":1"]),
        *(["a:1", "--saw", "x"], ["a:1", "--saw", "chrome=ok", "--vantage", "netns:web"]),
    ],
)
def test_misuse_is_one_line(words, capsys, monkeypatch, tmp_path):
    """Nothing on stdout, exit code 2."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    assert 2 == main(["fix", *words])
    said = capsys.readouterr()
    assert ("", 1) == (said.out, said.err.count("\n"))
