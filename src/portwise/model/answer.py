"""What somebody answered, claim by claim, and what the evidence says to each."""

from __future__ import annotations

from enum import Enum

from portwise.model.record import NamedTuple

SCHEMA = "portwise.answer/1"


class Worth(Enum):
    SUPPORTED = "supported"
    REFUTED = "refuted"
    UNTESTED = "untested"


class Claim(NamedTuple):
    """One sentence that says what it is, or what it is not."""

    line: int
    says: str
    about: str  # in a word or two: "a firewall", "port 3000"
    causes: tuple[str, ...] = ()  # ids that it names; empty: it speaks of a socket
    denies: bool = False
    port: int = 0  # of a sentence about a socket
    pid: int = 0
    nobody: bool = False  # that nobody listens there


class Judged(NamedTuple):
    claim: Claim
    worth: Worth
    why: tuple[str, ...]  # sentences of the evidence, each with its source
    settle: tuple[str, ...] = ()  # what would tell, where it is untested


class Answer(NamedTuple):
    """A whole answer."""

    judged: tuple[Judged, ...]
    sentences: int  # that were read
    target: str
    says: str  # what portwise itself says of the same evidence

    def count(self, worth: Worth) -> int:
        return sum(one.worth is worth for one in self.judged)
