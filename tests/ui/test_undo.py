"""What `portwise undo` says of what is no longer as it was left, and of what it does not know."""

import os
import signal
import subprocess
import sys
from contextlib import nullcontext

import pytest

from portwise.fix import applier, history
from portwise.fix.steps import kinds
from portwise.host import journal
from portwise.host.hands import Local as Hands
from portwise.host.local import Local
from portwise.model.cause import Safety
from portwise.model.evidence import Answer, Evidence, Known
from portwise.model.facts import UPSTREAMS
from portwise.model.process import Process
from portwise.model.repair import Deed, Entry, Grade, Look, Move
from portwise.model.settings import Upstream
from portwise.model.target import Target
from portwise.ui.cli import fix, main

TEXT = "http {\n  proxy_pass http://ann:secret@127.0.0.1:3000;\n}\n"
OTHER = "http {\n  proxy_pass http://ann:secret@10.0.0.7:3000;\n}\n"


@pytest.fixture
def edited(tmp_path, monkeypatch):
    """A file that portwise has changed."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    path = tmp_path / "nginx.conf"
    path.write_text(TEXT)
    rows = (Upstream("127.0.0.1", 3000, "", "http", "/", (80,), str(path), 2),)
    seen = Evidence(Target.parse("localhost:80")).plus(
        [Answer(UPSTREAMS.of(Process(1, 1, "nginx")), Known(rows), "nginx -T")]
    )
    argv = ("sed", "-i.before", r"2s|127\.0\.0\.1:3000|[::1]:3000|", str(path))
    move = Move(1, "a", "It is so", "edit", argv, Safety.ASK, False, kinds()["edit"].reads(argv, seen), "", "", "")
    applier.carried_out(Hands(Local()), "the-plan", move, "localhost:80")
    assert "[::1]:3000" in path.read_text()
    return path


def test_what_somebody_else_has_changed_is_shown(edited, capsys):
    """As it was, as portwise left it and as it is; without the lines that are the same, and without a secret."""
    edited.write_text(OTHER)

    assert (1, OTHER) == (main(["undo", "--plain"]), edited.read_text())
    said = capsys.readouterr().out
    rows = [line.split() for line in said.splitlines() if "proxy_pass" in line]
    assert [
        ["it", "was", "proxy_pass", "http://***@127.0.0.1:3000;"],
        ["portwise", "left", "proxy_pass", "http://***@[::1]:3000;"],
        ["it", "is", "proxy_pass", "http://***@10.0.0.7:3000;"],
    ] == rows
    assert "portwise undo the-plan --forget" in said


def test_what_is_settled_is_offered_no_more(edited, capsys):
    """It stays as somebody made it, and nothing of it is kept; a plan has to be named for that."""
    edited.write_text(OTHER)

    assert 2 == main(["undo", "--forget"])
    assert (0, OTHER) == (main(["undo", "the-plan", "--forget"]), edited.read_text())
    assert [] == list((journal.place().parent / "kept").iterdir())
    capsys.readouterr()
    assert (1, "There is nothing to take back.\n") == (main(["undo", "--list"]), capsys.readouterr().out)


def test_a_plan_that_never_was_is_a_wrong_argument(edited, capsys):
    """One line, which says where the names are; nothing is taken back."""
    before = edited.read_text()

    assert 2 == main(["undo", "NOSUCH"])
    said = capsys.readouterr().err
    assert (1, True) == (said.count("\n"), "no plan is called NOSUCH: portwise undo --list" in said)
    assert before == edited.read_text()


def test_nobody_waits_for_another_one(edited, capsys):
    """Who is at work is named, and nothing is changed."""
    before = edited.read_text()
    with journal.alone("fix localhost:8000"):
        assert 1 == main(["undo"])

    said = capsys.readouterr().err
    assert ("nothing was changed: another portwise is at work: fix localhost:8000" in said, before) == (
        True,
        edited.read_text(),
    )


def test_a_line_of_ours_goes_out_among_those_of_others(edited, capsys):
    """What somebody has added elsewhere in the file stays, and it is told that the file is not the one it was."""
    edited.write_text(edited.read_text() + "# added since\n")

    assert (0, TEXT + "# added since\n") == (main(["undo", "--plain"]), edited.read_text())
    assert applier.OTHERS_STAY in " ".join(capsys.readouterr().out.split())
    assert [] == list((journal.place().parent / "kept").iterdir())
    assert 1 == main(["undo"])


@pytest.mark.parametrize(
    "mixed", ["http {{\n{0}}}\n{0}", "http {{\n# new\n{0}}}\n", "{0}}}\n", "http {{\n{0}# new\n}}\n"]
)
def test_where_ours_is_not_as_we_left_it_nothing_is_done(edited, mixed):
    """Twice there, or beside other lines than it was: which is ours is not known, and somebody has to look."""
    text = mixed.format(edited.read_text().splitlines(keepends=True)[1])
    edited.write_text(text)

    assert (1, text) == (main(["undo"]), edited.read_text())


def test_a_file_that_is_gone_blocks_nobody(edited, capsys):
    """It is said what was there and that it is gone, and how it is offered no more."""
    edited.unlink()

    assert 1 == main(["undo", "--plain"])
    said = " ".join(capsys.readouterr().out.split())
    assert "the file is gone" in said
    assert "it is (gone)" in said
    assert "portwise undo the-plan --forget" in said
    assert 0 == main(["undo", "--forget", "the-plan"])


def test_the_plan_before_need_not_wait(edited, capsys):
    """Of two the newer cannot be taken back: the older is named with its command, and a bare --forget names both."""
    entry = history.entries(journal.lines())[0]
    newer = entry._replace(id="the-newer", deed=entry.deed._replace(look=Look("file", (f"{edited}.gone",))))
    journal.note(applier.line(applier.INTENDS, newer))

    assert 1 == main(["undo", "--plain"])
    said = capsys.readouterr().out
    assert "portwise undo the-newer --forget" in said
    assert "    portwise undo the-plan\n" in said
    assert 2 == main(["undo", "--forget"])
    assert "these stand: the-newer, the-plan" in " ".join(capsys.readouterr().err.split())
    assert (0, TEXT) == (main(["undo", "the-plan"]), edited.read_text())


class Ended:
    """A foreground whose child is gone as soon as somebody waits for it, and ourselves by a signal, perhaps."""

    def __init__(self, number):
        self.number = number
        self.ended = False

    def wait(self):
        if self.number:
            os.kill(os.getpid(), self.number)

    def end(self):
        self.ended = True


@pytest.mark.parametrize("number", [0, signal.SIGTERM, signal.SIGHUP])
def test_what_ran_in_the_terminal_is_over_with_it(edited, capsys, number):
    """However it came to its end nothing of it stands, and what else the plan did stands still."""
    argv = ("portwise", "forward", "[::1]:1", "127.0.0.1:1")
    look = Look("output", ("ss", "-Hltn", "sport = :1"))  # tcpmux: nobody
    deed = Deed("carrying", argv, look, Grade.EXACT)
    entry = Entry("the-plan", 2, "localhost:1", deed, "", "and more than ", undone=False)
    journal.note(applier.line(applier.INTENDS, entry))
    foreground = Ended(number)
    with pytest.raises(SystemExit) if number else nullcontext() as told:
        fix._stay(foreground, "the-plan")

    assert (number and 128 + number) == (told.value.code if told else 0)
    assert foreground.ended
    assert [1] == [row.number for row in history.to_undo(journal.lines(), "the-plan")]
    assert signal.SIG_DFL == signal.getsignal(signal.SIGHUP)


@pytest.mark.parametrize("runs", [False, True])
def test_that_no_server_runs_any_more_is_told_with_how_it_was_started(edited, capsys, runs):
    """Whoever was killed between the end of the old one and the start of the new one has left none."""
    folder = edited.parent
    words = (sys.executable, "-c", "input()")
    (row,) = history.to_undo(journal.lines(), "")
    again = row._replace(deed=row.deed._replace(then=("env", "-C", str(folder), *words), owner=("1", "1", "python3")))
    journal.note(applier.line(applier.INTENDS, again))
    with subprocess.Popen(words, cwd=folder, stdin=subprocess.PIPE) if runs else nullcontext():
        code = main(["undo", "--plain"])

    assert (0, TEXT) == (code, edited.read_text())
    said = " ".join(capsys.readouterr().out.split())
    assert runs is not (f"it was started by: cd {folder} && {sys.executable}" in said)
