"""
A full table of tracked connections is made larger, in a kernel of its own, and is as full again after undo.

How many connections are tracked is a setting of a machine's first network alone: no other world of the lab has one.
Debian's kernel of that kind has no rules of nft; the same rule stands there as the older iptables writes it.
"""

import errno
import json
import os
import signal
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from portwise_lab import fixing, kernel
from portwise_lab.case import Case, cases
from portwise_lab.run import Vantage, parts, perform, play_all, vantages

CAUSE, KIND = "conntrack-table-full", "sysctl"
LIMIT = Path("/proc/sys/net/netfilter/nf_conntrack_max")
RULE = "iptables-legacy -A OUTPUT -m conntrack --ctstate INVALID -j DROP"
FAULT = next(case for case in cases() if case.scenario == CAUSE and case.kind == "fault")
FULL = FAULT._replace(nft="", after=(RULE, *FAULT.after))
HERE = [part for part in parts([FAULT]) if part[1] is Vantage.ROOT]
BARE = Case(*("kernel", "of one's own", "127.0.0.1:8000", "", ()))  # the world that it is started in

pytestmark = pytest.mark.skipif(Vantage.ROOT not in vantages(), reason="only root has its vantage: sudo make test")
unpacked = pytest.mark.skipif(not kernel.LINUX.exists(), reason="not unpacked: .venv/bin/python -m tools.unpacked")


def played(work):
    """What *work* says in a world where nothing is built; raises RuntimeError with what it raises there."""
    part = (BARE, Vantage.ROOT)
    said = play_all([part], lambda _: work())[part]
    if isinstance(said, RuntimeError):
        raise said
    return said.said


def answer(said):
    return json.dumps({"met": [], "said": said, "recording": ""}).encode()


@pytest.fixture(scope="module")
def mended():
    """The limit of the machine before and after, and the repair as it went in there."""
    before = LIMIT.exists() and LIMIT.read_text()
    work = partial(perform, FULL, Vantage.ROOT, fixing.observe)
    said = played(lambda: kernel.within(work))
    return before, said, LIMIT.exists() and LIMIT.read_text()


@unpacked
def test_new_connections_come_through_until_undo(mended):
    """A client that knows nothing of portwise waits in vain, meets the server, and waits in vain."""
    _, said, _ = mended

    assert [[CAUSE, "asks first", KIND, "EXACT"]] == said["plan"]
    assert [[1, "APPLIED", ""]] == said["done"]
    assert [["timeout"], ["connected"], ["timeout"]] == [said["before"], said["after"], said["again"]]
    assert said["well"]
    assert [[True, "taken back"]] == said["undone"]
    assert "So that it does not come back: " in said["screen"]


@unpacked
def test_the_kernel_is_as_before(mended):
    """It may track as many as it could; and all the rest of the machine is as it was, also at a look."""
    _, said, _ = mended
    (before,), (then,), (again,) = said["settings"]

    assert (2 * int(before.split()[1]), again) == (int(then.split()[1]), before)
    assert f"{LIMIT}\n" == before[: len(f"{LIMIT}\n")]
    assert [[], [], []] == [said["touched"], said["changed"], said["left"]]


@unpacked
def test_the_machine_is_asked_for_nothing(mended):
    """Its own limit is the same before and after."""
    before, _, after = mended

    assert before == after


@pytest.mark.parametrize("mended", HERE, ids=lambda part: str(part[0]))
def test_what_is_not_heeded_is_told(mended, mends):
    """In a network that is not the first one it cannot be set: the step says so, and nothing is changed."""
    said = mends[mended].said

    assert [[1, "FAILED"]] == [row[:2] for row in said["done"]]
    assert [["timeout"], ["timeout"], [], []] == [said[name] for name in ("before", "after", "changed", "left")]


@unpacked
def test_nothing_goes_on_when_time_is_up():
    """A kernel that does not end is ended, with whatever it started, and so is its world."""
    ready, tell = os.pipe()

    def late():
        os.write(tell, os.readlink("/proc/self/ns/pid").encode())
        return kernel.within(signal.pause, patience=3.0)

    with pytest.raises(RuntimeError, match=r"TimeoutExpired: .*linux\.uml.* timed out after 3\.0 seconds"):
        played(late)
    os.close(tell)
    with os.fdopen(ready) as pipe:
        world = pipe.read()

    assert world.startswith("pid:[")
    assert [] == [process for process in Path("/proc").glob("[0-9]*") if namespace(process) == world]


def namespace(process):
    with suppress(OSError):  # gone meanwhile
        return os.readlink(process / "ns/pid")


def test_a_kernel_that_says_nothing_is_quoted(monkeypatch):
    """Its last words are all that there is to go by."""
    monkeypatch.setattr(kernel, "LINUX", Path("/bin/echo"))

    with pytest.raises(RuntimeError, match=r"echo ended without a word: mem=512M quiet .* init=/mnt/kernel/init"):
        played(lambda: kernel.within(signal.pause))


def test_no_file_of_the_machine_can_be_written_to(tmp_path):
    """Not by way of the world that the kernel is started in; its scratch folder is its own."""
    (tmp_path / "kept").write_text("as it was")

    def tried():
        kernel.seal()
        Path("/mnt/own").write_text("its own")
        try:
            (tmp_path / "kept").write_text("another")
        except OSError as error:
            return answer(error.errno)
        return answer(0)

    assert errno.EROFS == played(tried)
    assert "as it was" == (tmp_path / "kept").read_text()


def test_nobody_switches_off_the_machine(monkeypatch):
    """What the first process of such a kernel does at its end, no other process does."""
    ended = []
    monkeypatch.setattr(kernel.libc, "reboot", ended.append)
    monkeypatch.setattr(kernel.os, "_exit", ended.append)

    with pytest.raises(RuntimeError, match="not the first process"):
        kernel.first()
    assert [] == ended
