"""A command is started once and watched, its address is diagnosed, and all that it started is stopped again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from portwise.app import unaddressed
from portwise.app.diagnose import diagnose
from portwise.app.manner import AS_USUAL, Manner
from portwise.collect import launched as sockets
from portwise.collect import openfiles, staff
from portwise.collect import stuck as plight
from portwise.collect.wanted import wanted
from portwise.host.api import Host
from portwise.host.interrupts import Ended, Interrupts
from portwise.host.launch import Launch
from portwise.model.evidence import Answer, Known
from portwise.model.facts import HERE, STARTED, TOLD, WAITING
from portwise.model.process import Process
from portwise.model.report import Report, Verdict
from portwise.model.service import Kind, Wait
from portwise.model.start import Doing, Glimpse, Refusal, Start
from portwise.model.target import Intent, Target, Transport
from portwise.reason import aiming, following, joining

PATIENCE = 20.0  # seconds until a server listens, where nobody says otherwise
PAUSE = 0.02  # seconds between two looks: nothing tells when listen(2) happens
SHARE = 4  # a look may take a quarter of the time

Hear = Callable[[str], None]  # is handed each line of the output, redacted


class NotStarted(Exception):
    """The command cannot be run, and why."""


class Asked:
    """What to start, and how."""

    __slots__ = ("argv", "keep", "manner", "patience", "target")

    def __init__(
        self,
        argv: tuple[str, ...],
        target: Target | None = None,
        patience: float = PATIENCE,
        keep: bool = False,
        manner: Manner = AS_USUAL,
    ) -> None:
        self.argv, self.target, self.patience, self.keep, self.manner = argv, target, patience, keep, manner


def start_and_diagnose(asked: Asked, host: Host, hear: Hear) -> Report:
    """
    Raises `NotStarted`.  A signal that asks for our end stops the command first.

    The command goes on only where it was asked to and the diagnosis came to its end.
    """
    try:
        with Interrupts() as interrupts:
            return followed(asked, host, hear, interrupts)
    except Ended as end:
        end.as_asked()


def followed(asked: Asked, host: Host, hear: Hear, interrupts: Interrupts) -> Report:
    taken = Taken(host)
    try:
        launch = Launch(asked.argv, asked.keep)
    except (OSError, ValueError) as error:  # a NUL in a word is a ValueError
        raise NotStarted(f"{asked.argv[0]} cannot be started: {getattr(error, 'strerror', None) or error}") from error
    report: Report | None = None
    try:
        interrupts.go_on()
        watch = Watch(asked, host, hear, launch, taken)
        report = explained(asked, host, watch.until_over(), watch)
    finally:
        interrupts.hold()
        after = afterwards(launch, asked.keep and report is not None, interrupts)
    asked_for = asked.target.raw if asked.target else ""
    return joining.afterwards(report, report.start._replace(**after), asked_for) if report.start else report


def afterwards(launch: Launch, keeps: bool, interrupts: Interrupts) -> dict[str, Any]:
    """What becomes of the command, as fields of `Start`; a second Ctrl-C leaves it no time to end by itself."""
    needed, left = (
        ("", tuple(m.process for m in launch.members())) if keeps else launch.stop(lambda: interrupts.waiting)
    )
    kept = keeps and bool(left)
    groups = launch.groups() if kept else ()
    launch.close(kept)
    return {"kept": kept, "log": launch.log if kept else "", "stopped": needed, "left": left, "groups": groups}


class Taken:
    """What there was before the command."""

    def __init__(self, host: Host) -> None:
        try:
            rows = tuple(sockets.sockets(host))
        except OSError as error:
            raise NotStarted(f"the sockets of this machine cannot be read: {error.strerror}") from error
        self.inodes = frozenset(socket.inode for _, socket in rows)
        self.ports = frozenset(socket.port for doing, socket in rows if doing is Doing.LISTENS)
        self.datagrams = frozenset(socket.port for doing, socket in rows if doing is Doing.RECEIVES)


class Watch:
    """The loop of looks at one command."""

    def __init__(self, asked: Asked, host: Host, hear: Hear, launch: Launch, taken: Taken) -> None:
        self.asked, self.host, self.hear, self.launch, self.taken = asked, host, hear, launch, taken
        self.folder = host.me().folder
        self.wants: dict[Process, int] = {}
        self.places: dict[Process, str] = {}
        unix = asked.target is not None and asked.target.transport is Transport.UNIX
        self.target_file = asked.target.path if unix and asked.target else None
        self.quoted = ("", 0)  # the place that stands in the source which a traceback of it shows
        self.named: set[int] = set()  # ports on which it says that it listens
        self.born = host.now()

    def until_over(self) -> Start:
        state, pause = following.Followed((self.asked.target and self.asked.target.port) or 0), PAUSE
        while (end := following.over(state, self.asked.patience)) is None:
            self.launch.wait(min(pause, max(self.asked.patience - state.at, 0.0)))
            began = self.host.now()
            state = following.saw(state, self.look(state.quiet))
            pause = max(PAUSE, (self.host.now() - began) * SHARE)
        if text := self.launch.unfinished()[0]:
            self.hear(text)
        return following.started(state, self.launch.command, self.folder, self.launch.process, end)

    def look(self, quiet: bool) -> Glimpse:
        """Processes first and words last: what has ended has said all that it had to say."""
        members = self.launch.members()
        rows = [(doing, s) for doing, s in sockets.sockets(self.host) if s.inode not in self.taken.inodes]
        holders = sockets.inodes(self.host, [m.process for m in members]) if rows else {}
        heard = self.launch.hear()
        self.quoted = heard.quoted if heard.quoted[1] else self.quoted
        self.named |= {line.port for line in heard.lines if line.kind is Kind.LISTENING}
        if members:  # what a process with privileges hides is its own where it says so
            hidden = (s for _, s in rows if s.inode not in holders and s.port in self.named)
            holders |= {s.inode: members[0].process for s in hidden}
        for line in (*([f"… {heard.missed} lines left out"] if heard.missed else []), *heard.text):
            self.hear(line)
        for process in [m.process for m in members if m.process not in self.wants and self.has_words(m.process)]:
            self.wants[process] = self.wish(process)
            self.places[process] = self.place(process)
        return Glimpse(
            at=self.host.now() - self.born,
            members=members,
            opened=sockets.opened(rows, holders),
            strangers=frozenset(s.port for doing, s in rows if doing is Doing.LISTENS and s.inode not in holders),
            lines=heard.lines,
            refusals=heard.refusals,
            last=tuple(self.launch.last),
            unfinished=self.launch.unfinished()[1],
            spoke=heard.spoke,
            exit=self.launch.exit,
            held=plight.held(self.host, members) if quiet else (),
            there=self.target_file is not None and sockets.waits_at(self.host, self.target_file),
        )

    def has_words(self, process: Process) -> bool:
        """In the middle of execve(2) a process has none; it is asked again."""
        try:
            return any(self.host.command(process.pid))
        except (OSError, ValueError):
            return False

    def wish(self, process: Process) -> int:
        try:
            return wanted(self.host, process) or 0
        except (OSError, ValueError):
            return 0  # it has ended, or its files are broken

    def place(self, process: Process) -> str:
        """The address that its words ask to bind; many an error does not name it."""
        try:
            return sockets.address(self.host.command(process.pid))
        except (OSError, ValueError):
            return ""

    @property
    def wanted_address(self) -> str:
        return next((address for address in reversed(self.places.values()) if address), "")

    @property
    def guess(self) -> int | None:
        """The port that it probably wanted: what its processes were told, else its own words and files."""
        told = next((port for port in reversed(self.wants.values()) if port), None)
        return told or sockets.guess(self.host, self.asked.argv, self.folder)


def explained(asked: Asked, host: Host, start: Start, watch: Watch) -> Report:
    """The diagnosis of the address; where the port that it could not bind is free by now, of who should be there."""
    udp = asked.target is not None and asked.target.transport is Transport.UDP
    taken = watch.taken.datagrams if udp else watch.taken.ports
    start = start._replace(refusals=tuple(placed(one, watch) for one in start.refusals))
    guess = None if start.doors and start.running and asked.target is None else watch.guess
    target = aiming.aim(start, asked.target, guess, taken)
    report = diagnosed(asked, host, start, target) if target else None
    if target and report and target.intent is Intent.BIND and report.verdict is Verdict.REACHABLE:
        target = asked.target or (Target.parse(f"localhost:{target.port}") if target.port not in taken else None)
        report = diagnosed(asked, host, start, target) if target else None
    if report is None:
        report = unaddressed.report(start)
    return joining.joined(report, start)


def placed(refusal: Refusal, watch: Watch) -> Refusal:
    """Where it names no place: the one in the source that it shows, else the address that its words ask for."""
    if refusal.address or refusal.port:
        return refusal
    address, port = watch.quoted
    return refusal._replace(address=address or watch.wanted_address, port=port)


def diagnosed(asked: Asked, host: Host, start: Start, target: Target) -> Report:
    return diagnose(target, host, manner=asked.manner, given=given(host, start, target))


def given(host: Host, start: Start, target: Target) -> Iterable[Answer]:
    """What is known already: all about the command, and that its processes are meant to have the port."""
    yield Answer(STARTED.of(HERE), Known(start), unaddressed.source(start))
    yield from (Answer(WAITING.of(process), Known(wait), openfiles.WAITS) for process, wait in asking(host, start))
    if target.intent is Intent.CONNECT and target.port and start.running:
        yield Answer(TOLD.of(target.port), Known(told(host, start, target.port)), staff.WORDS)


def asking(host: Host, start: Start) -> Iterator[tuple[Process, Wait]]:
    """Who asks on the terminal that it has of us; its name is of no use to anybody, for it goes with the command."""
    for member in start.running:
        with suppress(OSError, ValueError):
            wait = openfiles.waiting(host, member.process)
            if wait and wait.kind == "terminal":
                yield member.process, wait._replace(what="")


def told(host: Host, start: Start, port: int) -> tuple[Process, ...]:
    """
    Those of the command while none of them listens, and others that were told the port.

    Who started us is none of them: its words hold ours, and so the port too.
    """
    mine = tuple(member.process for member in start.running if not start.doors)
    try:
        others = staff.told(host, port)
        above = sockets.above(host, host.me().pid)
    except (OSError, ValueError):
        return mine
    named = tuple(process for process in others if process in mine)
    return tuple(dict.fromkeys((*(named or mine), *(p for p in others if p not in mine and p.pid not in above))))
