"""
A program that is guided over two pipes, its descriptors 3 and 4, and that ends with us, with all that it starts.

However we end, its pipe does, and then it goes.  Where it does not go in time it is killed, and so is whoever it has
left behind: orphans come to us meanwhile and not to pid 1 (prctl(2), PR_SET_CHILD_SUBREAPER).
"""

from __future__ import annotations

import errno
import fcntl
import os
import select
import signal
import time
from contextlib import suppress

from portwise.host import launch, redact

HEARS, SPEAKS = 3, 4  # its descriptors; content/public/common/content_descriptors.h
OUT_OF_THE_WAY = 10  # where ours go, that they are none of these
PIECE = 1 << 16
LOOK_AGAIN = 0.01  # seconds; what has been orphaned comes to us without a word
KILL_PATIENCE = 10.0  # seconds; the kernel takes its time to end what has much memory
LONGEST_WORD = 200  # characters


class Piped:
    """Raises OSError where it cannot be started."""

    def __init__(self, argv: tuple[str, ...], environment: dict[str, str], folder: str) -> None:
        self._others = set(launch.children(os.getpid(), launch.everybody()))
        self._was_reaper = launch.reaper(True)
        self._said = os.path.join(folder, "stderr")
        try:
            self._start(argv, environment)
        except BaseException:
            launch.reaper(self._was_reaper)
            raise

    def _start(self, argv: tuple[str, ...], environment: dict[str, str]) -> None:
        """posix_spawn(3) numbers descriptors in the child alone; every other of ours closes by itself."""
        its_in, self._to = high_pipe()
        self._from, its_out = high_pipe()
        actions = (
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, self._said, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
            (os.POSIX_SPAWN_DUP2, its_in, HEARS),
            (os.POSIX_SPAWN_DUP2, its_out, SPEAKS),
        )
        try:
            self._pid = os.posix_spawn(argv[0], argv, environment, file_actions=actions, setsid=True)
        except BaseException:
            os.close(self._to)
            os.close(self._from)
            raise
        finally:
            os.close(its_in)
            os.close(its_out)

    def send(self, data: bytes) -> None:
        """To one that is gone nothing is sent."""
        with suppress(BrokenPipeError):
            while data:
                data = data[os.write(self._to, data) :]

    def receive(self, patience: float) -> bytes:
        """What it said within *patience* seconds.  Raises OSError where it has nothing more to say."""
        if not select.select([self._from], [], [], max(patience, 0.0))[0]:
            return b""
        data = os.read(self._from, PIECE)
        if not data:
            raise OSError(errno.EPIPE, self.last_word() or "it ended without a word")
        return data

    def last_word(self) -> str:
        """The last line of its complaints."""
        with open(self._said, encoding="utf-8", errors="replace") as file:
            lines = [line.strip() for line in file.read(PIECE).splitlines() if line.strip()]
        return redact.text(lines[-1])[:LONGEST_WORD] if lines else ""

    def end(self, patience: float) -> None:
        """It was asked to end: after *patience* seconds it is killed, and so is whoever it has left to us."""
        try:
            self._drain(time.monotonic() + patience)
            os.close(self._to)
            deadline = time.monotonic() + KILL_PATIENCE
            while (left := self._left()) and time.monotonic() < deadline:
                for pid in left:
                    with suppress(ProcessLookupError, PermissionError):
                        os.kill(pid, signal.SIGKILL)
                time.sleep(LOOK_AGAIN)
        finally:
            os.close(self._from)
            launch.reaper(self._was_reaper)

    def _drain(self, deadline: float) -> None:
        """Until it closes its side: who cannot write does not get on with ending."""
        with suppress(OSError):
            while (left := deadline - time.monotonic()) > 0:
                self.receive(left)

    def _left(self) -> list[int]:
        """Who descends from it and has not ended; of those that have we take leave."""
        alive = []
        for stat in launch.descendants(os.getpid(), self._others):
            if not launch.over(stat):
                alive.append(stat.pid)
            elif stat.ppid == os.getpid():
                with suppress(ChildProcessError):
                    os.waitpid(stat.pid, os.WNOHANG)
        return alive


def high_pipe() -> tuple[int, int]:
    """Beyond the descriptors that the other side expects it at."""
    low = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, OUT_OF_THE_WAY) for end in low)
    for end in low:
        os.close(end)
    return high[0], high[1]
