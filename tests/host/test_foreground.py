import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portwise.host import foreground, signals
from portwise.host.foreground import Foreground, Ready, ready, starts, unhidden
from portwise.model.process import Process

SLEEPS = "import sys; print(1, flush=True); sys.stdin.read()"


@pytest.fixture
def running(tmp_path):
    """Somebody with a secret in words and environment, who works in a folder, and how it would be started again."""
    words = [sys.executable, "-c", SLEEPS, "--password", "hunter2"]
    environment = {"PATH": os.environ["PATH"], "TOKEN": "s3cret"}
    pipe = subprocess.PIPE
    with subprocess.Popen(words, cwd=tmp_path, env=environment, stdin=pipe, stdout=pipe) as child:
        child.stdout.readline()
        process = Process(child.pid, signals.started(child.pid), "python3")
        yield process, ("env", "-C", str(tmp_path), *words[:4], "***", "--port", "3000")
        child.stdin.close()


def test_it_starts_with_what_it_had(running, tmp_path):
    """Folder, environment and the words that were hidden, and what is new in them."""
    process, argv = running
    found = ready(process, argv)

    assert ("hunter2", "--port", "3000") == found.argv[-3:]
    assert (str(tmp_path), "s3cret") == (found.folder, found.environment["TOKEN"])


def test_another_folder_is_another_server(running):
    """The plan was made for one that worked elsewhere."""
    process, argv = running

    with pytest.raises(OSError, match="another folder"):
        ready(process, (*argv[:2], "/", *argv[3:]))


def test_one_that_has_the_number_by_now_is_another(running):
    """A pid is used again, a pid with its start time is not."""
    process, argv = running

    with pytest.raises(ProcessLookupError):
        ready(process._replace(started=process.started + 1), argv)


@pytest.mark.parametrize(
    ("argv", "runs", "could"),
    [
        (("nginx: master process nginx",), "nginx", False),
        (("next-server (v15.1.0)",), "node", False),
        (("sh",), "bash", False),  # a title of one word, or a link: not known
        (("sh", "run.sh"), "dash", True),
        (("./nowhere", "x"), "nowhere", False),
    ],
)
def test_a_title_is_no_command(argv, runs, could, tmp_path):
    """Some programs write over their command line; what cannot be started is found out before anybody ends."""
    assert could is starts(Ready(argv, str(tmp_path), {"PATH": os.defpath}), runs)


def test_secrets_that_look_alike_are_not_mixed_up():
    """Which of two is which, nobody can tell once they are hidden."""
    own = ("server", "--password", "one", "--token", "two")

    with pytest.raises(PermissionError):
        unhidden(own, ("server", "--password", "***", "--token", "***"))


def test_it_has_the_terminal_until_it_ends(tmp_path):
    """And is waited for."""
    own = Foreground(quiet=True)
    own.start(Ready((sys.executable, "-c", "open('here', 'w')"), str(tmp_path), dict(os.environ)))
    own.wait()

    assert Path(tmp_path, "here").exists()
    assert 0 == own.child.returncode


DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); open('ready', 'w').close(); signal.pause()"


def test_who_does_not_end_makes_place_all_the_same(tmp_path, monkeypatch):
    """A server that heeds no SIGTERM would keep the one that worked from coming back, for ever."""
    monkeypatch.setattr(foreground, "TO_END", 0.1)
    was = (sys.executable, "-c", "open('again', 'w').close()")
    deaf = Foreground(quiet=True)
    deaf.start(Ready((sys.executable, "-c", DEAF), str(tmp_path), dict(os.environ), was))
    first = deaf.child
    while not Path(tmp_path, "ready").exists() and first.poll() is None:
        time.sleep(0.01)
    deaf.again()
    deaf.wait()

    assert (-signal.SIGKILL, 0, True) == (first.returncode, deaf.child.returncode, Path(tmp_path, "again").exists())
