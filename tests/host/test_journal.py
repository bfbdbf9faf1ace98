import json
import os
from hashlib import sha256

import pytest

from portwise.host import journal


def test_a_line_each(tmp_path, monkeypatch):
    """Appended, in order, for nobody else to read."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    journal.note({"verb": "stop", "port": 3000})
    journal.note({"verb": "stopped", "port": 3000})
    path = tmp_path / "portwise" / "journal.jsonl"

    assert ["stop", "stopped"] == [json.loads(line)["verb"] for line in path.read_text().splitlines() if line]
    assert 0o600 == path.stat().st_mode & 0o777


def test_a_line_that_was_cut_off_spoils_no_other(tmp_path, monkeypatch):
    """The machine ended in the middle of it; the next run is read all the same."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    journal.note({"verb": "stop"})
    path = tmp_path / "portwise" / "journal.jsonl"
    path.write_text(path.read_text() + '{"at": 1, "verb": "fi')
    journal.note({"verb": "fix"})

    assert ["stop", "fix"] == [row["verb"] for row in journal.lines()]


def test_a_relative_folder_does_not_count(monkeypatch, tmp_path):
    """The specification has it ignored."""
    monkeypatch.setenv("XDG_STATE_HOME", "state")
    monkeypatch.setenv("HOME", str(tmp_path))

    assert tmp_path / ".local/state/portwise/journal.jsonl" == journal.place()


def test_what_cannot_be_written_is_an_error(monkeypatch, tmp_path):
    """Whoever cannot write the intent does not act."""
    (tmp_path / "portwise").write_text("a file, and no folder")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    with pytest.raises(OSError, match="is no folder"):
        journal.note({"verb": "stop"})


def test_a_copy_is_for_its_owner_and_comes_back_whole(tmp_path, monkeypatch):
    """Whatever bytes it has; and one that was damaged, or is none, is refused."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    text = "PASSWORD=hunter2\r\n\udcff"
    digest = "sha256:" + sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
    journal.keep(digest, text)
    path = journal.copy(digest)

    assert (text, 0o600) == (journal.kept(digest), path.stat().st_mode & 0o777)
    assert not journal.place().exists()
    path.write_text("something else")
    with pytest.raises(OSError, match="damaged"):
        journal.kept(digest)
    with pytest.raises(OSError, match="no digest"):
        journal.kept("sha256:../../journal.jsonl")
    journal.forget(digest)

    assert not path.exists()


def test_one_changes_things_at_a_time(tmp_path, monkeypatch):
    """Whoever comes second is told at once who is at work, and has the place when that one has ended."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with journal.alone("fix localhost:8000"):
        with pytest.raises(journal.Busy, match=rf"fix localhost:8000 \(pid {os.getpid()}\)"), journal.alone("undo"):
            pytest.fail("both are at work")
        with pytest.raises(journal.Busy, match="at work: fix"), journal.alone("undo"):
            pytest.fail("whoever was refused has freed it")
    with journal.alone("undo"):
        assert "undo" in (tmp_path / "portwise" / "journal.jsonl.lock").read_text()


def test_without_a_place_for_the_lock_the_journal_itself_refuses(tmp_path, monkeypatch):
    """It says why, when it comes to that."""
    (tmp_path / "portwise").write_text("a file, and no folder")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    ran = []
    with journal.alone("fix"):
        ran.append(True)

    assert [True] == ran


@pytest.mark.parametrize("name", ["portwise", ""])
def test_what_stands_in_its_way_is_named(tmp_path, monkeypatch, name):
    """A file where the folder would be: whoever reads "File exists" does not know which."""
    state = tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    (state if name else tmp_path).mkdir(exist_ok=True)
    (state / name).write_text("")

    for write in (lambda: journal.note({"verb": "stop"}), lambda: journal.keep(f"sha256:{'0' * 64}", "")):
        with pytest.raises(OSError, match=rf"the journal cannot be written, {state / name} is no folder"):
            write()
