"""
A private folder that goes with us, also where we are killed: a shell that does nothing else waits for our end.

Where even that one is killed, as with a whole container, the next one of us that needs a folder removes it.  Whoever
uses it holds a lock on it, flock(2), which ends with the process, also seen from another pid namespace.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PREFIX = "portwise-browser-"
SHELL = "/bin/sh"
# A word from us, and it goes.  At our end there is none: what still writes there, which goes with us too, is outlasted
GUARD = 'read -r word && exit; n=0; while [ -e "$1" ] && [ $n -lt 100 ]; do rm -rf -- "$1"; n=$((n+1)); sleep 0.1; done'
OUT_OF_THE_WAY = 20
TRIES = 100  # folders that others take for left over before they are locked; each needs somebody who sweeps just then


@contextmanager
def private(base: str) -> Iterator[str]:
    """For its user alone."""
    os.makedirs(base, exist_ok=True)
    sweep(base)
    folder, lock = locked(base)
    with guarded(folder):
        try:
            yield folder
        finally:
            os.close(lock)
            removed(folder)


@contextmanager
def guarded(folder: str) -> Iterator[None]:
    """
    In a session of its own: who ends all of ours at once leaves it.  Without a shell there is none.

    The end of the pipe is for whom we start as well: while a browser still starts it makes its folder anew.
    """
    waits, ends = os.pipe()
    try:
        actions = (
            (os.POSIX_SPAWN_DUP2, waits, 0),
            *((os.POSIX_SPAWN_OPEN, n, os.devnull, os.O_WRONLY, 0) for n in (1, 2)),
        )
        argv = (SHELL, "-c", GUARD, "portwise", folder)
        pid = os.posix_spawn(SHELL, argv, os.environ, file_actions=actions, setsid=True)
    except OSError:
        pid = 0
    finally:
        os.close(waits)
    ends = inherited(ends)
    try:
        yield
    finally:
        with suppress(OSError):
            os.write(ends, b"\n")
        os.close(ends)
        if pid:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)


def inherited(descriptor: int) -> int:
    """Out of the way of those that whoever is started has a use for."""
    high = fcntl.fcntl(descriptor, fcntl.F_DUPFD, OUT_OF_THE_WAY)
    os.close(descriptor)
    return high


def locked(base: str) -> tuple[str, int]:
    """Between its birth and its lock a new folder looks like one that was left; whose was taken makes another."""
    for _ in range(TRIES):
        folder = tempfile.mkdtemp(prefix=PREFIX, dir=base)
        try:
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        if is_kept(folder, lock):
            return folder, lock
        os.close(lock)
        removed(folder)
    raise OSError(errno.EAGAIN, f"others remove what is made in {base}")


def is_kept(folder: str, lock: int) -> bool:
    """With our lock on it nobody removes it any more; what was removed before has no name."""
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return os.path.exists(folder)


def sweep(base: str) -> None:
    """What dead ones of us have left behind."""
    for name in os.listdir(base):
        if name.startswith(PREFIX):
            take(os.path.join(base, name))


def take(path: str) -> None:
    """Where it is ours and nobody uses it, and with a lock until it is gone; a link of that name is somebody's trap."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(descriptor).st_uid == os.geteuid():
            removed(path)
    except OSError:
        return
    finally:
        os.close(descriptor)


def removed(path: str) -> None:
    """What a process writes that is just ending stays for the next one of us."""
    with suppress(OSError):
        shutil.rmtree(path)
    if os.path.lexists(path):
        shutil.rmtree(path, ignore_errors=True)
