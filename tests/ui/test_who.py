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


@pytest.mark.parametrize("written", ["{}", ":{}"])
def test_somebody_has_it(server, written, capsys):
    """Exit code 0, and where it listens is in the answer."""
    assert 0 == main(["who", written.format(server)])
    assert f"listens at 127.0.0.1:{server}" in capsys.readouterr().out


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


@pytest.mark.parametrize("word", ["0", "65536", "-1x", "http", "9" * 5000])
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
