import json
import os
import socket
import subprocess
import sys

import pytest

from portwise.ui.cli import main
from tests.ports import free


@pytest.fixture
def server():
    with socket.create_server(("127.0.0.1", 0)) as mine:
        yield mine.getsockname()[1]


@pytest.mark.parametrize(
    "written", ["{}", ":{}", "localhost:{}", "127.0.0.1:{}", "[::1]:{}", "0.0.0.0:{}", "http://localhost:{}/shop?a=b"]
)
def test_somebody_has_it(server, written, capsys):
    """Exit code 0, and where it listens is in the answer."""
    assert 0 == main(["who", written.format(server)])
    assert f"listens at 127.0.0.1:{server}" in capsys.readouterr().out


@pytest.mark.parametrize("verb", ["who", "stop"])
def test_another_machine_is_not_this_one(verb, capsys):
    """Who has that port here is no answer to who has it there: misuse, and the whole word is said again."""
    assert 2 == main([verb, "http://192.0.2.1:3000"])
    assert "'http://192.0.2.1:3000' is a place of another machine" in capsys.readouterr().err


def test_nobody_has_it(capsys):
    """Exit code 1, and one line."""
    port = free()

    assert 1 == main(["who", str(port)])
    assert capsys.readouterr().out.startswith(f"Nobody has port {port} on this machine")


def test_as_json(server, capsys):
    """One object that names its schema."""
    main(["who", str(server), "--json"])
    said = json.loads(capsys.readouterr().out)

    assert ("portwise.who/1", server, "listens") == (said["schema"], said["port"], said["held"][0]["way"])


@pytest.mark.parametrize("word", ["0", "65536", "-1x", "http", "9" * 5000, "udp:", "localhost:0"])
def test_what_is_no_port_is_one_line(word, capsys):
    """Misuse, and nothing on stdout."""
    assert 2 == main(["who", word])

    said = capsys.readouterr()
    assert ("", 1) == (said.out, said.err.count("\n"))
    assert len(said.err) < 120


def test_an_answer_imports_nothing_heavy(server, tmp_path):
    """It is as quick as an answer of `why`: who waits for a port waits for no grammar and no journal."""
    code = "import sys; from portwise.ui.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"
    command = [sys.executable, "-S", "-c", f"import sys; sys.path[:] = {sys.path!r}; {code}", "who", str(server)]
    environment = {"XDG_STATE_HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    heavy = {"asyncio", "json", "pathlib", "subprocess", "tempfile", "urllib", "hashlib", "dataclasses", "logging"}

    assert f"listens at 127.0.0.1:{server}" in done.stdout
    assert set() == heavy & set(done.stderr.split())
