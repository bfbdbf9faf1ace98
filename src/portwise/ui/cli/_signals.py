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
        if not callable(interrupt):  # ignored on Windows, where nothing can be held back
            raise SystemExit(SIGNALLED + number)
        interrupt(signal.SIGINT, frame)

    numbers = dict.fromkeys((signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)))  # Windows has no SIGHUP
    heeded = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, ended) for number in heeded}
    try:
        with deaf_as_before():
            yield
    except KeyboardInterrupt:
        if not told:
            raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if told:
        raise SystemExit(SIGNALLED + told[0])


@contextmanager
def deaf_as_before() -> Iterator[None]:
    """
    Whoever was started to ignore Ctrl-C, as a shell starts what it leaves in the background, does not hear it now.

    It is held back instead, so that what ends as by Ctrl-C finds the handler that it goes by; sigprocmask(2).
    """
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # what was held back is gone with that, signal(7)
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
