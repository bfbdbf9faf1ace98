"""Setting up: any Python that is new enough, any pip, once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import setup

ROOT = Path(__file__).parents[2]
STAND_IN = """import pathlib, sys
python = pathlib.Path(sys.argv[1], "bin", "python")
python.parent.mkdir(parents=True, exist_ok=True)
python.write_text("#!/bin/sh\\n")
python.chmod(0o755)
print("set up", sys.argv[2])
"""


@pytest.fixture
def clone(tmp_path):
    """A clone whose setup.py only says that it was called, and a PATH with the tools of sh and no Python."""
    (tmp_path / "tools").mkdir()
    (tmp_path / "src").mkdir()
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "tools" / "setup.sh", tmp_path / "tools")
    (tmp_path / "tools" / "setup.py").write_text(STAND_IN)
    (tmp_path / "pyproject.toml").write_text("")
    for program in ("sh", "cat", "cksum", "dirname", "find", "head", "touch"):
        os.symlink(str(shutil.which(program)), tmp_path / "bin" / program)
    return tmp_path


def python(clone: Path, name: str, body: str) -> None:
    path = clone / "bin" / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def run(clone: Path, what: str = "run", **env: str) -> tuple[int, str, str]:
    path = {"PATH": str(clone / "bin"), "HOME": str(clone), **env}
    done = subprocess.run(["sh", "tools/setup.sh", what], cwd=clone, env=path, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


OURS = f'exec "{os.path.realpath(sys.executable)}" "$@"'


def test_an_interpreter_that_does_not_start_is_passed_over(clone):
    """pyenv leaves a shim for every version that it knows, selected or not."""
    python(clone, "python3.14", 'echo "pyenv: python3.14: command not found" >&2; exit 127')
    python(clone, "python3", OURS)

    assert (0, "set up run\n", "") == run(clone)


def test_pyenv_need_not_be_on_the_path(clone):
    """Its versions lie where pyenv puts them."""
    versions = clone / ".pyenv" / "versions" / "3.13.1" / "bin"
    versions.mkdir(parents=True)
    python(clone, "python3", OURS)
    (clone / "bin" / "python3").rename(versions / "python3")

    assert (0, "set up run\n", "") == run(clone)


def test_without_a_python_one_line_says_what_is_needed(clone):
    """Not a traceback, and not a half-made environment."""
    code, out, err = run(clone)

    assert (1, "", 1) == (code, out, err.count("\n"))
    assert "Python 3.11" in err


def test_the_second_run_is_silent(clone):
    """Nothing is to do, and nothing is started to find that out."""
    python(clone, "python3", OURS)
    run(clone)
    python(clone, "python3", "echo started >&2; exit 1")

    assert (0, "", "") == run(clone)


def test_what_is_there_for_tests_serves_the_program_too(clone):
    """`make test` and then `make why` set up once."""
    python(clone, "python3", OURS)
    run(clone, "dev")

    assert (0, "", "") == run(clone, "run")


def test_new_dependencies_are_installed(clone):
    """pyproject.toml decides, by its content."""
    python(clone, "python3", OURS)
    run(clone)
    (clone / "pyproject.toml").write_text("[project]\n")

    assert (0, "set up run\n", "") == run(clone)


def test_a_pip_of_its_own_comes_first(monkeypatch):
    """With ensurepip nothing else is tried."""
    monkeypatch.setattr(setup, "works", lambda *command: "ensurepip" in command)

    assert ("venv/python", "-m", "pip") == next(setup.pips("venv/python", Path()))


def test_without_ensurepip_another_pip_installs_into_the_environment(monkeypatch):
    """Debian without python3-venv: pip --python, which PEP 668 does not concern."""
    monkeypatch.setattr(setup, "works", lambda *command: "--python" in command)
    pip = next(setup.pips("venv/python", Path()))

    assert ("--python", "venv/python") == pip[-2:]


def test_without_any_pip_a_wheel_that_lies_there_is_run(monkeypatch):
    """A wheel of pip runs as it is."""
    wheel = Path("/usr/share/python-wheels/pip-23.0.1-py3-none-any.whl")
    monkeypatch.setattr(setup, "wheels", lambda: iter([wheel]))
    monkeypatch.setattr(setup, "works", lambda *command: str(wheel) in command[1])

    assert ("venv/python", f"{wheel}/pip") == next(setup.pips("venv/python", Path()))


def test_a_fetched_pip_is_the_newest_and_what_the_index_says(monkeypatch, tmp_path):
    """The digest of the index decides; 9.0 is older than 25.0."""
    content = b"a wheel"
    digest = setup.hashlib.sha256(content).hexdigest()
    rows = "".join(f'<a href="../../p/pip-{v}-py3-none-any.whl#sha256={digest}">x</a>' for v in ("9.0", "25.0", "24.1"))
    monkeypatch.setattr(setup, "text", lambda url: rows.encode() if url.endswith("/pip/") else content)

    assert "pip-25.0-py3-none-any.whl" == setup.fetched(tmp_path).name


def test_a_pip_with_another_digest_is_refused(monkeypatch, tmp_path):
    """What came is not what was promised, so it is not run."""
    row = f'<a href="/p/pip-25.0-py3-none-any.whl#sha256={"0" * 64}">x</a>'
    monkeypatch.setattr(setup, "text", lambda url: row.encode() if url.endswith("/pip/") else b"something else")

    with pytest.raises(OSError, match="not what the index says"):
        setup.fetched(tmp_path)
