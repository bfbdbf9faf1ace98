"""``make why``: the target reaches portwise as it was typed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TARGETS = [
    "http://localhost:3000",
    "http://localhost:3000/?a=1&b=2",
    "http://localhost:3000/$HOME/$(HOME)/$$/${PATH}",
    "http://localhost:3000/$(shell touch pwned)`touch pwned`",
    'http://localhost:3000/it\'s "quoted" #fragment; touch pwned',
    "http://localhost:3000/a b\\c%20*",
    ":3000",
    "-1",
]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@pytest.fixture
def make(tmp_path):
    """make, with a portwise that writes down its arguments and ends as it is told."""
    stub, said = tmp_path / "portwise", tmp_path / "said"
    stub.write_text(f"#!/bin/sh\nprintf '%s\\0' \"$@\" >'{said}'\nexit ${{CODE:-0}}\n")
    stub.chmod(0o755)

    def call(*words: str, **env: str) -> tuple[int, list[str]]:
        command = ("make", "-s", "-C", str(ROOT), "SETUP=:", f"PORTWISE={stub}", *words)
        own = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        code = subprocess.run(command, env={**own, **env}, capture_output=True).returncode
        return code, said.read_text().split("\0")[:-1]

    return call


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_survives_make_and_shell(make, target):
    """Neither make nor the shell expands, splits or runs any of it."""
    assert (0, ["why", target]) == make("why", f"TARGET={target}")
    assert not (ROOT / "pwned").exists()


def test_a_target_may_come_from_the_environment(make):
    """``TARGET=... make why`` is the same."""
    assert (0, ["why", "http://[::1]:1/?$x&y"]) == make("why", TARGET="http://[::1]:1/?$x&y")


def test_without_a_target_it_is_portwise_alone(make):
    """No argument at all, not an empty one (printf writes one empty word for none)."""
    assert (0, [""]) == make("why", TARGET="")


@pytest.mark.parametrize("code, made", [("0", 0), ("1", 0), ("2", 2)])
def test_a_finding_is_no_error_of_make(make, code, made):
    """1 is what was asked for; 2, misuse, is an error of make too (its own code for one is 2)."""
    assert made == make("why", "TARGET=:1", CODE=code)[0]


def test_make_alone_explains_itself():
    """Every target that a person may want is named."""
    said = subprocess.run(["make", "-s", "-C", str(ROOT)], capture_output=True, text=True, check=True).stdout

    assert {"why", "test", "mutate", "bench", "dist", "docs", "lint", "types", "clean"} == {
        word.split()[0] for word in said.split("make ")[1:]
    }


def test_nothing_newer_than_make_3_81_is_used():
    """macOS still ships 3.81: no .ONESHELL, no shell assignment, no $(file)."""
    lines = [line for line in (ROOT / "Makefile").read_text().splitlines() if not line.startswith("#")]

    assert [] == [line for line in lines if any(new in line for new in (".ONESHELL", "!=", "$(file"))]
