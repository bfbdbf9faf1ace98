"""
A program that is guided over two pipes, its descriptors 3 and 4, and that ends with us, with all that it starts.

However we end, its pipe does, and then it goes.  Where it does not go in time it is killed, and so is whoever it has
left behind: each of them has a variable in its environment that nobody else has, environ(7).
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

MARK = "PORTWISE_STARTED"
HEARS, SPEAKS = 3, 4  # its descriptors; content/public/common/content_descriptors.h
OUT_OF_THE_WAY = 10  # where ours go, that they are none of these
PIECE = 1 << 16
LOOK_AGAIN = 0.01  # seconds; what has been orphaned comes to us without a word
KILL_PATIENCE = 10.0  # seconds; the kernel takes its time to end what has much memory
LONGEST_WORD = 200  # characters


class Piped:
    """Raises OSError where it cannot be started."""

    def __init__(self, argv: tuple[str, ...], environment: dict[str, str], folder: str) -> None:
        """posix_spawn(3) numbers descriptors in the child alone; every other of ours closes by itself."""
        self._said, self._mark = os.path.join(folder, "stderr"), f"{MARK}={folder}"
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
            marked = {**environment, MARK: folder}
            self._pid = os.posix_spawn(argv[0], argv, marked, file_actions=actions, setsid=True)
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
        """It was asked to end: after *patience* seconds it is killed, and so is whoever it has left behind."""
        try:
            self._drain(time.monotonic() + patience)
            os.close(self._to)
            deadline = time.monotonic() + KILL_PATIENCE
            while (left := self._left()) and time.monotonic() < deadline:
                for pid in left:
                    self._kill(pid)
                time.sleep(LOOK_AGAIN)  # those that it left behind are not our children, and tell us nothing
        finally:
            os.close(self._from)

    def _drain(self, deadline: float) -> None:
        """Until it closes its side: who cannot write does not get on with ending."""
        with suppress(OSError):
            while (left := deadline - time.monotonic()) > 0:
                self.receive(left)

    def _left(self) -> list[int]:
        """Those of its session and those with its mark that have not ended."""
        with suppress(ChildProcessError):
            os.waitpid(self._pid, os.WNOHANG)
        living = [stat for stat in launch.everybody() if not launch.over(stat)]
        return [stat.pid for stat in living if stat.session == self._pid or self._is_marked(stat.pid)]

    def _is_marked(self, pid: int) -> bool:
        """One that hides its environment is another user's, or sandboxed, and goes when its parent does."""
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                return self._mark.encode() in file.read().split(b"\0")
        except OSError:
            return False

    def _kill(self, pid: int) -> None:
        """Opened first and looked at again: its number may be another's by now, pidfd_open(2)."""
        with suppress(OSError):
            pidfd = os.pidfd_open(pid)
            try:
                if pid in self._left():
                    signal.pidfd_send_signal(pidfd, signal.SIGKILL)
            finally:
                os.close(pidfd)


def high_pipe() -> tuple[int, int]:
    """Beyond the descriptors that the other side expects it at."""
    low = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, OUT_OF_THE_WAY) for end in low)
    for end in low:
        os.close(end)
    return high[0], high[1]
