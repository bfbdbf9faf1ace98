"""
A private folder that goes with us, and where we are killed with the next one of us that needs one.

Whoever uses it holds a lock on it, flock(2), which ends with the process, also seen from another pid namespace.
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
TRIES = 100  # folders that others take for left over before they are locked; each needs somebody who sweeps just then


@contextmanager
def private(base: str) -> Iterator[str]:
    """For its user alone."""
    os.makedirs(base, exist_ok=True)
    sweep(base)
    folder, lock = locked(base)
    try:
        yield folder
    finally:
        os.close(lock)
        removed(folder)


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
