"""What somebody says of other clients and of earlier: told and not measured."""

from __future__ import annotations

from portwise.model.client import Client
from portwise.model.process import Process
from portwise.model.record import NamedTuple

YOU_SAID = "you said"


class Saw(NamedTuple):
    """What one client met, as somebody tells it."""

    client: str  # chrome, curl, node, …
    kind: Client
    word: str  # what it said, as its makers spell it: ERR_CONNECTION_REFUSED, 502, ok
    outcomes: tuple[str, ...]  # of the catalogue, which has more than a probe can meet; the likeliest first
    causes: tuple[str, ...] = ()  # ids that the word itself points to

    @property
    def works(self) -> bool:
        return self.outcomes[0] == "connected"

    @property
    def about_tls(self) -> bool:
        """Whether it got as far as TLS and no further."""
        return self.outcomes == ("tls-error",)


class Testimony(NamedTuple):
    """Everything that was told."""

    saw: tuple[Saw, ...] = ()
    worked_until: float | None = None  # seconds since the epoch


NOTHING = Testimony()


class Change(NamedTuple):
    """Something of this machine that is not as it was."""

    at: float  # seconds since the epoch
    when: str  # the same for a person, in the time zone of the machine
    kind: str  # process, file, certificate, package, start
    what: str  # "vite (pid 35301) started", for a person
    process: Process | None = None
    file: str = ""


class Changes(NamedTuple):
    """The latest first, as far as the machine remembers."""

    rows: tuple[Change, ...]
    unread: tuple[str, ...]  # where nobody could look, with the reason


class Elsewhere(NamedTuple):
    """What spares the client that portwise is, and hits the one that was told of; and what would settle it."""

    cause: str  # id in the catalogue
    says: str
    test: str
    command: tuple[str, ...] = ()
    known: bool = False  # whether this version can look for it on the machine by itself


class Heard(NamedTuple):
    """What follows from testimony, beside what it does to the order of the findings."""

    testimony: Testimony
    contradictions: tuple[str, ...]  # with what was measured, which stands
    elsewhere: tuple[Elsewhere, ...]
    fits: tuple[str, ...]  # ids of causes that could not be tested, and that what was said speaks for
    since: str = ""  # until when it worked, for a person
    changes: Changes = Changes((), ())
