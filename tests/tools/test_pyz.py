"""The start of the one-file portwise, where Python may be any."""

import ast
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tools import pyz

PYPROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
OLD = "import sys; sys.version_info = {version}; sys.path[:] = []; exec(compile({start!r}, '__main__.py', 'exec'))"


@pytest.mark.parametrize(("words", "code"), [(["--help"], 0), (["--no-such"], 2), (["a", "b"], 2)])
def test_an_option_is_no_file(words, code, tmp_path, monkeypatch):
    """Whoever asks how it is used is told, and nothing is written."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        pyz.main(words)

    assert (code, []) == (ended.value.code, [*tmp_path.iterdir()])


def test_an_old_python_reads_the_start(tmp_path):
    """Nothing in it is newer than Python 3.6, and so it is the check that speaks, and no SyntaxError."""
    pyz.build(tmp_path / "portwise.pyz")
    start = zipfile.ZipFile(tmp_path / "portwise.pyz").read("__main__.py").decode()

    assert pyz.START == start
    assert ast.parse(start, feature_version=(3, 6)).body


@pytest.mark.parametrize("version", [(3, 6, 9), (3, 10, 14)])
def test_an_old_python_is_told_so(version):
    """One line and exit code 2, before anything of ours is imported."""
    code = OLD.format(version=version, start=pyz.START)
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True)
    line = f"portwise: it needs Python 3.11 or newer, and this is 3.{version[1]}\n"

    assert (2, line, "") == (done.returncode, done.stderr, done.stdout)


def test_the_version_is_the_one_that_is_required():
    """The archive and the package ask for the same Python."""
    assert "if sys.version_info < (3, 11):" in pyz.START
    assert ">=3.11" == PYPROJECT["project"]["requires-python"]
