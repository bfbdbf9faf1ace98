"""What the environment of a process gives away, and what it does not."""

import os
import subprocess
import sys

from portwise.collect.dependencies import dependencies
from portwise.host.local import Local
from portwise.host.recorded import Recorder
from portwise.model.behind import Dependency
from portwise.model.process import Process


def test_a_password_in_a_variable_never_leaves_the_host():
    """The place is known, and no recording holds the secret."""
    environment = {**os.environ, "DATABASE_URL": "postgres://app:hunter2@127.0.0.1:5432/shop", "OTHER": "hunter2"}
    waits = [sys.executable, "-c", "print(flush=True); input()"]
    with subprocess.Popen(waits, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        machine = Recorder(Local())
        found = dependencies(machine, Process(child.pid, 0, "python")).rows
        child.stdin.close()

    assert Dependency("127.0.0.1", 5432, "postgres", "DATABASE_URL") in found
    assert "hunter2" not in machine.json()


SERVER = "from dotenv import load_dotenv\n"
LINE = "DATABASE_URL=postgres://app:hunter2@127.0.0.1:5432/shop\nSECRET_KEY=hunter3\n"


def told_of(folder, **environment):
    """What is told of a server of that folder, and all that left the host."""
    waits = [sys.executable, "-c", "print(flush=True); input()", "app.py"]
    given = {**os.environ, **environment}
    with subprocess.Popen(waits, env=given, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        machine = Recorder(Local())
        told = dependencies(machine, Process(child.pid, 0, "python"))
        child.stdin.close()
    return told, machine.json()


def test_a_file_that_a_server_loads_is_followed_and_its_secrets_stay(tmp_path):
    """The place and the line are known, and no recording holds a secret; what it was started with goes before."""
    (tmp_path / "app.py").write_text(SERVER)
    (tmp_path / ".env").write_text(LINE)
    told, kept = told_of(tmp_path)
    given, _ = told_of(tmp_path, DATABASE_URL="postgres://127.0.0.1:5999/shop")

    assert Dependency("127.0.0.1", 5432, "postgres", "DATABASE_URL", ".env:1") in told.rows
    assert (".env",) == told.files
    assert [5999] == [row.port for row in given.rows if row.variable == "DATABASE_URL"]
    assert "hunter" not in kept


def test_a_file_that_nobody_loads_says_nothing(tmp_path):
    """It lies there for another program, or of another day."""
    (tmp_path / "app.py").write_text("import os\nos.environ['DATABASE_URL']\n")
    (tmp_path / ".env").write_text(LINE)
    told, _ = told_of(tmp_path)

    assert "DATABASE_URL" not in {row.variable for row in told.rows}
    assert () == told.files


def test_a_project_with_such_a_library_loads_it(tmp_path):
    """Which of its modules does so need not be known."""
    (tmp_path / "package.json").write_text('{"dependencies": {"dotenv": "^16"}}')
    (tmp_path / ".env").write_text(LINE)
    told, _ = told_of(tmp_path)

    assert "DATABASE_URL" in {row.variable for row in told.rows}
