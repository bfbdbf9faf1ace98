"""Who has a port: the answer to `portwise who`."""

from __future__ import annotations

from enum import Enum

from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.target import Address

SCHEMA = "portwise.who/1"


class Standing(Enum):
    KNOWN = "known"  # a package, a unit, a container, a project or a well-known program stands behind it
    UNKNOWN = "unknown"
    SUSPICIOUS = "suspicious"


class Way(Enum):
    """How a socket has the port."""

    LISTENS = "listens"
    BOUND = "bound, and does not listen"
    DATAGRAMS = "receives datagrams"
    CONNECTED = "uses it as the near end of a connection"
    ELSEWHERE = "listens in another network namespace"


class Holder(NamedTuple):
    """One process that holds the port.  What could not be read is empty, and `unread` says why."""

    process: Process
    program: str  # what people call it: "vite", "node server.js"
    command: tuple[str, ...]  # redacted
    exe: str
    package: str  # of the distribution, "" where none lists the program file
    user: str
    folder: str
    project: str
    worktree: str  # root of the git worktree
    age: float | None  # seconds
    started_by: tuple[str, ...]  # ancestors, nearest first
    kept_by: str  # who starts it again or looks after it: "systemd unit nginx.service"
    orphaned: bool
    state: str  # R S D T t Z, proc_pid_stat(5)
    standing: Standing
    because: tuple[str, ...]  # why suspicious, or what else is remarkable
    unread: str = ""
    branch: str = ""  # of that worktree: "feat", "commit 1f2e3d4c5b6a"
    worktree_of: str = ""  # the repository of a linked one, git-worktree(1)


class Held(NamedTuple):
    """The sockets of one kind that the same processes hold."""

    way: Way
    transport: str
    addresses: tuple[Address, ...]
    uid: int
    holders: tuple[Holder, ...]  # none: hidden, or the kernel's own
    hidden: str = ""  # why no process is named
    namespace: int = 0  # of Way.ELSEWHERE, by inode
    user: str = ""  # whose the socket is where no process is named: a name, or the number where none is listed


class Peer(NamedTuple):
    """Connections of clients with the port, by where they come from."""

    address: Address
    connections: int


class Former(NamedTuple):
    """Who had the port until `portwise stop` or `fix` ended it."""

    process: Process
    ago: float  # seconds


class Who(NamedTuple):
    port: int
    usually: str  # "usually PostgreSQL"
    held: tuple[Held, ...]
    peers: tuple[Peer, ...]
    remains: int  # connections in TIME_WAIT: somebody had the port a minute ago
    unknown: tuple[str, ...]  # tables that could not be read, and why
    elapsed_ms: float
    before: tuple[Former, ...] = ()  # who had it and was ended by portwise, the last first
    reserved: tuple[str, ...] = ()  # what the system itself keeps the port for, whoever has it
