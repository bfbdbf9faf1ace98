"""A diagnosis from inside another network namespace, or the one of a container: the whole of it, in there."""

from __future__ import annotations

import errno
import io
import pickle
import shlex
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from portwise.app.diagnose import diagnose
from portwise.app.manner import AS_USUAL, Manner
from portwise.app.vantages import plainly, written
from portwise.collect import containers
from portwise.formats import hosts
from portwise.host.api import Host
from portwise.host.rooms import Room, Visits
from portwise.model import facts
from portwise.model.cause import Cause
from portwise.model.evidence import Answer, Known
from portwise.model.report import Report, Step
from portwise.model.target import Target
from portwise.model.vantage import NoVantage, Vantage

NAMED, FILES = "/run/netns", "/etc/netns"  # ip-netns(8)
MOST = 2  # addresses of one name: one of each family
SHARE = 3  # the comparison takes at most the third part of the time
NETWORKED = frozenset(
    (
        *("ss", "ip", "nft", "iptables", "ip6tables", "iptables-save", "ip6tables-save", "iptables-legacy"),
        *("sysctl", "nstat", "conntrack", "tc", "curl", "nc", "dig", "ping", "tracepath", "tcpdump", "openssl", "lsof"),
    )
)
THEIRS = ("/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf")
REFUSED = (errno.EACCES, errno.EPERM)
NO_RIGHT = "whoever enters it needs CAP_SYS_ADMIN, setns(2)"
NO_SOCKET = "the socket of its engine is closed to you"


class Closed(PermissionError):
    """Who is in the group of the socket, or root, may ask the engine."""


def diagnose_from(
    vantage: Vantage,
    target: Target,
    host: Host,
    causes: Iterable[Cause[Any]] | None = None,
    manner: Manner = AS_USUAL,
    given: Iterable[Answer] = (),
) -> Report:
    """Raises `NoVantage` where there is no such place, or nobody lets us in."""
    if not isinstance(host, Visits):
        raise NoVantage(f"--vantage {vantage}: network namespaces are of Linux")
    started = host.now()
    try:
        room = room_of(vantage, host)
        named = partial(host.inside, room, named_there)
        met = met_plainly(vantage, target, host, manner._replace(timeout=manner.timeout / SHARE), named)
        left = max(manner.timeout - (host.now() - started), manner.timeout / SHARE)
        work = partial(answered, target, causes, manner._replace(timeout=left), (met, *given))
        report: Report = Unpacking(io.BytesIO(host.inside(room, work))).load()
    except OSError as error:
        raise NoVantage(told(vantage, target, error)) from error
    findings = tuple(
        finding._replace(steps=tuple(done_there(s, room) for s in finding.steps)) for finding in report.findings
    )
    return report._replace(findings=findings, elapsed_ms=(host.now() - started) * 1000)


def met_plainly(vantage: Vantage, target: Target, host: Host, manner: Manner, named: Callable[[], bytes]) -> Answer:
    """Engines write names into the files of a container that nobody knows outside; their addresses are tried here."""
    met = plainly(vantage, target, host, manner)
    told = met.said.value if isinstance(met.said, Known) else None
    if told is None or not told.name:
        return met
    there = hosts.addresses(named().decode(), target.host)[:MOST]
    again = [plainly(vantage, target._replace(host=str(address)), host, manner).said for address in there]
    tried = tuple(one for said in again if isinstance(said, Known) for one in said.value.tried)
    return met._replace(said=Known(told._replace(tried=tried)))


def named_there(host: Host) -> bytes:
    try:
        return host.read(THEIRS[0]).encode()
    except OSError:
        return b""


def done_there(step: Step, room: Room) -> Step:
    """A command that looks at a network, or changes one, is run in that one; processes and most files are the same."""
    command = tuple(f"{room.root}{word}" if room.root and word in THEIRS else word for word in step.command)
    networked = command[:1] and command[0] in NETWORKED and command[:2] != ("ip", "netns")
    if networked:
        command = ("nsenter", f"--net={room.net}", *command)
    return step._replace(command=command, needs_root=step.needs_root or bool(networked) or command != step.command)


def answered(
    target: Target, causes: Iterable[Cause[Any]] | None, manner: Manner, given: Iterable[Answer], host: Host
) -> bytes:
    packed = io.BytesIO()
    Packing(packed).dump(diagnose(target, host, causes, manner, given))
    return packed.getvalue()


class Packing(pickle.Pickler):
    """A fact is the one of the vocabulary, and not another that is equal to it."""

    def persistent_id(self, value: object) -> str | None:
        return value.name if isinstance(value, facts.Fact) else None


class Unpacking(pickle.Unpickler):
    """Of what our own child has packed, and nobody else."""

    def persistent_load(self, name: str) -> facts.Fact[Any, Any]:
        return NAMED_FACTS[name]


NAMED_FACTS = {value.name: value for value in vars(facts).values() if isinstance(value, facts.Fact)}


def room_of(vantage: Vantage, host: Host) -> Room:
    """Raises OSError in words for a person where there is none."""
    if vantage.kind == "container":
        return of_process(host, first_of(host, vantage.name))
    names = named(host)
    if vantage.name in names:
        return Room(f"{NAMED}/{vantage.name}", etc=f"{FILES}/{vantage.name}")
    if vantage.name.isascii() and vantage.name.isdigit():
        return of_process(host, int(vantage.name))
    raise OSError(errno.ENOENT, f"no network namespace is called {vantage.name} (there are: {listed(names)})")


def first_of(host: Host, name: str) -> int:
    """The pid of the first process of a container."""
    try:
        return containers.pid_of(host, name)
    except PermissionError as error:
        raise Closed(error.errno, error.strerror) from error


def named(host: Host) -> tuple[str, ...]:
    try:
        return host.names(NAMED)
    except FileNotFoundError:
        return ()


def listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "none"


def of_process(host: Host, pid: int) -> Room:
    try:
        host.link(f"/proc/{pid}/ns/net")
    except FileNotFoundError as error:
        raise OSError(errno.ESRCH, f"no process has the pid {pid}") from error
    return Room(f"/proc/{pid}/ns/net", user=f"/proc/{pid}/ns/user", root=f"/proc/{pid}/root")


def told(vantage: Vantage, target: Target, error: OSError) -> str:
    """One line; where a right is missing, which one, and the command that has it."""
    if error.errno not in REFUSED:
        return f"--vantage {vantage}: {error.strerror or error}"
    typed = " ".join(map(shlex.quote, written(target).split()))
    lacks = NO_SOCKET if isinstance(error, Closed) else NO_RIGHT
    return f"--vantage {vantage}: {lacks} ({error.strerror}): sudo portwise why {typed} --vantage {vantage}"
