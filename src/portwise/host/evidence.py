"""Files of evidence, written and read; and the one thing in them that nobody can guess."""

from __future__ import annotations

import os
import sys

STDIN = "-"


def write(path: str, data: bytes) -> int:
    """
    A new file, or none.  Raises FileExistsError where there is one, whatever is in it.

    What could not be written whole is taken away again: half a page says something else.
    """
    with open(path, "xb") as file:
        try:
            file.write(data)
            file.flush()
        except OSError:
            os.unlink(path)
            raise
    return len(data)


def read(path: str, most: int) -> bytes:
    """A file, or standard input for ``-``: at most one byte more than *most*.  Raises OSError."""
    if path == STDIN:
        return sys.stdin.buffer.read(most + 1)
    with open(path, "rb") as file:
        return file.read(most + 1)


def salt() -> bytes:
    """Without it nobody finds out by trying which address stands behind another."""
    return os.urandom(16)
