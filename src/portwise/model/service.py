"""What services say of themselves: the lines of their logs, what they wait for, what they were told."""

from __future__ import annotations

import re
from enum import Enum
from ipaddress import ip_network

from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.target import Address

BIND = r"(?:(?P<family>ipv[46]):?)?(?:(?P<protocol>tcp|udp):?)?(?P<ports>any|\d+(?:-\d+)?)?"

WORDS = r"(?s).*[^\w.:@%-]"  # to the end of the last word, name or address


def cut(text: str, most: int) -> str:
    """At most so many letters, and none of its words in half: half a name or address would be known for none."""
    if len(text) <= most:
        return text
    whole = re.match(WORDS, text[: most + 1])
    return text[: whole.end() - 1].rstrip() if whole and whole.end() > most // 2 else text[:most]


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


class Job(NamedTuple):
    """A job of a shell, as the kernel knows it: bash(1), "JOB CONTROL"."""

    shell: Process  # that leads the session
    terminal: str  # /dev/pts/3, "" for one without a usual name
    group: int  # its process group
    foreground: int  # the group that has the terminal now
    command: tuple[str, ...]  # of whoever leads the group, redacted
    alone: bool  # no other job of that shell is stopped


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


class Confinement(NamedTuple):
    """What a unit of systemd takes from its processes of the network: systemd.exec(5), systemd.resource-control(5)."""

    private: bool = False  # PrivateNetwork=
    families: str = "~"  # RestrictAddressFamilies=: those that are left, or after a tilde those that are not
    addresses_denied: tuple[str, ...] = ()  # IPAddressDeny=: prefixes
    addresses_allowed: tuple[str, ...] = ()  # these come first
    binds_denied: tuple[str, ...] = ()  # SocketBindDeny=: any, ipv4:tcp:3000-3010
    binds_allowed: tuple[str, ...] = ()  # these come first

    def forbids_family(self, version: int) -> bool:
        family = {4: "AF_INET", 6: "AF_INET6"}[version]
        denied = self.families.startswith("~")
        return (family in self.families.removeprefix("~").split()) is denied

    def forbids_address(self, address: Address) -> bool:
        return within(address, self.addresses_denied) and not within(address, self.addresses_allowed)

    def forbids_bind(self, version: int, port: int) -> bool:
        return any(fits(rule, version, port) for rule in self.binds_denied) and not any(
            fits(rule, version, port) for rule in self.binds_allowed
        )


def within(address: Address, prefixes: tuple[str, ...]) -> bool:
    networks = (ip_network(prefix, strict=False) for prefix in prefixes)
    return any(address.version == network.version and address in network for network in networks)


def fits(rule: str, version: int, port: int) -> bool:
    """One of SocketBindDeny= for TCP; systemd 252 prints no colon before the ports where there is a protocol."""
    found = re.fullmatch(BIND, rule)
    if found is None or found["family"] not in (None, f"ipv{version}") or found["protocol"] not in (None, "tcp"):
        return False
    low, _, high = (found["ports"] or "").partition("-")
    return not low.isdecimal() or int(low) <= port <= int(high or low)


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
