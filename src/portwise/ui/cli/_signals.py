"""Who is ended in an orderly way has still to put things away: SIGTERM, and a terminal that is closed."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALLED = 128  # and the number of the signal, as a shell reports it


@contextmanager
def until_ended() -> Iterator[None]:
    """
    Raises SystemExit with the exit code that a shell expects, once what is inside has come to its end.

    It ends as by Ctrl-C: an event loop has a way of its own for that, and an exception in the midst of one of its
    callbacks may get lost.  Whoever was told to take no notice of a signal goes on, nohup(1).
    """
    told: list[int] = []

    def ended(number: int, frame: FrameType | None) -> None:
        told.append(number)
        interrupt = signal.getsignal(signal.SIGINT)
        if not callable(interrupt):  # a shell starts what it leaves in the background without Ctrl-C
            raise SystemExit(SIGNALLED + number)
        interrupt(signal.SIGINT, frame)

    numbers = dict.fromkeys((signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)))  # Windows has no SIGHUP
    heeded = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, ended) for number in heeded}
    try:
        yield
    except KeyboardInterrupt:
        if not told:
            raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if told:
        raise SystemExit(SIGNALLED + told[0])
