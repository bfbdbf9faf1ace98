"""Evidence that travels: what was asked and observed at one place, to be judged at another."""

from __future__ import annotations

from portwise.model.evidence import Observation
from portwise.model.reading import Reading
from portwise.model.record import NamedTuple
from portwise.model.repeat import Repeat
from portwise.model.start import Start
from portwise.model.target import Target
from portwise.model.testimony import Heard
from portwise.model.vantage import OWN_PLACE

SCHEMA = "portwise.bundle/1"
MOST = 10 * 1024 * 1024  # bytes of a file that is read


class NotABundle(ValueError):
    """A file that holds no evidence of ours; one line for a person says why."""


class Found(NamedTuple):
    """What the version that made it said; another one may know more."""

    cause: str
    state: str


class Bundle(NamedTuple):
    target: Target
    observations: tuple[Observation, ...]
    version: str  # of the portwise that made it
    platform: str  # linux, macos, windows
    deep: bool = False
    vantage: str = OWN_PLACE
    elapsed_ms: float = 0.0
    repeat: Repeat | None = None
    heard: Heard | None = None
    start: Start | None = None  # the command that was started for it, as it was left
    asked: str = ""  # the target that was named beside the command
    found: tuple[Found, ...] = ()
    reading: Reading | None = None  # what a text told, alone or beside what was measured
