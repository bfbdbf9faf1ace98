"""Programs that carry connections while they run: started in our foreground, and found again by their words."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from portwise.formats import procnet
from portwise.host import signals
from portwise.host.foreground import Foreground, Ready
from portwise.model.process import Process

OWN = "portwise"
TO_START, TO_END = 15.0, 5.0  # seconds
PAUSE = 0.01  # between two looks
LISTEN = 10  # include/net/tcp_states.h


def words(argv: tuple[str, ...]) -> tuple[str, ...]:
    """Ourselves by the program that runs now, wherever it was installed."""
    return (sys.executable, "-m", *argv) if argv[0] == OWN else argv


def opened(foreground: Foreground, argv: tuple[str, ...]) -> None:
    """Until it listens.  Raises OSError where it does not come to that."""
    child = foreground.carry(Ready(words(argv), str(Path.cwd()), dict(os.environ)))
    until = time.monotonic() + TO_START
    while child.poll() is None and time.monotonic() < until:
        if signals.holds(Process(child.pid, 0, ""), listening()):
            return
        time.sleep(PAUSE)  # nobody tells us when another process listens
    child.terminate()
    child.wait()
    raise OSError(errno.ECHILD, f"{argv[0]} did not come to listen")


def listening() -> frozenset[int]:
    """Inodes of the sockets that wait for connections here, proc_pid_net(5)."""
    texts = (Path(f"/proc/self/net/{name}") for name in ("tcp", "tcp6"))
    rows = (row for path in texts if path.exists() for row in procnet.sockets(path.read_text()))
    return frozenset(row.inode for row in rows if row.state == LISTEN)


def carrying(argv: tuple[str, ...]) -> Iterator[Process]:
    """Of our own user: the program may have an interpreter in front of it, and the words are the same to the last."""
    for path in Path("/proc").glob("[0-9]*"):
        try:
            own = tuple(os.fsdecode(word) for word in (path / "cmdline").read_bytes().rstrip(b"\0").split(b"\0"))
            mine = path.stat().st_uid == os.geteuid()
        except OSError:  # it has ended meanwhile, or hides itself
            continue
        program, rest = own[-len(argv) :][:1], own[-len(argv) :][1:]
        if mine and rest == argv[1:] and Path(*program).name == argv[0]:
            pid = int(path.name)
            if begun := signals.started(pid):
                yield Process(pid, begun, argv[0])
