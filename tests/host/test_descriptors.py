"""Who holds a socket, by the real /proc."""

import os
import socket

import pytest

from portwise.host import descriptors
from portwise.host.local import Local
from portwise.model.process import Process


@pytest.fixture
def me():
    """Asked anew: the tests may go on in a fork."""
    return str(os.getpid())


def identify(pid):
    return Process(int(pid), 1, "test")


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as held:
        yield held


def inode(held):
    return os.fstat(held.fileno()).st_ino


def test_a_holder_is_found(listener):
    """An inode and the process that has a descriptor of it."""
    assert [(inode(listener), os.getpid())] == [(n, who.pid) for n, who in Local().holders((inode(listener),)).found]


def test_a_late_descriptor_is_found(listener, me):
    """A socket that came after many others is held like any other."""
    earlier = [os.dup(0) for _ in range(2 * descriptors.EARLY)]
    late = os.dup(listener.fileno())
    mine = inode(listener)
    listener.close()
    try:
        found = descriptors.holders((me,), (mine,), identify).found
    finally:
        for number in (*earlier, late):
            os.close(number)

    assert ((mine, identify(me)),) == found


def test_of_several_holders_the_first_is_named(listener, me):
    """The parent of a prefork server comes before its workers."""
    assert (inode(listener), identify(me)) == descriptors.holders((me, "self"), (inode(listener),), identify).found[0]


def test_who_does_not_show_what_he_holds_is_counted_once(monkeypatch, listener):
    """Hidden processes are what an absent holder may be; they are not asked twice."""
    asked = []

    def closed(path):
        asked.append(path)
        raise PermissionError(13, "no")

    monkeypatch.setattr(descriptors.os, "scandir", closed)

    assert (((), 2), 2) == (descriptors.holders(("1", "2"), (inode(listener),), identify)[:2], len(asked))


def test_a_holder_that_ends_while_it_is_identified_leaves_its_inode_open(listener, me):
    """Else the next holder of the same socket would not be looked for."""

    def ended(pid):
        if pid == "self":
            raise ProcessLookupError(3, "gone")
        return identify(pid)

    assert ((inode(listener), identify(me)),) == descriptors.holders(("self", me), (inode(listener),), ended).found


def test_nothing_asked_nothing_scanned(monkeypatch, me):
    """An inode of 0 is nobody's: TIME_WAIT, a connection that was not accepted."""
    monkeypatch.setattr(descriptors.os, "scandir", None)

    assert () == descriptors.holders((me,), (0,), identify).found
