"""What the table of the lab says of its own proofs."""

import pytest

from portwise_lab.case import Case
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
