"""Waiting for what nobody tells: to look again until it is so, and not to spend the time with looking."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
LOOK_AGAIN = 0.01  # seconds between two looks, at least
LEISURE = 9  # times as long as a look took: whoever starts meanwhile wants the processor too


def waited(holds: Callable[[], object], patience: float, over: Callable[[], object] = lambda: False) -> bool:
    """Whether it came to hold within *patience* seconds, and before it was *over*."""
    deadline = time.monotonic() + patience
    while (began := time.monotonic()) < deadline:
        if holds():
            return True
        if over():
            return False
        time.sleep(max(LOOK_AGAIN, LEISURE * (time.monotonic() - began)))
    return False


def brought(look: Callable[[], T], is_fine: Callable[[T], object], patience: float) -> T:
    """What the first look brought that was fine, or else the last one within *patience* seconds."""
    last: list[T] = []

    def holds() -> object:
        last[:] = [look()]
        return is_fine(*last)

    waited(holds, patience)
    return last[0]
