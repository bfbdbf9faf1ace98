"""What the table of the lab says of its own proofs."""

import re

import pytest

from portwise_lab.case import SCENARIOS, Case, cases
from portwise_lab.run import Play, Vantage
from portwise_lab.score import told_of

FAULT = Case("selinux-denial", "a", "127.0.0.1:1", "refused", ("selinux-denial",))
PLAY = Play(("refused",), {"findings": []}, "", ("-", "-", "-"))


@pytest.mark.parametrize(
    ("recorded", "words"),
    [
        (("documented",), ("refused (recorded)",)),
        (("",), ("refused",)),
        (("documented", ""), ("refused",)),
    ],
)
def test_a_cause_that_no_kernel_here_can_make_is_not_called_measured(recorded, words):
    """Its faults are recorded machines, and the table says so; one that was played is enough to leave that out."""
    mine = [((FAULT._replace(recorded=source), Vantage.ROOT), PLAY) for source in recorded]

    assert words == told_of("selinux-denial", mine).words


STANDS_FOR = ("{lab}/kubernetes.py", "{lab}/kubectl")  # a cluster, whose API only replays
CASES = list(cases())
TEXTS = {path.stem.replace("_", "-"): path.read_text() for path in SCENARIOS.rglob("*.toml")}


def replays(case):
    words = (word for program in case.programs for word in program.run)
    return "recorded" in case.name.casefold() or any(word in STANDS_FOR for word in words)


@pytest.mark.parametrize("case", [*filter(replays, CASES)], ids=str)
def test_what_says_that_it_is_recorded_says_from_where(case):
    """By its name, or by what stands for what is not here: the table goes by the field, and names no source without."""
    assert re.search(r"20\d\d|issues? \d|Windows \d|macOS \d|WSL \d", case.recorded), case.recorded


@pytest.mark.parametrize("cause", [cause for cause, text in TEXTS.items() if re.match(r"#.*(?i:recorded)[,:. ]", text)])
def test_a_file_that_says_so_has_faults_that_do(cause):
    """What its first line tells of a cause, the table tells as well."""
    faults = [case for case in CASES if case.scenario == cause and case.kind == "fault"]

    assert any(case.recorded for case in faults)
