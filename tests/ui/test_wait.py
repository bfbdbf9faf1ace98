import json
import os
import socket
from contextlib import closing, suppress
from threading import Thread

import pytest

from portwise.ui.cli import main


class Later:
    """A port of ours that is bound, and serves once the test says so."""

    def __init__(self):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.taken = []

    def serve(self):
        self.socket.listen()
        Thread(target=self.take, daemon=True).start()

    def take(self):
        with suppress(OSError):  # the test is over, and the socket closed
            while True:
                self.taken.append(self.socket.accept()[0])

    def close(self):
        with suppress(OSError):  # it never listened
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()


@pytest.fixture
def later():
    mine = Later()
    yield mine
    mine.close()


def place(mine):
    return f"tcp://127.0.0.1:{mine.socket.getsockname()[1]}"


def test_one_that_answers_already(later, capsys):
    """Exit code 0 at once."""
    later.serve()

    assert 0 == main(["wait", place(later)])
    assert f"{place(later)} is ready after" in capsys.readouterr().out


def test_a_server_that_takes_nobody_is_not_filled(later):
    """Its queue holds the connection of the first look, and that of the diagnosis."""
    later.socket.listen()
    main(["wait", place(later), "--timeout", "1"])

    taken = 0
    later.socket.settimeout(0)
    with suppress(BlockingIOError):
        while True:
            later.socket.accept()[0].close()
            taken += 1
    assert taken < 8


def test_one_that_comes_up_meanwhile(later, monkeypatch):
    """It is asked again until it answers."""
    looks = []
    from portwise.app import waiting

    real = waiting.diagnose

    def diagnose(*words):
        looks.append(words)
        if len(looks) == 3:
            later.serve()
        return real(*words)

    monkeypatch.setattr(waiting, "diagnose", diagnose)

    assert 0 == main(["wait", place(later)])
    assert 3 == len(looks)


def test_one_that_never_does(later, capsys):
    """Exit code 1, and the whole diagnosis."""
    assert 1 == main(["wait", place(later), "--timeout", "0.1"])

    said = capsys.readouterr().out
    assert "is not ready after" in said
    assert "port-bound-but-not-listening" in said


def test_another_program_than_the_projects(later, capsys, tmp_path):
    """It answers, and is not the one that was waited for."""
    later.serve()

    assert 1 == main(["wait", place(later), "--timeout", "0.1", "--project", str(tmp_path)])
    assert f"(pid {os.getpid()})" in capsys.readouterr().out
    assert 0 == main(["wait", place(later), "--timeout", "10", "--project", "."])


def test_as_json(later, capsys):
    """A row for each, in order; a report only where it is not ready."""
    later.serve()
    with closing(Later()) as other:
        main(["wait", place(later), place(other), "--timeout", "0.1", "--json"])
    rows = json.loads(capsys.readouterr().out)["targets"]

    assert [True, False] == [row["ready"] for row in rows]
    assert [True, False] == [row["report"] is None for row in rows]


@pytest.mark.parametrize("words", [[], ["what is that"], ["localhost:1", "--timeout", "0"]])
def test_misuse_is_one_line(words, capsys):
    """Nothing on stdout, exit code 2."""
    assert 2 == main(["wait", *words])
    said = capsys.readouterr()

    assert ("", 1) == (said.out, said.err.count("\n"))
