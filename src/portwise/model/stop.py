"""What `portwise stop` would do, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.who import Who

SCHEMA = "portwise.stop/1"


class Row(NamedTuple):
    """One process of the table that a decision rests on."""

    process: Process
    parent: int
    uid: int
    state: str  # R S D T t Z, proc_pid_stat(5)


class Owner(NamedTuple):
    """A process that holds the listening socket, and who would start it again."""

    process: Process
    program: str  # what people call it
    unit: str  # of systemd, "" without
    container: str  # "docker container 4f3a…", "" without
    keeper: Process | None  # a supervisor among its ancestors that starts it again
    keeper_called: str
    lends: str = ""  # to whom others owe their connection or terminal: "VS Code", "tmux", "sshd"


class Scene(NamedTuple):
    """All that a decision rests on, as it was at one moment."""

    port: int
    me: int  # pid
    uid: int
    owners: tuple[Owner, ...]
    rows: Mapping[int, Row]  # every process that may be seen
    hidden: str  # why there may be further owners, "" where there are none
    users: Mapping[int, str] = MappingProxyType({})  # their names, passwd(5)
    theirs: int | None = None  # the number of another user, where a socket is his and nobody who has it is shown


class Told(NamedTuple):
    """What the user allowed by name."""

    user: str = ""  # whose processes may be stopped beside one's own
    user_id: int | None = None
    supervisor: bool = False  # stop who would start it again, in place of the server alone
    kill: bool = False  # end by force what does not end by itself, with all below it


class Refused(NamedTuple):
    """Why nothing is signalled, and whose switch it is."""

    process: Process | None  # None: nobody that can be named
    program: str
    why: str
    instead: tuple[str, ...]  # a command, empty where there is none


class Ending(NamedTuple):
    """One process to be asked to end, and all who are below it."""

    process: Process
    program: str
    tree: tuple[Process, ...]  # itself first
    stopped: bool  # it takes no signal before it is continued


class Plan(NamedTuple):
    port: int
    endings: tuple[Ending, ...]
    refused: tuple[Refused, ...]  # where there is one, nothing is signalled


class Keeper(NamedTuple):
    """Who has started it again: found out afterwards, for a loop in a shell has no name."""

    process: Process
    called: str  # "shell sh", "node"
    scripted: bool  # a shell with commands of its own, and nobody's terminal


class Outcome(NamedTuple):
    """What was signalled, and who has the port now."""

    signalled: tuple[tuple[Process, str], ...]  # process and signal, in order
    changed: str  # why nothing was signalled: the world was another when it came to it; "" else
    alive: tuple[Process, ...]  # of the tree, when the time was up
    after: Who
    freed: bool  # nobody listens with the port any more
    elapsed_ms: float
    again: Keeper | None = None  # who has started it again; it is not free then
