"""``why --capture`` and ``--pcap``, as they are typed."""

import socket

import pytest

from portwise.ui.cli import main


@pytest.fixture
def closed():
    """A port of our own on loopback that nobody can listen on meanwhile."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def test_a_file_that_exists_is_left_alone(tmp_path, capsys):
    """Said before anything is tried, with exit code 2."""
    file = tmp_path / "kept.pcap"
    file.write_text("mine")

    assert 2 == main(["why", "127.0.0.1:9", "--pcap", str(file)])
    assert ("", f"portwise: Invalid value for '--pcap': {file} exists, and is not overwritten\n") == capsys.readouterr()
    assert "mine" == file.read_text()


def test_where_nothing_may_be_sent_nothing_is_written(tmp_path, closed, capsys):
    """The report is there all the same; the missing file is an error of its own."""
    file = tmp_path / "none.pcap"

    assert 2 == main(["why", f"127.0.0.1:{closed}", "--passive", "--pcap", str(file)])
    said, told = capsys.readouterr()
    assert "On the wire  not known: --passive sends no packet" in said
    assert f"portwise: {file} was not written: --passive sends no packet\n" == told
    assert not file.exists()


def test_without_being_asked_for_nothing_is_heard(closed, capsys):
    """Neither by a usual look nor by one that asks everything."""
    assert 1 == main(["why", f"127.0.0.1:{closed}", "--deep"])
    assert "On the wire" not in capsys.readouterr().out


def test_it_is_told_what_is_sent_and_what_only_root_hears(capsys):
    """Among what portwise reads and sends."""
    assert 0 == main(["why", "--explain-access"])
    said = " ".join(capsys.readouterr().out.split())
    assert "with --capture, one more SYN, or empty datagram, to each address of the target" in said
    assert "with --capture, hears the packets of this attempt at every interface; without root none is heard" in said
