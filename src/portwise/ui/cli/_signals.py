"""Who is ended in an orderly way has still to put things away: SIGTERM, and a terminal that is closed."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

SIGNALLED = 128  # and the number of the signal, as a shell reports it


@contextmanager
def until_ended() -> Iterator[None]:
    """
    Raises SystemExit with the exit code that a shell expects, so that what is inside comes to its end.

    Whoever was told to take no notice of a signal goes on, nohup(1).
    """

    def ended(number: int, _: object) -> None:
        raise SystemExit(SIGNALLED + number)

    numbers = dict.fromkeys((signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)))  # Windows has no SIGHUP
    heeded = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, ended) for number in heeded}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
