"""A stopped job is brought back where it was started."""

import re

import pytest

from portwise.render.layout import Look
from portwise.render.text import render
from portwise_lab.case import cases
from portwise_lab.run import Vantage, vantages

CASES = {case.name: case for case in cases() if "jobs.py" in str(case.programs)}
only_root = pytest.mark.skipif(Vantage.ROOT not in vantages(), reason="only root plays both: sudo make test")


def shown(plays, looks, name, vantage) -> str:
    plays.play([(CASES[name], vantage)])
    return " ".join(render(looks[CASES[name], vantage][0], Look(width=400)).split())


@only_root
def test_who_pressed_ctrl_z_is_told_in_which_terminal(plays, looks):
    """The shell, its terminal, the command as it was typed, and what is typed there to have it back."""
    text = shown(plays, looks, "somebody pressed Ctrl-Z in a shell", Vantage.ROOT)

    assert "It can be brought back where it was started: it is a stopped job of bash (pid " in text
    assert re.search(r" on /dev/pts/\d+: python3 \S+web.py --port 3000", text)
    assert re.search(r"type in /dev/pts/\d+: fg ", text)
    assert re.search(r"kill -CONT \d+", text)


@only_root
def test_a_job_that_asks_is_brought_to_the_foreground(plays, looks):
    """What reads from the terminal in the background is stopped again as often as it goes on there."""
    text = shown(plays, looks, "a job in the background of a shell asks a question", Vantage.NOBODY)

    assert re.search(r"did not come to listen: it is a stopped job of bash \(pid \d+\) on /dev/pts/\d+", text)
    assert re.search(r"type in /dev/pts/\d+, where it can ask: fg ", text)
    assert "kill -CONT" not in text
