"""Processes of a checkout that nobody looks after any more, and what came of ending them."""

from __future__ import annotations

from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.stop import Ending, Refused

SCHEMA = "portwise.stale/1"


class Stale(NamedTuple):
    """One tree of processes, and why it is taken for left over."""

    ending: Ending
    reasons: tuple[str, ...]
    folder: str
    ports: tuple[int, ...]  # TCP, at which it listens
    age: float | None  # seconds


class Sweep(NamedTuple):
    """All of one checkout."""

    root: str
    stale: tuple[Stale, ...]
    kept: tuple[Refused, ...]  # left over too, and not ours to end
    twice: tuple[Refused, ...]  # the same command as another one's, and both serve: whoever knows which may end one
    others: int  # processes of the checkout that are looked after


class Swept(NamedTuple):
    signalled: tuple[tuple[Process, str], ...]
    changed: str  # why nothing was signalled; "" else
    alive: tuple[Process, ...]
    ports: tuple[int, ...]  # those that are free now
    elapsed_ms: float
