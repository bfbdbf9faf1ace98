"""
Ctrl-C, SIGTERM and the end of the terminal, for those who have something to put away first.

Between `hold` and `go_on` a signal waits; at any other time it is raised where the program stands.
"""

from __future__ import annotations

import os
import signal
from contextlib import AbstractContextManager
from types import FrameType, TracebackType
from typing import Any, NoReturn, Self

HEEDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Ended(BaseException):
    """A signal asked for our end; `as_asked` ends us by it."""

    def __init__(self, number: int) -> None:
        self.number = number

    def as_asked(self) -> NoReturn:
        """By the signal itself, so that whoever sent it sees that it was heeded (128 + its number in a shell)."""
        signal.signal(self.number, signal.SIG_DFL)
        os.kill(os.getpid(), self.number)
        raise SystemExit(128 + self.number)


class Interrupts(AbstractContextManager["Interrupts"]):
    """Only in the main thread, signal(2) for Python; in another one nothing is changed."""

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._held, self._waiting = True, 0

    def __enter__(self) -> Self:
        for number in HEEDED:
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup(1)
                try:
                    self._before[number] = signal.signal(number, self._come)
                except ValueError:
                    return self
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if kind is None:  # one that came while something was put away
            self._raise()

    def _come(self, number: int, _: FrameType | None) -> None:
        self._waiting = self._waiting or number
        if not self._held:
            self._raise()

    def _raise(self) -> None:
        number, self._waiting = self._waiting, 0
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        if number:
            raise Ended(number)

    @property
    def waiting(self) -> bool:
        """Whether a signal waits: somebody has no patience any more."""
        return self._waiting != 0

    def hold(self) -> None:
        self._held = True

    def go_on(self) -> None:
        self._held = False
        self._raise()
