"""What is built is what was promised: one wheel with its lab, one file that needs nothing."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from portwise import __version__
from tools import pyz

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> set[str]:
    """The names in the wheel, built without touching the network."""
    dist = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(dist)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    return set(zipfile.ZipFile(dist / f"portwise-{__version__}-py3-none-any.whl").namelist())


@pytest.fixture(scope="module")
def single(tmp_path_factory) -> Path:
    """The one-file portwise, in a folder with nothing else."""
    target = tmp_path_factory.mktemp("pyz") / "portwise.pyz"
    pyz.build(target)
    return target


def bare(single: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    """-I -S: no site-packages, no environment, no current folder."""
    command = [sys.executable, "-I", "-S", str(single), *argv]
    return subprocess.run(command, cwd=single.parent, capture_output=True, text=True, env={})


def test_the_wheel_holds_every_scenario(wheel):
    """`portwise lab` works for somebody who installed portwise."""
    lab = ROOT / "src" / "portwise_lab"
    scenarios = {f"portwise_lab/{path.relative_to(lab)}" for path in lab.rglob("*.toml")}

    assert set() == scenarios - wheel


def test_the_wheel_holds_nothing_else(wheel):
    """No tests, no tools, no benchmarks: two packages and the metadata."""
    assert {"portwise", "portwise_lab", f"portwise-{__version__}.dist-info"} == {name.split("/")[0] for name in wheel}


def test_the_wheel_says_that_it_is_typed(wheel):
    """PEP 561: without py.typed the types of the library reach nobody."""
    assert "portwise/py.typed" in wheel


def test_one_file_finds_a_cause_with_a_bare_python(single):
    """`why` needs no package; an impossible port is found on every machine, and a finding is exit code 1."""
    run = bare(single, "why", "localhost:619009")

    assert (1, "") == (run.returncode, run.stderr)
    assert "619009" in run.stdout


def test_one_file_says_misuse_in_one_line(single):
    """Exit code 2 comes through the archive too."""
    run = bare(single, "why", "status")

    assert (2, 1) == (run.returncode, run.stderr.count("\n"))


def test_one_file_explains(single):
    """The pages of the causes are in the archive, read from the code."""
    run = bare(single, "explain", "nothing-listening")

    assert (0, "") == (run.returncode, run.stderr)
    assert "rfc9293" in run.stdout


def test_one_file_holds_no_lab(single):
    """What breaks machines is not carried to machines in trouble."""
    assert {"portwise", "click"} == {
        name.split("/")[0] for name in zipfile.ZipFile(single).namelist() if name.endswith("/__init__.py")
    }
