"""What runs here, and what should: the answer to `portwise` alone."""

from __future__ import annotations

from enum import Enum

from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.settings import Declared
from portwise.model.target import Address

SCHEMA = "portwise.overview/1"


class Exposure(Enum):
    """Who can reach a listener, filters aside."""

    LOOPBACK = "loopback"
    NETWORK = "network"  # one address that is not loopback
    EVERYWHERE = "everywhere"


class Service(NamedTuple):
    """One holder of one port, over all its sockets."""

    port: int
    transport: str  # tcp or udp
    addresses: tuple[Address, ...]
    exposure: Exposure
    uid: int
    owner: Process | None  # None: not to be seen, or the kernel's own
    program: str  # "vite", "" where nothing can be said
    project: str
    folder: str
    age: float | None  # seconds
    kept_by: str  # the supervisor, "" without
    odd: tuple[str, ...]  # what looks wrong, one sentence each


class Wish(NamedTuple):
    """A port that the project declares, and who has it."""

    declared: Declared
    service: Service | None  # None: nobody listens there
    ours: bool | None  # whether that is this project; None: cannot be told


class Overview(NamedTuple):
    folder: str
    project: str
    services: tuple[Service, ...]
    wishes: tuple[Wish, ...]
    odd: tuple[str, ...]  # what looks wrong beside what the services say of themselves
    next: tuple[tuple[str, ...], ...]  # commands to type, the most useful first
    hidden: str  # why owners are missing, "" when none is
    home: str  # of the user who asks, "" when not known
    elapsed_ms: float
    unread: str = ""  # why it is not known what the folder declares, "" where it is
