"""
A private folder that goes with us, and where we are killed with the next one of us that needs one.

Whoever uses it holds a lock on it, flock(2), which ends with the process, also seen from another pid namespace.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PREFIX = "portwise-browser-"


@contextmanager
def private(base: str) -> Iterator[str]:
    """For its user alone."""
    os.makedirs(base, exist_ok=True)
    sweep(base)
    folder = tempfile.mkdtemp(prefix=PREFIX, dir=base)
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        yield folder
    finally:
        os.close(lock)
        removed(folder)


def sweep(base: str) -> None:
    """What dead ones of us have left behind."""
    for name in os.listdir(base):
        path = os.path.join(base, name)
        if name.startswith(PREFIX) and is_left(path):
            removed(path)


def is_left(path: str) -> bool:
    """Ours, and nobody uses it; a link of that name is somebody's trap."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.fstat(descriptor).st_uid == os.geteuid()
    except OSError:
        return False
    finally:
        os.close(descriptor)


def removed(path: str) -> None:
    """What a process writes that is just ending stays for the next one of us."""
    with suppress(OSError):
        shutil.rmtree(path)
    if os.path.lexists(path):
        shutil.rmtree(path, ignore_errors=True)
