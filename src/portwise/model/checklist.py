"""A list of checks as people work through it, with what this machine says to each."""

from __future__ import annotations

from enum import Enum

from portwise.model.record import NamedTuple
from portwise.model.report import Step


class Mark(Enum):
    """How one check came out."""

    FINE = "ok"
    WRONG = "failed"
    OPEN = "unknown"  # it could not be looked at, or what was seen does not decide it
    BESIDE = "not-applicable"


class Table(Enum):
    CHECKLIST = "checklist"  # from the application to the gateway
    GUIDE = "guide"  # from the outside to the inside
    MATRIX = "matrix"  # what it is like, and where to look first then


class Equivalent(NamedTuple):
    """The command that shows a person the same."""

    platform: str  # linux, macos, windows, or any
    argv: tuple[str, ...]


class Item(NamedTuple):
    """One check, done."""

    table: Table
    number: int  # in its table, from 1
    id: str  # stable, and within one table unique
    asks: str
    state: Mark
    observed: str
    cites: tuple[str, ...]  # ids of the observations that it rests on
    commands: tuple[Equivalent, ...]
    expected: str  # what one sees where all is well
    advice: str  # where it failed and no cause says more
    to_know: str  # what would settle it, "" where it is settled
    causes: tuple[str, ...]  # those that stand against it
    steps: tuple[Step, ...]  # theirs
