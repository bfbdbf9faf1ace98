"""What services say of themselves: the lines of their logs, what they wait for, what they were told."""

from enum import Enum
from typing import NamedTuple

from portwise.model.process import Process


class Tail(NamedTuple):
    """The end of a file as `host` hands it over, secrets gone."""

    modified: float  # seconds since the epoch
    lines: tuple[str, ...]


class Kind(Enum):
    """What a line of a log tells."""

    LISTENING = "listening"
    IN_USE = "address in use"
    ERROR = "error"
    WAITING = "waiting for a change"  # a watcher that gave its child up
    LOCKED = "another instance is said to run"
    ASKING = "question"


class Line(NamedTuple):
    kind: Kind
    port: int  # 0: the line names none
    text: str  # one line, redacted


class Log(NamedTuple):
    """A log file, and those of its last lines that were understood, in their order."""

    path: str
    quiet: float  # seconds since somebody wrote to it
    lines: tuple[Line, ...]
    writers: tuple[Process, ...]  # who has it open for writing, among the processes of the project
    output_of: str = ""  # the command that portwise started and heard it from; there is no file then


class Wait(NamedTuple):
    """What a process is waiting for that only somebody else can end."""

    kind: str  # "terminal", "lock"
    what: str  # the terminal or the locked file, "" where it is not known
    holder: int = 0  # pid of whoever has the lock, 0 where it is not known


class Setting(NamedTuple):
    """A variable that a process was started with, redacted."""

    name: str
    value: str


class Unit(NamedTuple):
    """A service or a socket of systemd, or a program that pm2 or supervisord keeps, and how it fares."""

    name: str  # nginx.service, shop.socket
    active: str  # active, activating, failed, inactive, …
    sub: str  # running, auto-restart, dead, failed, listening, …
    result: str  # success, exit-code, signal, oom-kill, start-limit-hit, trigger-limit-hit, …
    status: int  # of its main process: exit status, or the signal where it was killed
    killed: bool
    restarts: int
    ports: tuple[int, ...]  # those that a socket listens on, or that the command of a service wants
    triggers: tuple[str, ...]  # the services that a socket starts
    keeper: str = "systemd"
    words: tuple[Line, ...] = ()  # what was understood of the last lines that it wrote
    log: str = ""  # the file that they are in; "" for the journal


class End(Enum):
    """How the kernel ended a process, as its log tells."""

    MACHINE_MEMORY = "the memory of the machine was used up"
    GROUP_MEMORY = "its control group had used up its memory"
    FAULT = "it touched memory that is not its own"  # SIGSEGV


class Kill(NamedTuple):
    """A process that the kernel ended."""

    pid: int  # in the first pid namespace
    name: str
    how: End
    group: str  # the control group that had no memory left, "" where it was another reason
    ago: float  # seconds
