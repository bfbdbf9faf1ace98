"""Who has a port, and whether that is as it should be: `portwise who`.  Nothing is sent but to a port of our own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from portwise import collect
from portwise.app.asking import know
from portwise.app.checkout import checkout
from portwise.app.former import former
from portwise.app.manner import Manner
from portwise.app.packaged import package
from portwise.host.api import Host
from portwise.model.evidence import Evidence, Unknown
from portwise.model.facts import (
    AGE,
    BOUND,
    COMMAND,
    CONDITION,
    CONNECTIONS,
    CWD,
    DATAGRAMS,
    ELSEWHERE,
    EXCLUDED,
    EXE,
    HANDED_ON,
    HERE,
    HTTP_SYS,
    KIN,
    LISTENERS,
    PROGRAM,
    PROJECT,
    SHARERS,
    THREADS,
    Question,
)
from portwise.model.net import Socket
from portwise.model.process import Process
from portwise.model.target import NOWHERE
from portwise.model.who import Held, Holder, Peer, Standing, Way, Who
from portwise.words import ports

AS_USUAL = Manner()  # to believe what the kernel shows of idle ports, one of our own is knocked at
OF_OWNERS = (PROGRAM, COMMAND, EXE, CWD, AGE, KIN, CONDITION)
TABLES = {LISTENERS: Way.LISTENS, BOUND: Way.BOUND, DATAGRAMS: Way.DATAGRAMS}
PASSING = ("/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/")  # noqa: S108 - compared with, nothing is written there
GONE = " (deleted)"  # proc_pid_exe(5)
IN_MEMORY = "/memfd:"  # memfd_create(2)
CLOSED = "TIME_WAIT"
NOBODYS = "no process has it: the kernel itself, or a process of another pid namespace"
IPV4 = 4


def who(host: Host, port: int) -> Who:
    """All who hold *port*, of every kind of socket.  What cannot be read is said, never left out."""
    started = host.now()
    seen = known(host, Evidence(NOWHERE), [*(table.of(HERE) for table in TABLES), CONNECTIONS.of(port)])
    kinds = {way: tuple(s for s in seen.get(table.of(HERE)) or () if s.port == port) for table, way in TABLES.items()}
    near = nearby(seen, port)
    if not kinds[Way.LISTENS]:
        seen = known(host, seen, [ELSEWHERE.of(port)])
    inodes = {s.inode for sockets in kinds.values() for s in sockets} | {inode for inode, _ in near}
    seen = known(host, seen, [SHARERS.of(inode) for inode in sorted(inodes)])
    nobodys = sorted(inode for inode in inodes if seen.get(SHARERS.of(inode)) == ())
    seen = known(host, seen, [THREADS.of(inode) for inode in nobodys])
    people = owners(seen, inodes)
    seen = known(host, seen, [fact.of(process) for process in people for fact in OF_OWNERS])
    folders = sorted({folder for process in people if (folder := seen.get(CWD.of(process)))})
    seen = known(host, seen, [PROJECT.of(folder) for folder in folders])
    holders = {process: holder(host, seen, process) for process in people}
    seen = known(host, seen, [EXCLUDED.of(IPV4), HTTP_SYS.of(HERE), HANDED_ON.of(HERE)])
    return Who(
        port=port,
        usually=ports.port(port).title,
        held=tuple(belonging(host, held) for held in holding(seen, kinds, near, holders, port)),
        peers=peers(seen, port),
        remains=sum(c.state == CLOSED for c in seen.get(CONNECTIONS.of(port)) or ()),
        unknown=tuple(unread(seen, port)),
        elapsed_ms=(host.now() - started) * 1000,
        before=former(host, port, people),
        reserved=tuple(reserved(seen, port)),
    )


def known(host: Host, seen: Evidence, questions: Iterable[Question[Any]]) -> Evidence:
    return know(host, collect.ALL, seen, questions, AS_USUAL)


def listeners(host: Host, port: int) -> tuple[Socket, ...]:
    """The TCP sockets that listen at *port* now; none where that cannot be read."""
    seen = known(host, Evidence(NOWHERE), [LISTENERS.of(HERE)])
    return tuple(socket for socket in seen.get(LISTENERS.of(HERE)) or () if socket.port == port)


def nearby(seen: Evidence, port: int) -> tuple[tuple[int, Socket], ...]:
    """Connections that have the port at this end although nobody listens with it: a client that was handed it."""
    if any(s.port == port for s in seen.get(LISTENERS.of(HERE)) or ()):
        return ()
    rows = (c for c in seen.get(CONNECTIONS.of(port)) or () if c.inode)
    return tuple((c.inode, Socket(c.local.address, port, False, 0, 0, c.uid, c.inode)) for c in rows)


def owners(seen: Evidence, inodes: Iterable[int]) -> tuple[Process, ...]:
    return tuple(dict.fromkeys(p for inode in sorted(inodes) for p in sharers(seen, inode)))


def sharers(seen: Evidence, inode: int) -> tuple[Process, ...]:
    """A process whose first thread has ended shows what it has in the folders of the others alone."""
    return seen.get(SHARERS.of(inode)) or seen.get(THREADS.of(inode)) or ()


def holding(
    seen: Evidence,
    kinds: dict[Way, tuple[Socket, ...]],
    near: tuple[tuple[int, Socket], ...],
    holders: dict[Process, Holder],
    port: int,
) -> Iterator[Held]:
    for way, sockets in (*kinds.items(), (Way.CONNECTED, tuple(socket for _, socket in near))):
        yield from grouped(seen, way, sockets, holders)
    for distant in seen.get(ELSEWHERE.of(port)) or ():
        yield Held(Way.ELSEWHERE, "tcp", (distant.address,), 0, (), f"see pid {distant.resident}", distant.namespace)


def grouped(seen: Evidence, way: Way, sockets: tuple[Socket, ...], holders: dict[Process, Holder]) -> Iterator[Held]:
    """One row for all sockets that the same processes hold: a server in both families is one server."""

    def of(socket: Socket) -> tuple[Process, ...]:
        return sharers(seen, socket.inode)

    transport = "udp" if way is Way.DATAGRAMS else "tcp"
    for (people, uid), group in groupby(sorted(sockets, key=lambda s: (of(s), s.uid)), key=lambda s: (of(s), s.uid)):
        rows = tuple(group)
        addresses = tuple(dict.fromkeys(s.address for s in rows))
        yield Held(way, transport, addresses, uid, tuple(holders[p] for p in people), hidden(seen, rows[0]))


def hidden(seen: Evidence, socket: Socket) -> str:
    """Why nobody is named: hidden from us, or nobody's."""
    said = seen.observation(SHARERS.of(socket.inode)).said
    if isinstance(said, Unknown):
        return f"{said.why} (to know: {said.to_know})"
    return (
        ""
        if said.value or sharers(seen, socket.inode)
        else "no process has it: the kernel itself, or a process of another pid namespace"
    )


def holder(host: Host, seen: Evidence, process: Process) -> Holder:
    command, exe = seen.get(COMMAND.of(process)) or (), seen.get(EXE.of(process)) or ""
    program, kin, state = seen.get(PROGRAM.of(process)), seen.get(KIN.of(process)), seen.get(CONDITION.of(process))
    folder = seen.get(CWD.of(process)) or ""
    project = seen.get(PROJECT.of(folder)) if folder else None
    owned_by, at = package(host, exe), checkout(host, project.worktree if project else "")
    odd = tuple(oddities(host, exe))
    behind = owned_by or (kin and kin.supervisor) or project or (program and program.name)
    standing = Standing.SUSPICIOUS if odd else Standing.KNOWN if behind else Standing.UNKNOWN
    return Holder(
        process=process,
        program=(program and program.called) or process.name,
        command=command,
        exe=exe,
        package=owned_by,
        user=user(host, process),
        folder=folder,
        project=project.name if project else "",
        worktree=project.worktree if project else "",
        age=seen.get(AGE.of(process)),
        started_by=tuple(parent.name for parent in kin.ancestors) if kin else (),
        kept_by=kin.supervisor if kin else "",
        orphaned=bool(kin and kin.orphaned),
        state=state.state if state else "",
        standing=standing,
        because=odd,
        unread=first_reason(seen, process),
        branch=at.branch,
        worktree_of=at.of,
    )


def oddities(host: Host, exe: str) -> Iterator[str]:
    """A program of a folder that anybody may write to, of no file at all, or of one that was taken away."""
    path = exe.removesuffix(GONE)
    if path.startswith(IN_MEMORY):
        yield "its program is in no file (memfd)"
    elif path.startswith(PASSING):
        yield f"its program is in a folder for passing files, {path}"
    elif exe.endswith(GONE) and not there(host, path):
        yield f"its program file was deleted, {path}"


def there(host: Host, path: str) -> bool:
    """An update leaves a new file of the same name behind."""
    folder, _, name = path.rpartition("/")
    try:
        return name in host.names(folder or "/")
    except OSError:
        return False


def belonging(host: Host, held: Held) -> Held:
    """Whose a socket is that no process is shown for, which the kernel tells everybody."""
    if held.holders or held.way is Way.ELSEWHERE:
        return held
    return held._replace(user=user_called(host, held.uid))


def user(host: Host, process: Process) -> str:
    """The name of its user, or the number where none is listed, passwd(5)."""
    try:
        status = host.read(f"/proc/{process.pid}/status").splitlines()
        return user_called(host, next(int(line.split()[1]) for line in status if line.startswith("Uid:")))
    except (OSError, StopIteration):
        return ""


def user_called(host: Host, uid: int) -> str:
    return users(host).get(uid, str(uid))


def users(host: Host) -> dict[int, str]:
    """Their names by their numbers, passwd(5); none where it cannot be read.  The first of a number is its name."""
    try:
        rows = [row.split(":") for row in host.read("/etc/passwd").splitlines()]
    except OSError:
        return {}
    return {int(row[2]): row[0] for row in reversed(rows) if len(row) > 2 and row[2].isdigit()}


def first_reason(seen: Evidence, process: Process) -> str:
    questions = (fact.of(process) for fact in OF_OWNERS)
    reasons = (seen.observation(q).said for q in questions if q in seen)
    return next((said.why for said in reasons if isinstance(said, Unknown)), "")


def peers(seen: Evidence, port: int) -> tuple[Peer, ...]:
    """Who is connected with a listener, the most connections first; the server's end of each is at the port."""
    rows = (c for c in seen.get(CONNECTIONS.of(port)) or () if c.state == "ESTABLISHED")
    return tuple(Peer(address, count) for address, count in Counter(c.remote.address for c in rows).most_common())


def reserved(seen: Evidence, port: int) -> Iterator[str]:
    """Of Windows; an ordinary user is not told what HTTP.sys answers for."""
    for one in seen.get(EXCLUDED.of(IPV4)) or ():
        if port in one and one.by_hand:
            yield f"an administrator keeps {one.first} to {one.last} from being handed out; who asks for it gets it"
        elif port in one:
            yield f"a service of Windows keeps {one.first} to {one.last}, and no program gets a port of them"
    for way in seen.get(HANDED_ON.of(HERE)) or ():
        if way.port == port:
            yield f"a service of Windows hands it on to {way.to}:{way.to_port} (netsh interface portproxy)"
    for prefix in seen.get(HTTP_SYS.of(HERE)) or ():
        if prefix.port == port:
            pids = f" (pid {' and '.join(map(str, prefix.pids))})" if prefix.pids else ""
            told = (
                f"HTTP.sys answers for {prefix.url}{pids}"
                if prefix.active
                else f"{prefix.url} is kept for {prefix.user}"
            )
            yield told


def unread(seen: Evidence, port: int) -> Iterator[str]:
    for question in (*(table.of(HERE) for table in TABLES), CONNECTIONS.of(port), ELSEWHERE.of(port)):
        said = seen.observation(question).said if question in seen else None
        if isinstance(said, Unknown):
            yield f"{question.fact.says}: {said.why} (to know: {said.to_know})"
