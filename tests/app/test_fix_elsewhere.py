"""On macOS and Windows the plan has their own commands, with the way back, and nothing of it is done."""

import pytest

from portwise.app.diagnose import diagnose
from portwise.app.fix import made_of
from portwise.render.fix import NOTHING, offered
from portwise.render.layout import Look
from portwise_lab.case import cases
from portwise_lab.machines import Machine

FAULTS = [case for case in cases() if case.machine and case.kind == "fault" and case.machine["platform"] != "linux"]


@pytest.mark.parametrize("case", FAULTS, ids=str)
def test_it_is_shown_and_never_done(case):
    """Every step names its system or none, and what it takes to go back is told beside the command."""
    machine = Machine(case.machine)
    made = made_of(diagnose(case.target, machine), "id", machine)
    mine = {"darwin": "macos", "win32": "windows"}[machine.platform]
    own = {step.command for f in made.report.supported for step in f.steps if step.platform in (mine, "any")}

    assert made.moves
    assert [] == [move for move in made.moves if move.deed]
    assert {move.command for move in made.moves} <= own
    shown = " ".join(offered(made, Look(width=400)).split())
    assert all(move.undo in shown for move in made.moves if move.command and move.undo != NOTHING)
