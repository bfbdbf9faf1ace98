"""A test that cannot run is neither hidden nor passed over."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = """
import pytest

@pytest.mark.needs("nft")
def test_ruleset(): ...

@pytest.mark.xfail(strict=True)
def test_known_wrong(): assert False

def test_kernel():
    pytest.skip("this kernel has no user namespaces")
"""


@pytest.fixture
def run(tmp_path):
    """pytest over three tests, two of which cannot run, on a machine without any program."""
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_some.py").write_text(TESTS)
    sbin = "import tools.packages as p; p.SBIN = (); import pytest; raise SystemExit(pytest.main(['-q', '.']))"

    def pytest_says(required: str) -> tuple[int, list[str]]:
        env = {"PYTHONPATH": str(ROOT), "PATH": str(tmp_path), "PORTWISE_LAB": required, "PYTHONDONTWRITEBYTECODE": "1"}
        (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = needs\n")
        run = subprocess.run([sys.executable, "-c", sbin], cwd=tmp_path, env=env, capture_output=True, text=True)
        return run.returncode, run.stdout.splitlines()

    return pytest_says


def test_what_cannot_run_is_counted_and_named(run):
    """Each reason stands there with its count, above pytest's own last line."""
    code, lines = run("")

    assert os.EX_OK == code
    assert "    1  nft is not installed (apt-get install nftables)" in lines
    assert "    1  this kernel has no user namespaces" in lines
    assert "2 skipped, 1 xfailed" in lines[-1]


def test_required_makes_each_a_failure(run):
    """Continuous integration never passes by skipping; a test known to fail is no skip."""
    code, lines = run("required")

    assert pytest.ExitCode.TESTS_FAILED == code
    assert "1 failed, 1 xfailed, 1 error" in lines[-1]  # an error is a failure before the test itself began
