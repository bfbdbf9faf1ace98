"""Who asks twice in a moment is answered from one look."""

from portwise.host import commandlines
from portwise.host.commandlines import CommandLines


def test_one_look_serves_those_who_ask_within_a_moment(monkeypatch):
    """And a later one looks again: processes come and go."""
    read = []
    lines = CommandLines(lambda pid: read.append(pid) or b"node\0")
    monkeypatch.setattr(commandlines, "FRESH", 60.0)
    first, again = list(lines), list(lines)
    looked = len(read)
    monkeypatch.setattr(commandlines, "FRESH", 0.0)
    list(lines)

    assert first == again
    assert looked == len(first) < len(read)
