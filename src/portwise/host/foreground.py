"""
A server that is started again where somebody looks: in the foreground of `portwise fix`.

What it needs is taken from the process that runs now, and kept in memory only: its words with their secrets, its
folder and its environment, proc(5).
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from portwise.host import redact, signals
from portwise.model.process import Process
from portwise.model.record import NamedTuple

TO_END = 5.0  # seconds that a server has, once it did not help
SAME = ("mnt", "net")  # namespaces in which it would not be the same server, namespaces(7)


class Ready(NamedTuple):
    """Never printed, never written down."""

    argv: tuple[str, ...]
    folder: str
    environment: dict[str, str]
    was: tuple[str, ...] = ()  # its words before, where they are others now


class Foreground:
    """One child, which has the terminal until it ends, and whoever carries connections to it meanwhile."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet
        self.child: subprocess.Popen[bytes] | None = None
        self.ready: Ready | None = None
        self.beside: list[subprocess.Popen[bytes]] = []

    def start(self, ready: Ready) -> None:
        """What ran here by now stays, beside it."""
        if self.child and self.child.poll() is None:
            self.beside.append(self.child)
        self.ready, self.child = ready, self.begun(ready)

    def carry(self, ready: Ready) -> subprocess.Popen[bytes]:
        """One that reads no word of the terminal, and is over with the server that has it, if there is one."""
        if self.child is None or self.child.poll() is not None:
            self.ready, self.child = ready, self.begun(ready)
            return self.child
        self.beside.append(one := self.begun(ready, reads=False))
        return one

    def begun(self, ready: Ready, reads: bool = True) -> subprocess.Popen[bytes]:
        none = subprocess.DEVNULL if self.quiet else None
        words = none if reads else subprocess.DEVNULL
        return subprocess.Popen(
            ready.argv, cwd=ready.folder, env=ready.environment, stdin=words, stdout=none, stderr=none
        )

    def again(self) -> None:
        """As it was before we came: the one that runs here makes place for it."""
        if self.child and self.ready:
            self.child.terminate()
            try:
                self.child.wait(TO_END)
            except subprocess.TimeoutExpired:  # it does not listen to that, and the one before it waits for its place
                self.child.kill()
                self.child.wait()
            self.start(self.ready._replace(argv=self.ready.was))

    def end(self) -> None:
        """Whoever is ended himself leaves nobody behind in a terminal that is no longer his."""
        running = [one for one in (self.child, *self.beside) if one and one.poll() is None]
        for one in running:
            one.terminate()
        for one in running:
            with suppress(subprocess.TimeoutExpired):
                one.wait(TO_END)

    def wait(self) -> None:
        """Ctrl-C is for all of us: it ends when it wants to, and we do then."""
        while self.child and self.child.poll() is None:
            with suppress(KeyboardInterrupt):
                self.child.wait()


def ready(process: Process, argv: tuple[str, ...]) -> Ready:
    """What starts *process* again by *argv*, ``env -C FOLDER WORD…``, redacted.  Raises OSError where nothing can."""
    own = Path(f"/proc/{process.pid}")
    if own.stat().st_uid != os.geteuid():
        raise PermissionError(errno.EPERM, "it belongs to another user")
    if any((own / "ns" / name).readlink() != Path("/proc/self/ns", name).readlink() for name in SAME):
        raise PermissionError(errno.EPERM, "it lives in other namespaces")
    if argv[2] != str((own / "cwd").readlink()):
        raise OSError(errno.ESTALE, "it works in another folder by now")
    was = read(own / "cmdline")
    words = unhidden(was, argv[3:])
    pairs = (line.partition("=") for line in read(own / "environ"))
    environment = {name: value for name, sign, value in pairs if sign}
    found = Ready(words, argv[2], environment, was)
    if not starts(found, (own / "exe").readlink().name):
        raise FileNotFoundError(errno.ENOENT, f"{words[0]} is no program that could be started")
    if signals.started(process.pid) != process.started:
        raise ProcessLookupError(errno.ESRCH, "it has ended meanwhile")
    return found


def read(path: Path) -> tuple[str, ...]:
    return tuple(os.fsdecode(part) for part in path.read_bytes().rstrip(b"\0").split(b"\0"))


def unhidden(own: tuple[str, ...], argv: tuple[str, ...]) -> tuple[str, ...]:
    """The words as they are, where they were redacted; two secrets that look alike cannot be told apart."""
    hidden: dict[str, str] = {}
    for shown, word in zip(redact.command(own), own, strict=True):
        if shown != word and hidden.setdefault(shown, word) != word:
            raise PermissionError(errno.EPERM, "its command has several secrets, and which is which is not known")
    return tuple(hidden.get(word, word) for word in argv)


def starts(found: Ready, runs: str) -> bool:
    """Whether the first word is a program: some write a title over their command line, as nginx and Next do."""
    first = found.argv[0]
    if len(found.argv) == 1 and Path(first).name != runs:
        return False
    path = str(Path(found.folder, first)) if "/" in first else first
    return shutil.which(path, path=found.environment.get("PATH", os.defpath)) is not None
