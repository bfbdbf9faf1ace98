"""A run in several processes says what the same run says in one."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.side_by_side import MEEK

ROOT = Path(__file__).parents[2]
LOOP = """
from tools import side_by_side
from tools.side_by_side import pytest_runtestloop

side_by_side.MANY = {many}
side_by_side.os.sched_getaffinity = lambda _: {{0, 1}}
"""
NAMES = """
from tools.side_by_side import TOGETHER

def pytest_collection_modifyitems(items):
    for item in items:
        if item.name.startswith("test_named"):
            item.stash[TOGETHER] = item.name
"""
OF_ALL_KINDS = """
import os, warnings, pytest

@pytest.mark.parametrize("n", range(50))
def test_well(n): pass

def test_wrong(): assert [1] == [2], "said"

def test_left_out(): pytest.skip("for a reason")

def test_warned(): warnings.warn("look out")

@pytest.fixture
def broken(): raise LookupError("in a fixture")

def test_not_begun(broken): pass
"""
LAST_LINE = re.compile(r" in [\d.]+s.*")


def run(folder, many, *files):
    """What pytest says, and its exit code."""
    (folder / "conftest.py").write_text(LOOP.format(many=many))
    for n, text in enumerate(files):
        (folder / f"test_{n}.py").write_text(text)
    argv = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", "--import-mode=importlib", str(folder))
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(argv, cwd=folder, env=environment, capture_output=True, text=True)


def told(said: str) -> list[str]:
    """Every line about a test, in an order of its own: two processes mix them."""
    return sorted(line for line in said.splitlines() if "::test_" in line or line.startswith("E  "))


def test_two_processes_say_what_one_says(tmp_path):
    """What passed, failed, was skipped, broke in a fixture or warned is told as if it had run here."""
    both = [run(tmp_path, many, OF_ALL_KINDS, OF_ALL_KINDS) for many in (10_000, 1)]
    totals = [LAST_LINE.sub("", done.stdout.splitlines()[-1]) for done in both]

    assert both[0].returncode == both[1].returncode == 1
    assert told(both[0].stdout) == told(both[1].stdout)
    assert totals[0] == totals[1]


def test_a_group_stays_together(tmp_path):
    """Fixtures of a module are made once, and no other process makes them again."""
    note = tmp_path / "pids"
    alike = f"""
import os, pytest

@pytest.fixture(scope="module", autouse=True)
def made():
    with open({str(note)!r}, "a") as file:
        file.write(f"{{os.getpid()}}\\n")

@pytest.mark.parametrize("n", range(20))
def test_it(n, made): pass
"""
    done = run(tmp_path, 1, *[alike] * 4)
    pids = note.read_text().split()

    assert 0 == done.returncode
    assert 4 == len(pids)
    assert str(os.getpid()) not in pids


def test_while_files_wait_what_has_a_name_is_computed(tmp_path):
    """By processes that stand back: here the files wait for just that, on every processor."""
    note = tmp_path / "done"
    note.touch()
    waits = f"""
import pathlib, time

def test_it():
    deadline = time.monotonic() + 60
    while len(pathlib.Path({str(note)!r}).read_text().split()) < 20:
        assert time.monotonic() < deadline, "nobody did the rest"
        time.sleep(0.01)

def test_after(): "Before its last test nobody takes another group."
"""
    named = f"""
import os, pytest

@pytest.mark.parametrize("n", range(20))
def test_named(n):
    with open({str(note)!r}, "a") as file:
        file.write(f"{{os.getpriority(os.PRIO_PROCESS, 0)}}\\n")
"""
    (tmp_path / "named").mkdir()
    (tmp_path / "named" / "conftest.py").write_text(NAMES)
    (tmp_path / "named" / "test_named.py").write_text(named)
    done = run(tmp_path, 1, waits, waits)

    assert 0 == done.returncode, done.stdout
    assert {str(MEEK)} == set(note.read_text().split())


@pytest.mark.parametrize("end", ["os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_a_process_that_ends_early_is_no_success(end, tmp_path):
    """Tests that nobody told of did not pass."""
    done = run(tmp_path, 1, f"import os\n\ndef test_end(): {end}\n", OF_ALL_KINDS.replace("[1] == [2]", "True"))

    assert done.returncode not in (0, 5)
