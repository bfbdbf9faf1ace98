"""The command lines of all processes, read once for those who ask for them one after another."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

FRESH = 0.05  # seconds; who asks in one round of collecting asks within it


class CommandLines:
    """Of one machine, as they were at most a moment ago; looking through all of them again costs what reading cost."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read, self._at = read, float("-inf")
        self._rows: tuple[tuple[int, bytes], ...] = ()

    def __iter__(self) -> Iterator[tuple[int, bytes]]:
        """Every other process that has one, by its pid."""
        if time.monotonic() - self._at >= FRESH:
            me = str(os.getpid())
            pids = sorted(int(name) for name in os.listdir("/proc") if name.isdigit() and name != me)
            self._rows = tuple((pid, line) for pid in pids if (line := self._read(str(pid))))
            self._at = time.monotonic()
        return iter(self._rows)
