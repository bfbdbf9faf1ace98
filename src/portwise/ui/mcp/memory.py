"""The last reports and plans of one session, by their ids: a plan that is old, or of another session, is no plan."""

from __future__ import annotations

import itertools
import time
from typing import Generic, TypeVar

T = TypeVar("T")

MOST = 20
FRESH = 600.0  # seconds that a plan is good for


class Memory(Generic[T]):
    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.kept: dict[str, tuple[float, T]] = {}
        self.numbers = itertools.count(1)

    def keep(self, value: T, id_: str = "") -> str:
        id_ = id_ or f"{self.prefix}{next(self.numbers)}"
        self.kept[id_] = (time.monotonic(), value)
        while len(self.kept) > MOST:
            del self.kept[next(iter(self.kept))]
        return id_

    def get(self, id_: str, fresh: bool = False) -> T | None:
        found = self.kept.get(id_)
        if found is None or (fresh and time.monotonic() - found[0] > FRESH):
            return None
        return found[1]

    def ids(self) -> list[str]:
        return list(self.kept)
