"""What a portwise that was killed has left behind goes at a word, and nothing that is in use."""

import os
import subprocess
import sys
import tempfile

import pytest

from portwise.host import leftovers, tempfolder, tracing
from portwise.host.judge import named
from portwise.ui.cli import main


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """A folder for temporary files of its own; what else is of this machine is none of the test's."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(leftovers, "BASES", ())
    monkeypatch.setattr(leftovers, "instances", lambda: iter(()))
    return tmp_path


def test_a_folder_that_nobody_uses_is_removed(temporary, capsys):
    """With what is in it; one that is locked stays, and so does whatever has another name."""
    for name in ("portwise-browser-dead", "portwise-other"):
        (temporary / name).mkdir()
        (temporary / name / "file").touch()
    with tempfolder.private(str(temporary)) as used:
        (temporary / "portwise-browser-late").mkdir()

        assert 0 == main(["undo", "--leftovers"])
        assert f"Removed {temporary}/portwise-browser-late\n" == capsys.readouterr().out
        assert sorted([os.path.basename(used), "portwise-other"]) == sorted(os.listdir(temporary))
    assert 2 == main(["undo", "--leftovers", "--list"])
    assert ("", 1) == ((said := capsys.readouterr()).out, said.err.count("\n"))
    assert 0 == main(["undo", "--leftovers"])
    assert "Nothing of portwise was left behind.\n" == capsys.readouterr().out


def test_a_trace_of_one_that_has_ended_is_removed(monkeypatch, tmp_path):
    """By the process in its name: a number that somebody else has by now names nobody."""
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        dead = named(ended.pid, 1)
    mine = named(os.getpid(), tracing.starttime(os.getpid()))
    for name in (dead, mine, "of-somebody"):
        (tmp_path / tracing.INSTANCES / name).mkdir(parents=True)

    class Mounted:
        def __enter__(self):
            self.root = os.open(tmp_path, os.O_RDONLY)
            return self.root

        def __exit__(self, *_):
            os.close(self.root)

    monkeypatch.setattr(tracing, "mounted", Mounted)

    assert [f"tracefs instances/{dead}"] == list(leftovers.instances())
    assert {mine, "of-somebody"} == set(os.listdir(tmp_path / tracing.INSTANCES))
