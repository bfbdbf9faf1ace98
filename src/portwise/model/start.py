"""A command that was started to be watched: what its processes opened and said, and how it went."""

from __future__ import annotations

from enum import Enum

from portwise.model.inspectors import INSPECTORS
from portwise.model.overview import Exposure
from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.service import Line
from portwise.model.target import Address, Endpoint

# In the environment of what portwise starts and stops again: who that was, by pid and start time (proc_pid_stat(5))
WATCHED_BY = "PORTWISE_WATCHED_BY"
DEBUGGER = "Debugger listening on"  # as Node says it


class Doing(Enum):
    """What a socket does with its port."""

    LISTENS = "listens"
    HOLDS = "holds"  # bound, and neither listening nor connected
    RECEIVES = "receives"  # UDP


class Opened(NamedTuple):
    """A socket that a process of the command holds."""

    doing: Doing
    address: Address
    port: int
    v6only: bool
    inode: int
    process: Process

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(self.address, self.port)


class Refusal(NamedTuple):
    """A bind(2) that failed, as the command tells it."""

    errno: str  # EADDRINUSE, EACCES, EADDRNOTAVAIL
    address: str  # "" where it names none
    port: int  # 0 where it names none
    text: str  # the line, redacted


class Member(NamedTuple):
    """A process of the command, and the scheduler's letter for it (proc_pid_stat(5))."""

    process: Process
    state: str


class Exit(NamedTuple):
    """How the process that was started ended."""

    status: int  # 0 where a signal ended it
    signal: str = ""  # SIGSEGV, …


class Glimpse(NamedTuple):
    """One look at the command."""

    at: float  # seconds after its start
    members: tuple[Member, ...] = ()  # those that have not ended
    opened: tuple[Opened, ...] = ()
    strangers: frozenset[int] = frozenset()  # ports on which others have begun to listen meanwhile
    lines: tuple[Line, ...] = ()  # understood, since the look before
    refusals: tuple[Refusal, ...] = ()  # since the look before
    last: tuple[str, ...] = ()  # the last lines so far, redacted
    unfinished: Line | None = None  # a line without its end, as a question is
    spoke: bool = False  # whether anything was written since the look before
    exit: Exit | None = None
    held: tuple[str, ...] = ()  # what keeps a process of it, in the words of the kernel; looked for when all is quiet
    there: bool = False  # somebody listens on the socket file that was asked for


class End(Enum):
    """Why watching came to its end."""

    LISTENS = "it listens"
    ENDED = "it has ended"
    STUCK = "it does not get on"
    TIME = "time was up"


class Start(NamedTuple):
    """The command, and what was seen of it until watching came to its end."""

    command: tuple[str, ...]  # redacted
    folder: str
    process: Process | None  # which was started
    end: End
    exit: Exit | None  # None: it runs
    watched_ms: float
    running: tuple[Member, ...] = ()
    opened: tuple[Opened, ...] = ()  # when watching ended, or the last that there were
    said: tuple[Line, ...] = ()  # the lines that were understood
    refusals: tuple[Refusal, ...] = ()
    last: tuple[str, ...] = ()  # its last lines, redacted
    held: tuple[str, ...] = ()  # what keeps a process of it from getting on, one sentence each
    kept: bool = False  # it was left running
    log: str = ""  # the file that its output goes to, where it was left running
    stopped: str = ""  # the last signal that was needed to end all of it, "" where none was
    left: tuple[Process, ...] = ()  # what runs still; without `kept` what could not be stopped
    groups: tuple[int, ...] = ()  # the process groups of what was left running, as kill(1) takes them

    @property
    def doors(self) -> tuple[Opened, ...]:
        """What a client could come to, debuggers' doors aside."""
        return doors(self.opened, self.said)

    @property
    def exposure(self) -> Exposure | None:
        return exposure(tuple(o.address for o in self.doors))


def doors(opened: tuple[Opened, ...], said: tuple[Line, ...]) -> tuple[Opened, ...]:
    """What serves; an inspector is known by its port, or because it says where it listens."""
    inspectors = INSPECTORS | {line.port for line in said if line.text.startswith(DEBUGGER)}
    return tuple(one for one in opened if one.doing is not Doing.HOLDS and one.port not in inspectors)


def exposure(addresses: tuple[Address, ...]) -> Exposure | None:
    if not addresses:
        return None
    if any(address.is_unspecified for address in addresses):
        return Exposure.EVERYWHERE
    return Exposure.LOOPBACK if all(address.is_loopback for address in addresses) else Exposure.NETWORK
