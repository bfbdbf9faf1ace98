"""A private folder that goes with whoever made it, or with the next one."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from portwise.host import tempfolder

PATIENCE = 30.0  # seconds, on a busy machine
KILLED = """
import os, signal, sys
from portwise.host import tempfolder
tempfolder.SHELL = sys.argv[2]
with tempfolder.private(sys.argv[1]) as folder:
    os.mkdir(folder + "/profile")
    os.killpg(0, signal.SIGKILL)
"""


def killed(path, shell):
    """In the midst of it, with its whole group; returns once nobody has a descriptor of it any more."""
    argv = (sys.executable, "-c", KILLED, str(path), shell)
    return subprocess.run(argv, check=False, start_new_session=True).returncode


def test_it_is_for_its_user_alone_and_goes(tmp_path):
    """Also with everything in it."""
    with tempfolder.private(str(tmp_path)) as folder:
        mode = stat.S_IMODE(os.stat(folder).st_mode)
        (tmp_path / os.path.basename(folder) / "profile").mkdir()

    assert 0o700 == mode
    assert [] == os.listdir(tmp_path)


def test_one_that_is_in_use_stays(tmp_path):
    """Two may look at once."""
    with tempfolder.private(str(tmp_path)) as first, tempfolder.private(str(tmp_path)) as second:
        there = {first, second} == {str(path) for path in tmp_path.iterdir()}

    assert there


def test_it_goes_with_whoever_is_killed(tmp_path):
    """Nobody else has to come: what waits for the end of its user removes it, and nothing else."""
    (tmp_path / "keep").mkdir()
    inside = tmp_path / "folders"
    inside.mkdir()
    status = killed(inside, tempfolder.SHELL)
    deadline = time.monotonic() + PATIENCE
    while os.listdir(inside) and time.monotonic() < deadline:
        time.sleep(0.01)

    assert (-signal.SIGKILL, [], {"keep", "folders"}) == (status, os.listdir(inside), set(os.listdir(tmp_path)))


def test_whoever_waits_goes_with_its_user(tmp_path):
    """No process of ours is left, and none is waited for."""
    with tempfolder.private(str(tmp_path)):
        during = len(children())
    after = len(children())

    assert during == after + 1


def children():
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def test_one_that_was_left_behind_goes_with_the_next(tmp_path):
    """Whoever was killed has cleaned nothing, and had no shell to wait for that."""
    killed(tmp_path, "/nowhere/sh")
    left = len(os.listdir(tmp_path))
    with tempfolder.private(str(tmp_path)) as mine:
        assert ([os.path.basename(mine)], 1) == (os.listdir(tmp_path), left)


def test_one_that_was_just_made_is_not_lost(tmp_path, monkeypatch):
    """Another one of us sweeps before it is locked: then there is another."""
    made, real = [], tempfile.mkdtemp

    def swept_at_once(**where):
        made.append(real(**where))
        if len(made) == 1:
            tempfolder.sweep(str(tmp_path))
        return made[-1]

    monkeypatch.setattr(tempfile, "mkdtemp", swept_at_once)
    with tempfolder.private(str(tmp_path)) as folder:
        assert ([folder], 2) == ([str(path) for path in tmp_path.iterdir()], len(made))


def test_one_that_is_being_removed_cannot_be_locked(tmp_path, monkeypatch):
    """Who sweeps has looked at it, and removes it a moment later: nobody begins to use it in between."""
    folder = tmp_path / f"{tempfolder.PREFIX}left"
    folder.mkdir()
    kept, real = [], tempfolder.removed

    def looked_at(path):
        lock = os.open(path, os.O_RDONLY)
        kept.append(tempfolder.is_kept(path, lock))
        os.close(lock)
        real(path)

    monkeypatch.setattr(tempfolder, "removed", looked_at)
    tempfolder.sweep(str(tmp_path))

    assert ([False], []) == (kept, [*tmp_path.iterdir()])


def test_what_is_not_ours_stays(tmp_path):
    """Another name, a file, and a link to somebody's folder under a name of ours."""
    keep = tmp_path / "keep"
    keep.mkdir()
    (keep / "letter").write_text("dear")
    (tmp_path / f"{tempfolder.PREFIX}link").symlink_to(keep)
    (tmp_path / f"{tempfolder.PREFIX}file").write_text("")
    tempfolder.sweep(str(tmp_path))

    assert {"keep", f"{tempfolder.PREFIX}link", f"{tempfolder.PREFIX}file"} == set(os.listdir(tmp_path))
    assert "dear" == (keep / "letter").read_text()
