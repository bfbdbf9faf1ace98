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
        found = dependencies(machine, Process(child.pid, 0, "python"))
        child.stdin.close()

    assert Dependency("127.0.0.1", 5432, "postgres", "DATABASE_URL") in found
    assert "hunter2" not in machine.json()
