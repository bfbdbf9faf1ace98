"""What the person who upgrades reads, and what a contributor is told."""

import re
from pathlib import Path

from tools.new_cause import UNFILLED

ROOT = Path(__file__).parents[2]
FRAGMENTS = sorted((ROOT / "changes").glob("*.md"))


def test_every_fragment_has_its_number():
    """Numbers order the fragments and never collide."""
    numbers = [found[1] for path in FRAGMENTS if (found := re.fullmatch(r"(\d{4})-[a-z0-9-]+\.md", path.name))]

    assert len(FRAGMENTS) - 1 == len(numbers) == len(set(numbers)) > 0  # all but the README


def test_every_fragment_is_short_and_says_something():
    """A few lines for somebody who has not seen the code."""
    for path in FRAGMENTS:
        text = path.read_text()

        assert 40 < len(text) < 3000, path
        assert text.endswith("\n"), path


def test_no_scaffold_is_left_unfilled():
    """A cause is knowledge, or it is not there yet."""
    paths = [
        path
        for folder in ("portwise/knowledge", "portwise_lab/scenarios")
        for path in (ROOT / "src" / folder).rglob("*.*")
    ]

    assert [] == [str(path) for path in paths if path.suffix in (".py", ".toml") and UNFILLED in path.read_text()]


def test_continuous_integration_runs_what_people_run():
    """`make test`, with nothing left out for want of a tool."""
    lines = (ROOT / ".ci" / "run").read_text().splitlines()

    assert "PORTWISE_LAB=required" in lines
    assert "exec make --no-print-directory test" == lines[-1]
