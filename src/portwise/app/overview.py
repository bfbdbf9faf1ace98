"""What listens on this machine, what the folder declares, and what looks wrong: `portwise` alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from portwise import collect
from portwise.app.asking import know
from portwise.app.manner import Manner
from portwise.host.api import Host
from portwise.model.evidence import Evidence, Unknown
from portwise.model.facts import (
    AGE,
    CONDITION,
    CWD,
    DATAGRAMS,
    DECLARED,
    FOLDER,
    HERE,
    KIN,
    LIMITS,
    LISTENERS,
    OWNERS,
    PROGRAM,
    PROJECT,
    READABLE,
    Question,
)
from portwise.model.net import Socket
from portwise.model.overview import Exposure, Overview, Service, Wish
from portwise.model.process import Process
from portwise.model.settings import Declared
from portwise.model.target import NOWHERE

QUIETLY = Manner(passive=True)
OF_OWNERS = (PROGRAM, CWD, AGE, KIN, CONDITION)
STOPPED = {"T": "it is stopped (SIGSTOP or Ctrl-Z): connections hang", "t": "a debugger holds it: connections hang"}


def overview(host: Host) -> Overview:
    """Look around without sending a packet.  What cannot be seen is left out and said so."""
    started = host.now()
    seen = known(host, Evidence(NOWHERE), [FOLDER.of(HERE), LISTENERS.of(HERE), DATAGRAMS.of(HERE), LIMITS.of(HERE)])
    tcp, udp = seen.get(LISTENERS.of(HERE)) or (), serving(seen)
    seen = known(host, seen, [OWNERS.of(socket.inode) for socket in (*tcp, *udp)])
    seen = known(host, seen, [fact.of(owner) for owner in owners(seen) for fact in OF_OWNERS])
    folders = {folder for owner in owners(seen) if (folder := seen.get(CWD.of(owner)))}
    here = seen.get(FOLDER.of(HERE)) or ""
    seen = known(host, seen, [PROJECT.of(folder) for folder in (*sorted(folders), here) if folder])
    project = seen.get(PROJECT.of(here))
    root = project.root if project else here
    seen = known(host, seen, [DECLARED.of(root)])
    services = (*listed(seen, tcp, "tcp"), *listed(seen, udp, "udp"))
    wishes = tuple(wished(seen, services, root))
    return Overview(
        folder=here,
        project=project.name if project else "",
        services=services,
        wishes=wishes,
        odd=tuple(oddities(wishes)),
        next=tuple(suggestions(services, wishes)),
        hidden=hidden(seen, (*tcp, *udp)),
        home=next((value for _, value in host.environment(("HOME",))), ""),
        elapsed_ms=(host.now() - started) * 1000,
        unread=unread(seen, root),
    )


def known(host: Host, seen: Evidence, questions: Iterable[Question[Any]]) -> Evidence:
    return know(host, collect.ALL, seen, questions, QUIETLY)


def owners(seen: Evidence) -> tuple[Process, ...]:
    """Every process that holds one of the sockets."""
    questions = [o.question for o in seen if o.question.fact is OWNERS]
    return tuple(dict.fromkeys(process for question in questions for process in seen.get(question) or ()))


def serving(seen: Evidence) -> tuple[Socket, ...]:
    """UDP sockets on a port that somebody chose; a client's is ephemeral (ip(7), ip_local_port_range)."""
    limits = seen.get(LIMITS.of(HERE))
    low, high = limits.ephemeral if limits else (0, 0)
    return tuple(socket for socket in seen.get(DATAGRAMS.of(HERE)) or () if not low <= socket.port <= high)


def listed(seen: Evidence, sockets: Iterable[Socket], transport: str) -> Iterator[Service]:
    """One service per port and holder."""
    by_holder = sorted(sockets, key=lambda s: (s.port, str(holder(seen, s)), s.uid, str(s.address)))
    for _, group in groupby(by_holder, key=lambda s: (s.port, holder(seen, s), s.uid)):
        yield service(seen, tuple(group), transport)


def holder(seen: Evidence, socket: Socket) -> Process | None:
    return next(iter(seen.get(OWNERS.of(socket.inode)) or ()), None)


def service(seen: Evidence, sockets: tuple[Socket, ...], transport: str) -> Service:
    owner = holder(seen, sockets[0])
    folder = (owner and seen.get(CWD.of(owner))) or ""
    project = seen.get(PROJECT.of(folder)) if folder else None
    kin = owner and seen.get(KIN.of(owner))
    return Service(
        port=sockets[0].port,
        transport=transport,
        addresses=tuple(dict.fromkeys(socket.address for socket in sockets)),
        exposure=exposure(sockets),
        uid=sockets[0].uid,
        owner=owner,
        program=program(seen, owner),
        project=project.name if project else "",
        folder=folder,
        age=seen.get(AGE.of(owner)) if owner else None,
        kept_by=kin.supervisor if kin else "",
        odd=tuple(wrong(seen, owner, sockets, transport)),
    )


def program(seen: Evidence, owner: Process | None) -> str:
    """The name that people use: what the command line says, else the name of the process."""
    if owner is None:
        return ""
    known_as = seen.get(PROGRAM.of(owner))
    return (known_as.called if known_as else "") or owner.name


def exposure(sockets: Iterable[Socket]) -> Exposure:
    addresses = [socket.address for socket in sockets]
    if any(address.is_unspecified for address in addresses):
        return Exposure.EVERYWHERE
    return Exposure.LOOPBACK if all(address.is_loopback for address in addresses) else Exposure.NETWORK


def wrong(seen: Evidence, owner: Process | None, sockets: tuple[Socket, ...], transport: str) -> Iterator[str]:
    condition = seen.get(CONDITION.of(owner)) if owner else None
    if condition and condition.state in STOPPED:
        yield STOPPED[condition.state]
    if transport == "tcp" and any(socket.rqueue > socket.wqueue for socket in sockets):
        yield "its accept queue is full: new connections time out"
    kin = owner and seen.get(KIN.of(owner))
    if kin and kin.orphaned:
        yield "nobody looks after it: who started it is gone"


def wished(seen: Evidence, services: tuple[Service, ...], root: str) -> Iterator[Wish]:
    """Each declared port once, by the first file that speaks of it."""
    declared: dict[int, Declared] = {}
    for wish in seen.get(DECLARED.of(root)) or ():
        declared.setdefault(wish.port, wish)
    for port in sorted(declared):
        taken = next((s for s in services if s.port == port and s.transport == "tcp"), None)
        yield Wish(declared[port], taken, ours(taken, root) if taken else None)


def unread(seen: Evidence, root: str) -> str:
    """Which file could not be read, and why: one that is broken may name any port."""
    said = seen.observation(READABLE.of(root)).said
    return said.why if isinstance(said, Unknown) else ""


def ours(service: Service, root: str) -> bool | None:
    return (service.folder == root or service.folder.startswith(f"{root}/")) if service.folder else None


def oddities(wishes: Iterable[Wish]) -> Iterator[str]:
    for wish in wishes:
        if wish.service and wish.ours is False:
            name, where = wish.service.program or "another program", wish.service.folder
            yield f"port {wish.declared.port} is declared here ({wish.declared.what}), and {name} of {where} has it"


def suggestions(services: tuple[Service, ...], wishes: tuple[Wish, ...]) -> Iterator[tuple[str, ...]]:
    """Two commands at most: what is wrong comes first."""
    broken = [s.port for s in services if s.odd and s.transport == "tcp"]
    taken = [w.declared.port for w in wishes if w.ours is False]
    missing = [w.declared.port for w in wishes if w.service is None]
    commands: list[tuple[str, ...]] = [("portwise", f"localhost:{port}") for port in broken]
    commands += [("portwise", "why", "--bind", f":{port}") for port in taken]
    commands += [("portwise", f"localhost:{port}") for port in missing]
    yield from commands[:2] or [("portwise", "lab")]


def hidden(seen: Evidence, sockets: Iterable[Socket]) -> str:
    """Why an owner is missing: the first reason that a collector gave."""
    questions = (OWNERS.of(socket.inode) for socket in sockets)
    reasons = (seen.observation(q).said for q in questions if q in seen)
    return next((said.why for said in reasons if isinstance(said, Unknown)), "")
