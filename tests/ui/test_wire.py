"""``why --capture`` and ``--pcap``, as they are typed."""

import errno
import socket

import pytest

from portwise.host.local import Local
from portwise.ui.cli import main
from portwise.ui.cli._wire import MARKS, manner


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
    """A usual look leaves the packets and the kernel alone."""
    assert 1 == main(["why", f"127.0.0.1:{closed}"])
    said = capsys.readouterr().out
    assert "On the wire" not in said
    assert "By the kernel" not in said


@pytest.mark.parametrize(
    ("root", "deep", "passive", "trace", "expected"),
    [
        (True, True, False, False, True),
        (False, True, False, False, False),
        (True, True, True, False, False),
        (True, False, False, False, False),
        (False, False, False, True, True),
    ],
)
def test_who_asks_everything_as_root_gets_the_kernel_too(root, deep, passive, trace, expected, monkeypatch):
    """Nobody else is told each time that he may not; who asks for it by name is."""
    monkeypatch.setattr("os.geteuid", lambda: 0 if root else 65534)

    assert expected is manner(3.0, deep, passive, trace, False).trace


@pytest.mark.parametrize("option", ["--trace", "--deep"])
@pytest.mark.parametrize("form", [(), ("--json",), ("--brief",)])
def test_what_stands_meanwhile_is_said_before_it_does(option, form, closed, capsys, monkeypatch):
    """One line on stderr, whole, before the first mark is made; of what is printed nothing changes."""
    heard = []

    def marks(*_):
        heard.append(capsys.readouterr())
        raise PermissionError(errno.EPERM, "not in a test")

    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(Local, "judged", marks)
    monkeypatch.setattr(Local, "witnessed", marks)

    assert 1 == main(["why", f"127.0.0.1:{closed}", option, *form])
    assert [("", f"{MARKS}\n"), ("", "")] == heard
    assert "" == capsys.readouterr().err


@pytest.mark.parametrize(
    ("root", "words"),
    [
        (False, ("127.0.0.1:{}", "--trace")),
        (True, ("127.0.0.1:{}",)),
        (True, ("127.0.0.1:{}", "--trace", "--passive")),
        (True, ("--bind", "127.0.0.1:{}", "--trace")),
    ],
)
def test_where_nothing_stands_nothing_is_announced(root, words, closed, capsys, monkeypatch):
    """Who may not, who did not ask, who wants nothing sent; and nothing is sent to bind."""
    monkeypatch.setattr("os.geteuid", lambda: 0 if root else 65534)
    monkeypatch.setattr(Local, "judged", refused)
    monkeypatch.setattr(Local, "witnessed", refused)
    main(["why", *(word.format(closed) for word in words)])

    assert "" == capsys.readouterr().err


def refused(*_):
    raise PermissionError(errno.EPERM, "only root may")


def test_it_is_told_what_is_sent_and_what_only_root_hears(capsys):
    """Among what portwise reads and sends."""
    assert 0 == main(["why", "--explain-access"])
    said = " ".join(capsys.readouterr().out.split())
    assert "with --capture, one more SYN, or empty datagram, to each address of the target" in said
    assert "with --capture, hears the packets of this attempt at every interface; without root none is heard" in said
    assert "an nft table portwise-PID-STARTTIME that marks this attempt for tracing" in said
    assert "an instance portwise-PID-STARTTIME in tracefs, for the time of the attempt" in said
