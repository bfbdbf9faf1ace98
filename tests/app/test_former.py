"""Who had a port before, by what portwise has written down."""

import json

import pytest

from portwise.app.former import former
from portwise.model.process import Process

VITE, NODE = Process(7, 70, "vite"), Process(8, 80, "node")
NOW = 1000.0


class Clock:
    def clock(self):
        return NOW


@pytest.fixture
def journal(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    (tmp_path / "portwise").mkdir()

    def write(*rows):
        text = "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)
        (tmp_path / "portwise" / "journal.jsonl").write_text(text)

    return write


def stop(port, *processes):
    asks = [{"pid": p.pid, "started": p.started, "name": p.name, "irreversible": "it ends"} for p in processes]
    return {"at": 900.0, "verb": "stop", "port": port, "asks": asks}


def stopped(port, at, *processes, signal="SIGTERM"):
    signals = [[p.pid, p.started, signal] for p in processes]
    return {"at": at, "verb": "stopped", "port": port, "asks": [], "signals": signals}


def told(port=3000, present=()):
    return [(one.process, one.ago) for one in former(Clock(), port, present)]


def test_the_last_comes_first(journal):
    """Each once, with how long ago it was."""
    journal(stop(3000, VITE), stopped(3000, 910.0, VITE), stop(3000, NODE), stopped(3000, 970.0, NODE))

    assert [(NODE, 30.0), (VITE, 90.0)] == told()


def test_only_who_was_signalled_at_this_port(journal):
    """Not at another port, not by intent alone, not by SIGCONT, and not who has it still."""
    journal(
        *(stop(4000, VITE), stopped(4000, 910.0, VITE)),
        stop(3000, VITE),
        *(stop(3000, NODE), stopped(3000, 920.0, NODE, signal="SIGCONT")),
    )

    assert [] == told()
    journal(stop(3000, VITE, NODE), stopped(3000, 910.0, VITE, NODE))
    assert [(VITE, 90.0)] == told(present=[NODE])


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{",
        "[]",
        '{"verb": "stopped", "port": 3000}',
        '{"verb": "stopped", "port": 3000, "at": "soon", "signals": [[7, 70, "SIGTERM"]]}',
        '{"verb": "stopped", "port": 3000, "at": 1, "signals": [[7]]}',
        '{"verb": "stop", "port": 3000, "asks": {"a": 1}}',
        '{"verb": "stop", "port": 3000, "asks": [{"pid": 7}]}',
        "\x00" * 100,
    ],
)
def test_a_line_that_is_not_whole_tells_nothing(line, journal):
    """A disk that was full, a machine that went down: the other lines stand."""
    journal(line, stop(3000, VITE), stopped(3000, 910.0, VITE), line)

    assert [VITE] == [process for process, _ in told()]


def test_without_a_journal_nobody_is_known(tmp_path, monkeypatch):
    """Neither where there is none nor where it may not be read."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    assert [] == told()
    (tmp_path / "portwise" / "journal.jsonl").mkdir(parents=True)
    assert [] == told()
