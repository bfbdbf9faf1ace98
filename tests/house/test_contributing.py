"""The guide says what the code says."""

import re
from pathlib import Path

from portwise.model.cause import Cause

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text()


def test_every_field_of_a_cause_is_taught():
    """Who adds a cause finds each field in the guide."""
    assert [] == [field for field in Cause._fields if f"`{field}`" not in GUIDE]


def test_every_path_in_the_guide_exists():
    """Files that the reader is sent to are there; those that the reader makes are not."""
    paths = re.findall(r"`((?:src|tests|tools|changes|\.ci)[\w./]*)`", GUIDE)

    assert ["my_new_cause.py", "my_new_cause.toml"] == [Path(p).name for p in paths if not (ROOT / p).exists()]


def test_every_command_of_make_in_the_guide_exists():
    """A reader can type what is written."""
    makefile = (ROOT / "Makefile").read_text()

    assert [] == [verb for verb in re.findall(r"`?make ([a-z]+)", GUIDE) if f"\n{verb}:" not in makefile]
