"""`portwise lab` on a terminal; nothing is broken here."""

import pytest

from portwise.render.layout import Look, cells
from portwise.ui.cli import main
from portwise_lab import show
from portwise_lab.case import cases
from portwise_lab.run import Vantage
from portwise_lab.show import catalogue, scene

WIDTHS = (41, 60, 80, 120)  # the longest name of a cause has 41 letters
ROW = ("nothing-listening", "nobody started the server", "localhost:3000")
SAID = {
    "tools": [("ss -ltnp sport = :3000", ["State   Recv-Q   " + "x" * 200, "\x1b[2J"]), ("lsof -nP", [])],
    "text": "✗ Refused\n",
}


@pytest.mark.parametrize("width", WIDTHS)
def test_the_list_fits_the_terminal(width, monkeypatch, capsys):
    """Every cause, in columns or below each other."""
    monkeypatch.setenv("COLUMNS", str(width))
    main(["lab", "--plain"])
    out = capsys.readouterr().out

    assert [] == [line for line in out.splitlines() if cells(line) > width]
    assert all(case.scenario in out for case in cases() if case.kind == "fault")
    assert out.isascii()


@pytest.mark.parametrize("width, lines", [(40, 3), (120, 2)])
def test_where_there_is_room_it_is_a_table(width, lines):
    """A head and a line per cause; else three lines per cause."""
    assert lines == len(list(catalogue([ROW], Look(width))))


@pytest.mark.parametrize("width", WIDTHS)
def test_what_other_tools_print_fits_too(width):
    """It goes on below, keeps the blanks of its columns, and steers no terminal."""
    shown = list(scene(cases()[0], SAID, Look(width)))

    assert [] == [line for line in shown if cells(line) > width]
    assert "  | State   Recv-Q   xxx" in "\n".join(shown)
    assert {"  | \\x1b[2J", "  | (nothing)", "✗ Refused\n"} <= set(shown)


USER = (Vantage.OUTSIDER,)


@pytest.fixture
def as_user(monkeypatch):
    """What an ordinary user can play."""
    played = []
    monkeypatch.setattr(show, "vantages", lambda: USER)
    monkeypatch.setattr(show, "in_world", lambda case, vantage, _: played.append((case, vantage)) or SAID)
    return played


@pytest.mark.parametrize("cause", ["out-of-memory-kill", "cgroup-bpf-network-policy", "ssh-tunnel-refused-or-died"])
def test_what_only_root_can_play_says_so_at_once(cause, as_user, capsys):
    """A user gets the first fault that he can play; where there is none, one line and exit 2, and no world is made."""
    faults = [case for case in cases() if case.scenario == cause and case.kind == "fault"]
    mine = [(case, Vantage.OUTSIDER) for case in faults if "outsider" in case.vantages]
    code, err = main(["lab", cause]), capsys.readouterr().err

    lines = [] if mine else [f"this case needs root: sudo portwise lab {cause}"]

    assert (0 if mine else 2, mine[:1]) == (code, as_user)
    assert lines == [line.rpartition("portwise: ")[2] for line in err.splitlines()]
