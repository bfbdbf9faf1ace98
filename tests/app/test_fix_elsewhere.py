"""
On macOS and Windows the plan has their own commands, with the way back; nothing is done to a machine that is a record.

Some records are played: what a command makes of them is told beside it, and the plan is carried out, proved and undone.
"""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from portwise.app import fix, undoing
from portwise.app.diagnose import diagnose
from portwise.app.fix import made_of, repair, undo
from portwise.fix.steps import kinds
from portwise.fix.steps.kind import LINUX
from portwise.host.hands import Local as Hands
from portwise.model.cause import Safety
from portwise.model.repair import State
from portwise.model.report import Verdict
from portwise.render.fix import NOTHING, offered
from portwise.render.layout import Look
from portwise_lab.machines import Machine
from tests.app.elsewhere import ALIKE, FAULTS, PLAYED, SYSTEMS, TO_PLAY, machine_of, names_of


class Playing(Hands):
    """A step is done by what it makes of the record; and its way back by the same, turned round."""

    here = True

    def look(self, look):
        return self.host.read(look.what[0]) if look.how == "file" else super().look(look)

    def write(self, path, text):
        self.host.ran.append((path,))
        self.host.said["files"][path] = text
        self.host.said["names"] = names_of(text, self.host.asked)
        self.host.done = not self.host.done

    def run(self, argv, renews=False):
        case = self.host.case
        for about, words in PLAYED[case][2].items():
            place = self.host.said["meets" if about in self.host.said["meets"] else "prints"]
            old, new = reversed(words) if self.host.done else words
            assert old in place[about]
            place[about] = place[about].replace(old, new)
        self.host.ran.append(argv)
        self.host.done = not self.host.done


@pytest.fixture
def played(request, tmp_path, monkeypatch):
    case = request.param
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    for hands in (fix, undoing):
        monkeypatch.setattr(hands, "Hands", lambda host, *_: Playing(host))
    machine = machine_of(case, PLAYED[case.name][1])
    machine.said["meets"] = dict(machine.said["meets"])
    machine.said |= {part: dict(machine.said.get(part, {})) for part in ("files", "names")}
    machine.case, machine.asked, machine.done, machine.ran = case.name, case.target.host, False, []
    return machine, case


@pytest.mark.parametrize("case", FAULTS, ids=str)
def test_every_step_is_of_its_own_system(case):
    """Its command, its kind, and what it takes to go back, which is told beside it."""
    machine = Machine(case.machine)
    made = made_of(diagnose(case.target, machine), "id", machine)
    mine = SYSTEMS[machine.platform]
    own = {step.command for f in made.report.supported for step in f.steps if step.platform in (mine, "any")}

    assert made.moves
    assert {move.command for move in made.moves} <= own
    assert all(mine in kinds()[move.deed.kind].platforms for move in made.moves if move.deed)
    shown = " ".join(offered(made, Look(width=400)).split())
    assert all(move.undo in shown for move in made.moves if move.command and not move.deed and move.undo != NOTHING)


@pytest.mark.parametrize("case", FAULTS, ids=str)
def test_nothing_is_done_to_a_record(case, tmp_path, monkeypatch):
    """Whoever says yes to all of it is told that it is none of the machine that portwise runs on."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    machine = machine_of(case)
    made = made_of(diagnose(case.target, machine), "id", machine)
    with pytest.raises(PermissionError):
        Hands(machine).run(("true",))
    with pytest.raises(PermissionError):
        Hands(machine).write(str(tmp_path / "hosts"), "")
    done = repair(made, machine, lambda _: True).done

    assert all(State.FAILED is row.state for row in done)
    assert len([move for move in made.moves if move.deed]) >= len(done)


@pytest.mark.parametrize("case", [case for case in TO_PLAY if case.machine["platform"] == "win32"], ids=str)
def test_who_has_no_right_is_shown_it(case):
    """On Windows it is an administrator who has said yes that may; nobody else reads that hive."""
    machine = Machine({**case.machine, "fails": {**case.machine.get("fails", {}), r"reg query HKU\S-1-5-19": "denied"}})
    made = made_of(diagnose(case.target, machine), "id", machine)

    assert [] == [move for move in made.moves if move.deed and move.needs_root]


@pytest.mark.parametrize("played", TO_PLAY, ids=str, indirect=True)
def test_it_is_done_proved_and_undone(played):
    """One command there and one back, the exact ones that were shown; then all is as it was recorded."""
    machine, case = played
    before = str(machine.said)
    made = made_of(diagnose(case.target, machine), "id", machine)
    done = repair(made, machine, lambda move: move.safety is not Safety.SHOW)

    assert [PLAYED[case.name][0]] == [move.deed.kind for move in made.moves if move.deed]
    assert [(State.APPLIED, "")] == [(row.state, row.why) for row in done.done]
    assert Verdict.REACHABLE is done.after.verdict
    deed = done.done[0].move.deed
    assert [deed.look.what if kinds()[deed.kind].text else done.done[0].move.command] == machine.ran
    assert [(True, "taken back")] == [(one.fine, one.says) for one in undo(machine)]
    assert (2, before) == (len(machine.ran), str(machine.said))


def test_every_kind_of_another_system_is_played():
    """On each system that it is for: by a record, or on Linux where its tool is the same one there."""
    played = {(SYSTEMS[case.machine["platform"]], PLAYED[case.name][0]) for case in TO_PLAY}
    ours = {(system, name) for name, kind in kinds().items() for system in kind.platforms if system != LINUX}

    assert ours - played == {(system, name) for system, name in ours if name in ALIKE}
    assert ALIKE.keys() <= {name for name, kind in kinds().items() if LINUX in kind.platforms}
    assert all((Path(__file__).parents[1] / file).is_file() for file in ALIKE.values())


def test_every_record_that_is_played_is_a_case():
    """One that was renamed is not left out silently."""

    assert PLAYED.keys() == {case.name for case in TO_PLAY}


BARE = """
import os, sys
for name in ("fcntl", "termios", "pwd", "grp", "resource", "tty", "pty"):
    sys.modules[name] = None
for name in ("pidfd_open", "geteuid", "sched_yield", "fchmod", "fchown", "O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW"):
    if hasattr(os, name):
        delattr(os, name)
import portwise.ui.cli.fix, portwise.ui.cli.undo, portwise.app.fix, portwise.render.fix
from portwise.fix.steps import kinds
from portwise.fix.steps.kind import LINUX
from portwise.host import journal
kinds()
journal.note({"verb": "fix"})
print(len(journal.lines()))
"""


def test_it_starts_and_writes_its_journal_without_what_only_unix_has(tmp_path):
    """Windows has none of these modules and calls."""
    env = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    run = subprocess.run((sys.executable, "-c", BARE), env=env, capture_output=True, text=True, check=False)

    assert ("1\n", "") == (run.stdout, run.stderr)


def test_a_tool_that_tells_its_error_where_others_print_is_heard(tmp_path, monkeypatch):
    """netsh says on its standard output why it refuses."""
    from portwise.host.local import Local

    (tmp_path / "netsh").write_text("#!/bin/sh\necho; echo Access is denied.; exit 1\n")
    (tmp_path / "netsh").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OSError, match="Access is denied") as raised:
        Hands(Local()).run(("netsh", "int"))

    assert errno.EIO == raised.value.errno
