"""Worlds side by side: one that hangs takes no other with it."""

import os
import signal
import time

import pytest

from portwise_lab import namespaces
from portwise_lab.run import TURN, in_turn
from portwise_lab.together import answers


def child(work):
    """What `answers` begins: a process that says what *work* returns."""
    ready, tell = os.pipe()
    if pid := os.fork():
        os.close(tell)
        return pid, ready
    try:
        os.write(tell, work())
    finally:
        os._exit(0)


def late(*_: object) -> None:
    raise TimeoutError


def hangs() -> bytes:
    while True:
        signal.pause()


def test_each_answers_for_itself():
    """However many more there are than may run at once."""
    works = [lambda n=n: str(n).encode() * 100_000 for n in range(10)]

    assert {work: work() for work in works} == dict(answers(works, child, 3))


def test_one_that_hangs_is_ended():
    """And says nothing; the others are heard all the same."""
    works = [hangs, lambda: b"here"]
    began = time.monotonic()

    assert [b"", b"here"] == sorted(answer for _, answer in answers(works, child, 2, most=0.2))
    assert time.monotonic() - began >= 0.2


def test_a_command_that_hangs_is_an_error(monkeypatch):
    """A world that waits for what never comes cannot be built."""
    monkeypatch.setattr(namespaces, "PATIENCE", 0.1)

    with pytest.raises(RuntimeError, match="had not ended after"):
        namespaces.run("sleep 1000")


def test_nobody_waits_for_a_turn_in_which_nothing_is_played():
    """Else whoever looks at what was played long ago stands still until somebody else has played."""
    signal.signal(signal.SIGALRM, late)
    turn = os.read(TURN[0], 1)
    try:
        signal.alarm(30)
        assert {} == in_turn(iter(()))
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        os.write(TURN[1], turn)
