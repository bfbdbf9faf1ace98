"""What is to be typed after a repair."""

import shlex

import pytest

from portwise.render.advice import checked
from portwise.render.layout import Look

SCRIPT = 'setsid python3 -m http.server 6000 --bind 127.0.0.1 & echo it"s here; sleep 3'


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize(
    "argv", [("portwise", "why", ":3000", "--", "sh", "-c", SCRIPT), ("portwise", "why", "localhost:3000", "--deep")]
)
def test_a_check_is_copied_whole(argv, columns):
    """What is quoted is never broken in two, and a line that goes on says so: a shell takes it as it was meant."""
    lines = list(checked("  Check", shlex.join(argv), Look(columns)))

    assert list(argv) == shlex.split(" ".join(line.removesuffix("\\") for line in lines).replace("  Check", "", 1))


def test_what_is_no_command_is_folded_as_a_sentence():
    """Nobody types it."""
    lines = list(
        checked("  Check", "the page is there in the private window of that browser, under its name", Look(60))
    )

    assert [] == [line for line in lines if line.endswith("\\")]
    assert len(lines) == 2
