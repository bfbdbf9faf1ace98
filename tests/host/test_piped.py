"""A program that is guided over two pipes, and ends with whatever it has started."""

import os
import time

import pytest

from portwise.host import launch
from portwise.host.piped import Piped

SHELL = "/bin/sh"
ENVIRONMENT = {"PATH": "/usr/bin:/bin"}
PATIENCE = 60.0  # seconds that a busy machine may take


def lives(pid):
    """One that has ended stays in the table until somebody takes leave of it."""
    stat = launch.one(pid)
    return stat is not None and not launch.over(stat)


def guided(script, folder):
    return Piped((SHELL, "-c", script), ENVIRONMENT, str(folder))


def said(piped):
    data = b""
    while not data.endswith(b"\n"):
        data += piped.receive(PATIENCE)
    return data


def test_it_hears_on_three_and_speaks_on_four(tmp_path):
    """As browsers expect it."""
    piped = guided('read line <&3; echo "$line, too" >&4', tmp_path)
    piped.send(b"hello\n")
    heard = said(piped)
    piped.end(PATIENCE)

    assert b"hello, too\n" == heard


def test_it_has_no_other_descriptor_of_ours(tmp_path):
    """What is open here is nobody's business there."""
    mine = os.open(tmp_path, os.O_RDONLY)
    os.set_inheritable(mine, False)
    piped = guided("ls /proc/self/fd | tr '\\n' ' ' >&4; echo >&4", tmp_path)
    heard = said(piped)
    piped.end(PATIENCE)
    os.close(mine)

    assert str(mine).encode() not in heard.split()


def test_its_last_word_is_told(tmp_path):
    """Why it ended is on its stderr; what is secret there is not repeated."""
    piped = guided("echo 'token=abc123 is wrong' >&2", tmp_path)
    with pytest.raises(OSError, match=r"token=\*\*\* is wrong") as caught:
        piped.receive(PATIENCE)
    piped.end(PATIENCE)

    assert "abc123" not in str(caught.value)


def test_what_it_leaves_behind_ends_too(tmp_path):
    """One that has a session of its own, and does not heed SIGTERM."""
    piped = guided("(trap '' TERM; setsid sh -c 'echo $$ >&4; exec sleep 1000' &) ; exit 0", tmp_path)
    pid = int(said(piped))
    piped.end(0.2)

    assert not lives(pid)


def test_one_that_does_not_end_is_killed(tmp_path):
    """It was asked to, and had its time."""
    piped = guided("trap '' TERM; echo $$ >&4; while :; do sleep 1000; done", tmp_path)
    pid = int(said(piped))
    began = time.monotonic()
    piped.end(0.2)

    assert not lives(pid)
    assert time.monotonic() - began < PATIENCE


def test_who_is_not_of_it_lives_on(tmp_path):
    """Other children of ours have nothing to do with it."""
    other = os.posix_spawn("/bin/sleep", ("sleep", "1000"), {})
    guided("exit 0", tmp_path).end(PATIENCE)
    left = lives(other)
    os.kill(other, 9)
    os.waitpid(other, 0)

    assert left


def test_two_at_once_do_not_end_each_other(tmp_path):
    """In one process, as a library is used by several threads."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = guided('read line <&3; echo "$line" >&4', tmp_path / "a")
    second = guided("exit 0", tmp_path / "b")
    second.end(PATIENCE)
    first.send(b"here\n")
    heard = said(first)
    first.end(PATIENCE)

    assert b"here\n" == heard


def test_a_program_that_is_not_there_is_an_error(tmp_path):
    """And nothing stays open."""
    before = os.listdir("/proc/self/fd")
    with pytest.raises(FileNotFoundError):
        Piped(("/no/such/browser",), ENVIRONMENT, str(tmp_path))

    assert len(before) == len(os.listdir("/proc/self/fd"))
