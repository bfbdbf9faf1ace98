"""From where a target is tried: this process, or another place that is asked for by name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from portwise.model.outcome import Outcome
from portwise.model.record import NamedTuple
from portwise.model.target import Spot

OWN_PLACE = "this process"
PLACE = "text"  # of a report that a text was read for
CHECKER = "checker"  # a service outside; it tells of one address, and no diagnosis is made there
BROWSERS = ("chromium", "chrome", "edge", "firefox")
TAKES = {
    "browser": "browser, or browser:" + "|".join(BROWSERS),
    "container": "container:NAME",
    "netns": "netns:NAME, or netns:PID",
    "ssh": "ssh:HOST, or ssh:USER@HOST",
}
NAMES = {
    "browser": "|".join(BROWSERS),
    "container": r"[A-Za-z0-9][A-Za-z0-9_.-]{0,254}",  # the engines' own rule for names and ids
    "netns": r"(?!\.{1,2}$)[^/\s\x00-\x1f\x7f-\x9f-][^/\s\x00-\x1f\x7f-\x9f]{0,254}",  # a file of a folder
    "ssh": r"[^\s\x00-\x1f\x7f-\x9f-][^\s\x00-\x1f\x7f-\x9f]{0,254}",  # never an option of ssh
}


class NotAVantage(ValueError):
    """Text that names no vantage."""


class NoVantage(Exception):
    """It is understood, and cannot be taken: no such container, no permission, no browser.  One line for a person."""


class Vantage(NamedTuple):
    """A place other than this process."""

    kind: str  # browser, container, netns, ssh
    name: str  # "" where any will do, which only a browser may

    @classmethod
    def of(cls, text: str) -> Vantage:
        """Read ``container:web`` and its like.  Raises `NotAVantage`."""
        kind, colon, name = text.partition(":")
        if kind not in TAKES:
            raise NotAVantage(f"a vantage is one of {'; '.join(TAKES.values())}")
        if (kind == "browser" and not colon) or re.fullmatch(NAMES[kind], name):
            return cls(kind, name)
        raise NotAVantage(f"this vantage is written {TAKES[kind]}")

    @property
    def is_far(self) -> bool:
        """Whether it has a network of its own, and not one of this machine."""
        return self.kind == "ssh"

    @property
    def hears(self) -> bool:
        """Whether what other clients met here is of use there: a browser stands where they stood."""
        return self.kind == "browser"

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}" if self.name else self.kind


class Met(NamedTuple):
    """What one spot met at the furthest layer; None where that is not known."""

    spot: Spot
    outcome: Outcome | None
    own: bool = False  # whether its address is known to be one of portwise's own place


class Plain(NamedTuple):
    """What the same target met from portwise's own place, where the diagnosis is made from another one."""

    vantage: Vantage  # the other one
    symptom: Outcome | None  # the first failure; None where all is well
    tried: tuple[Met, ...]
    name: str = ""  # why the name gave no address here, if it did not
    namespace: int = 0  # of the network of portwise's own place, by inode; 0 where it is not known
    blamed: tuple[str, ...] = ()  # causes that explain it from here, where somebody looked for any
    doubted: tuple[str, ...] = ()  # and those that would, and could not be seen

    @property
    def is_known(self) -> bool:
        """Whether every attempt was made, or the name stands for nothing."""
        return self.symptom is not None or (bool(self.tried) and all(one.outcome is not None for one in self.tried))

    @property
    def works(self) -> bool:
        return self.is_known and self.symptom is None

    def differs(self, symptom: Outcome | None, met: Mapping[Spot, Outcome | None]) -> bool:
        """Whether what was met here is known to be other than what was *met* there."""
        both = [(one.outcome, met[one.spot]) for one in self.tried if one.spot in met]
        return self.is_known and (self.symptom is not symptom or any(here is not there for here, there in both))


# What an address does not meet that lets somebody in
KEPT_OUT = frozenset({Outcome.TIMEOUT, Outcome.REFUSED, Outcome.UNREACHABLE, Outcome.DENIED})


class Compared(NamedTuple):
    """One address and port, tried from two networks."""

    place: Vantage  # the other one
    there: Outcome
    here: Outcome
    blamed: tuple[str, ...]  # what explains it here
    doubted: tuple[str, ...] = ()  # what would, and could not be seen
