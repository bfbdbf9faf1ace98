"""The scaffold of a cause is complete as text and wrong as knowledge."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from portwise.model.outcome import Outcome
from tools import new_cause

ROOT = Path(__file__).parents[2]
PATHS = [
    "src/portwise/knowledge/listener/ghost_in_the_socket.py",
    "src/portwise_lab/scenarios/listener/ghost_in_the_socket.toml",
]


class Ended:
    """A view, and the attempt that it shows, in one."""

    at = None

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome

    def __getitem__(self, question):
        return self


@pytest.fixture
def written(tmp_path) -> Path:
    """A project with one more cause."""
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    new_cause.write(tmp_path, "listener", "ghost-in-the-socket")
    return tmp_path


def python(code: str, root: Path) -> subprocess.CompletedProcess[str]:
    env = {"PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)


def test_two_files_are_all():
    """Adding a root cause touches two files, in a family that exists."""
    assert PATHS == list(new_cause.files("listener", "ghost-in-the-socket"))


def test_finding_the_file_registers_the_cause(written):
    """No list is edited: the program knows the cause, and still starts."""
    run = python("from portwise import knowledge; print(*(c.id for c in knowledge.causes()))", written)

    assert "ghost-in-the-socket" in run.stdout.split(), run.stderr


def test_the_scaffold_is_a_case_of_each_kind_that_the_lab_reads(written):
    """Fault, control and near miss stand there, under keys that the lab knows."""
    code = (
        "from portwise_lab.case import cases\n"
        "print(*sorted(case.kind for case in cases() if case.scenario == 'ghost-in-the-socket'), sep=',')"
    )
    run = python(code, written)

    assert "control,fault,near miss\n" == run.stdout, run.stderr


def test_the_scaffold_blames_nothing():
    """What nobody has filled in is never told to a person: no attempt ends in a name that was not found."""
    module: dict[str, object] = {}
    exec(new_cause.files("listener", "ghost-in-the-socket")[PATHS[0]], module)
    (clause,) = module["CAUSE"].needs

    assert [Outcome.NAME_FAILURE] == [met for met in Outcome if clause.holds(Ended(met), None)]


def test_the_scaffold_fails_until_it_is_filled_in():
    """The scenario expects what the cause cannot give, and every prose field says that it is empty."""
    cause, scenario = new_cause.files("listener", "ghost-in-the-socket").values()
    cases = tomllib.loads(scenario)["case"]

    assert ["ghost-in-the-socket"] == cases[0]["blamed"]
    assert [True] * 3 == [new_cause.UNFILLED in case["name"] for case in cases]
    assert cause.count(new_cause.UNFILLED) >= 6


def test_the_scaffold_is_clean(written):
    """A contributor's first diff shows what the contributor wrote."""
    path = written / PATHS[0]
    ours = ("--no-cache", "--config", str(ROOT / "pyproject.toml"), str(path))
    for verb in (("format", "--check"), ("check",)):
        run = subprocess.run([sys.executable, "-m", "ruff", *verb, *ours], capture_output=True, text=True)

        assert 0 == run.returncode, run.stdout


@pytest.mark.parametrize("argv", [[], ["listener"], ["Listener", "x"], ["listener", "Not_An_Id"], ["../x", "y"]])
def test_misuse_writes_nothing(argv, tmp_path, capsys):
    """Exit 2, one line, no file."""
    assert 2 == new_cause.main(argv, tmp_path)
    assert 1 == capsys.readouterr().err.count("\n")
    assert [] == list(tmp_path.iterdir())


def test_a_cause_is_never_overwritten(written, capsys):
    """The second call changes nothing."""
    path = written / PATHS[0]
    path.write_text("knowledge")

    assert 2 == new_cause.main(["listener", "ghost-in-the-socket"], written)
    assert "knowledge" == path.read_text()


def test_a_new_family_becomes_a_package(tmp_path):
    """pkgutil finds causes in packages only."""
    new_cause.write(tmp_path, "tls", "expired")

    assert (tmp_path / "src/portwise/knowledge/tls/__init__.py").read_text().startswith('"""')
