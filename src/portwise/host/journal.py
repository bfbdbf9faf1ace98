"""
What portwise changed, a line each, written down before it is done: ``$XDG_STATE_HOME/portwise/journal.jsonl``.

A line is on the disk (fsync(2)) before the change is made, so that whoever is killed in between leaves the intent.
`portwise who` looks in here too: it does not wait for 10 ms of imports where there is no journal.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

OWN = 0o600
CLOSED = getattr(os, "O_CLOEXEC", 0)  # Windows hands no descriptor on by itself, PEP 446
RECENT = 1 << 18  # bytes
LONGEST = 1 << 9  # bytes that say who is at work


def where() -> str:
    """XDG Base Directory Specification: state is below ~/.local/state unless XDG_STATE_HOME is an absolute path."""
    chosen = os.environ.get("XDG_STATE_HOME", "")
    base = chosen if chosen.startswith("/") else os.path.expanduser("~/.local/state")
    return os.path.join(base, "portwise", "journal.jsonl")


def place() -> Path:
    from pathlib import Path

    return Path(where())


def folder(path: Path) -> None:
    """Made for its owner alone.  Raises OSError with the name of what stands in the way, which no errno tells."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        there = next((str(at) for at in (path, *path.parents) if at.exists() and not at.is_dir()), "")
        why = f"{there} is no folder" if there else f"{error.filename}: {error.strerror}"
        raise OSError(error.errno, f"the journal cannot be written, {why}") from error


def note(entry: Mapping[str, object]) -> None:
    """Raises OSError where it cannot be written: then nothing is to be done either."""
    import json

    path = place()
    folder(path.parent)
    line = "\n" + json.dumps({"at": round(time.time(), 3), **entry}) + "\n"  # one that was cut off ends here
    data = line.encode()
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | CLOSED, OWN)
    try:
        if os.write(descriptor, data) != len(data):  # in one write: O_APPEND keeps lines of two writers apart
            raise OSError(errno.ENOSPC, "the journal could not be written whole")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Busy(BlockingIOError):
    """Another portwise is changing this machine."""


@contextmanager
def alone(verb: str) -> Iterator[None]:
    """
    Of all who write to this journal one changes things at a time, flock(2): the lock ends with whoever holds it.

    Raises `Busy` at once, and says who is at work.  Where no lock can be had, the journal itself cannot be written, or
    the system has none: Windows.
    """
    try:
        import fcntl

        place().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(f"{where()}.lock", os.O_RDWR | os.O_CREAT | CLOSED, OWN)
    except (ImportError, OSError):
        yield
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            who = os.pread(descriptor, LONGEST, 0).decode(errors="replace")
            raise Busy(errno.EAGAIN, f"another portwise is at work{who and f': {who}'}") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{verb[: LONGEST >> 2]} (pid {os.getpid()})".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def keep(digest: str, text: str) -> None:
    """The content of a file that is changed: for its owner alone, and on the disk before the change is."""
    path = copy(digest)
    folder(path.parent)
    path.unlink(missing_ok=True)  # one that was cut off
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | CLOSED, OWN)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text.encode("utf-8", "surrogateescape"))
        file.flush()
        os.fsync(file.fileno())


def kept(digest: str) -> str:
    """Raises OSError where it is not there, or is not what was kept."""
    from hashlib import sha256

    data = copy(digest).read_bytes()
    if f"sha256:{sha256(data).hexdigest()}" != digest:
        raise OSError(errno.EIO, "the copy of the file is damaged")
    return data.decode("utf-8", "surrogateescape")


def forget(digest: str) -> None:
    """What came back needs no copy."""
    copy(digest).unlink(missing_ok=True)


def copy(digest: str) -> Path:
    from hashlib import sha256

    name = digest.removeprefix("sha256:")
    if len(name) != len(sha256().hexdigest()) or not name.isalnum():
        raise OSError(errno.EINVAL, "no digest of a file")
    return place().parent / "kept" / name


def lines() -> tuple[dict[str, object], ...]:
    """All that was written down, in order; a line that was cut off by the end of the machine is left out."""
    try:
        text = place().read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return ()
    return tuple(row for line in text.splitlines() if isinstance(row := read(line), dict))


def recent(most: int = RECENT) -> tuple[dict[str, object], ...]:
    """The last lines, for who wants to know what was done lately.  Raises OSError."""
    try:
        with open(where(), "rb") as file:
            file.seek(max(file.seek(0, os.SEEK_END) - most, 0))
            text = file.read().decode("utf-8", "replace")
    except (FileNotFoundError, NotADirectoryError):
        return ()
    return tuple(row for line in text.splitlines() if isinstance(row := read(line), dict))


def read(line: str) -> object:
    import json

    try:
        return json.loads(line)
    except ValueError:
        return None
