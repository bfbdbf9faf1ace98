"""Looks at the service itself: does it run, does it listen, is its port its own, has it run out of something."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.checklist.row import Met, Sight, beside, fine, listed, tells, undecided, untried, wrong
from portwise.knowledge import terms
from portwise.knowledge.terms import processes, queues
from portwise.model.cause import Way
from portwise.model.evidence import Unreadable
from portwise.model.facts import (
    ACCEPTED,
    ATTEMPT,
    BOUND,
    CONDITION,
    FDS,
    FROZEN,
    HERE,
    LIMITS,
    LISTENERS,
    OWNERS,
    SOURCE_PORTS,
    TOLD,
)
from portwise.model.net import UNTOLD, Socket
from portwise.model.outcome import Outcome
from portwise.model.process import Process

ENDED = {"T": "is stopped", "t": "is stopped by a debugger", "Z": "has ended", "X": "has ended"}  # proc_pid_stat(5)
THERE = "run portwise on that machine"
BUSY = "find out what the server waits for, or read what it logged meanwhile"
MUTE = (Outcome.HANG, Outcome.EMPTY, Outcome.RESET)  # of a connection that came about
SHOWN = 3


def running(sight: Sight) -> Met:
    """Whether a process has the port, and is let run."""
    if sight.way is Way.BIND:
        return beside("the server is still to be started; who has the port now is told by step 5")
    if none := untried(sight):
        return none
    if sight.way is Way.UNIX:
        return behind_a_path(sight)
    try:
        return at_work(sight)
    except Unreadable:
        if not sight.served:
            raise
        return fine("it answers, though whose process that is cannot be seen")


def at_work(sight: Sight) -> Met:
    if not sight.here:
        return far(sight, "something runs there: it answers")
    sockets = sight.sockets
    if not sockets:
        return unheld(sight)
    owners = [process for socket in sockets for process in sight[OWNERS.of(socket.inode)]]
    return held(sight, list(dict.fromkeys(owners)))


def behind_a_path(sight: Sight) -> Met:
    """A socket in the file system outlives its server, unix(7)."""
    ((spot, attempt),) = sight.made
    match attempt.outcome:
        case Outcome.CONNECTED:
            return fine(f"a listener answers at {spot}")
        case Outcome.REFUSED:
            return wrong("the file is there, and nobody is behind it")
        case Outcome.ADDR_NOT_AVAIL:
            return wrong("there is no such file: who makes it does not run, or makes it elsewhere")
        case Outcome.TIMEOUT:
            return wrong("the queue of its listener is full")
    return undecided(f"connect(2) said {attempt.outcome.value}", f"sudo ss -xlp src {sight.target.path}")


def far(sight: Sight, answers: str) -> Met:
    """What can be said of another machine."""
    return fine(answers) if sight.answers else undecided(f"another machine: {told(sight)}", THERE)


def told(sight: Sight) -> str:
    return listed(tells(sight))


def unheld(sight: Sight) -> Met:
    if sight.answers:
        return fine("it answers, from behind a redirect or in another network namespace: no socket here is its own")
    port = sight.target.port or 0
    beside_it = [socket for socket in terms.waiting(sight) if socket.port == port]
    if beside_it:
        return fine(listed(f"{holder(sight, socket)} runs, at {socket.endpoint}" for socket in beside_it[:SHOWN]))
    meant = sight.known(TOLD.of(port)) or ()
    if not meant:
        return wrong(f"no process has port {port}, and none was seen that was told to use it")
    names = listed(processes.introduced(sight, process) for process in meant[:SHOWN])
    return fine(f"{names} {'runs' if len(meant) == 1 else 'run'}, told to use port {port}, and without it")


def held(sight: Sight, owners: list[Process]) -> Met:
    if not owners:
        return fine("it answers; the kernel itself holds the socket") if sight.answers else wrong("no process holds it")
    resting = [(process, how) for process in owners if (how := rest(sight, process))]
    if resting and not sight.served:  # of several that share a socket one is enough
        return wrong(listed(f"{processes.introduced(sight, process)} {how}" for process, how in resting[:SHOWN]))
    more = f", and {len(owners) - SHOWN} more" if len(owners) > SHOWN else ""
    names = listed(processes.introduced(sight, process) for process in owners[:SHOWN])
    says = f"{names}{more} {'runs' if len(owners) == 1 else 'run'}"
    left = [one.at for one in sight.each if one.answered and has_left(one)]
    return wrong(f"{says}, and did not accept our connection to {listed(left)}", BUSY) if left else fine(says)


def has_left(one: Sight) -> bool:
    taken = one.known(ACCEPTED.of(one.at)) if ACCEPTED.of(one.at) in one.seen else None
    return taken is not None and not taken.accepted


def rest(sight: Sight, process: Process) -> str:
    """Why it is not running, "" where it is."""
    state = ENDED.get(sight[CONDITION.of(process)].state, "")
    return state or ("is frozen with its control group" if sight[FROZEN.of(process)] else "")


def listening(sight: Sight) -> Met:
    """Whether something waits at the very address and port."""
    if none := untried(sight):
        return none
    if sight.way is Way.BIND:
        return fine(f"a bind of ours succeeds: {told(sight)}") if not sight.failed else unbound(sight)
    if sight.way is Way.UNIX:
        return behind_a_path(sight)
    if sight.answers:
        return fine(waits(sight) or f"it answers: {told(sight)}")
    if not sight.here:
        return undecided(f"another machine: {told(sight)}", THERE)
    sockets = sight.sockets
    bare = [one.at for one in sight.here if not any(terms.takes(one, s) for s in sockets) and not one.answered]
    if bare:
        return wrong(f"nothing listens at {listed(bare)}" + (f"; {waits(sight)}" if sockets else ""))
    return fine(waits(sight) or f"it is taken: {told(sight)}")


def serving(sight: Sight) -> Met:
    """Whether it listens, and what it was asked over a connection is not left without an answer."""
    mute = [at for at in sight.endpoints if sight.seen.met(at) in MUTE]
    if sight.way is not Way.TCP or not mute:
        return listening(sight)
    sight.read += [ATTEMPT.of(at) for at in mute]
    return wrong(told(sight), BUSY)


def unbound(sight: Sight) -> Met:
    in_use = {attempt.outcome for spot, attempt in sight.made if spot in sight.failed} == {Outcome.BIND_EADDRINUSE}
    return wrong(told(sight), "have the port let go, as in step 5 of the checklist, or take another" if in_use else "")


def waits(sight: Sight) -> str:
    """``vite listens at 127.0.0.1:3000``; "" where the table cannot be read."""
    try:
        sockets = sight.sockets if sight.here else []
    except Unreadable:
        return ""
    does = "receives" if sight.way is Way.UDP else "listens"
    return listed(f"{holder(sight, s)} {does} at {s.endpoint}" for s in sockets[:SHOWN]) if sockets else ""


def holder(sight: Sight, socket: Socket) -> str:
    who = sight.known(OWNERS.of(socket.inode))
    if who is None:
        return f"a process of user {socket.uid}"
    return processes.called(sight, who[0]) if who else "the kernel"


def conflict(sight: Sight) -> Met:
    """Whether somebody else has the port."""
    if sight.way is Way.UNIX:
        return beside("a path belongs to one socket at a time")
    if none := untried(sight):
        return none
    if sight.way is Way.BIND:
        return taken(sight)
    if not sight.here:
        return undecided("another machine: whose the port is there cannot be seen from here", THERE)
    mine = taking(sight)
    if not mine:
        return nobody(sight)
    names = {socket: holder(sight, socket) for socket in mine}
    if len(set(names.values())) > 1:
        return wrong(listed(f"{who} has {socket.endpoint}" for socket, who in names.items()))
    return fine(f"{names[mine[0]]} alone has it")


def taking(sight: Sight) -> list[Socket]:
    """Who really gets the connections: of several that could, the kernel takes the one that fits best."""
    if sight.way is not Way.TCP:
        return sight.sockets
    return list(dict.fromkeys(socket for one in sight.each for socket in queues.serving(one)))


def nobody(sight: Sight) -> Met:
    """A socket that is bound and does not listen is in no list of listeners."""
    port = sight.target.port
    silent = [s for s in sight.known(BOUND.of(HERE)) or () if s.port == port and sight.way is Way.TCP]
    if silent and not sight.served:
        return wrong(listed(f"{holder(sight, s)} has bound {s.endpoint} and does not listen" for s in silent[:SHOWN]))
    return fine(f"nobody listens on port {port}")


def taken(sight: Sight) -> Met:
    """For who wants to bind: the bind decides, and the tables say whose it is."""
    if not any(attempt.outcome is Outcome.BIND_EADDRINUSE for _, attempt in sight.made):
        return fine(f"nobody has port {sight.target.port}" + ("" if sight.failed else ": a bind of ours succeeds"))
    tables = (sight.known(LISTENERS.of(HERE)), sight.known(BOUND.of(HERE)))
    mine = [socket for table in tables for socket in table or () if socket.port == sight.target.port]
    if not mine or sight.way is Way.UDP:
        return wrong(f"somebody has port {sight.target.port}")
    return wrong(listed(f"{holder(sight, socket)} has {socket.endpoint}" for socket in mine[:SHOWN]))


def limits(sight: Sight) -> Met:
    """Whether the server, or this machine, has run out of something that a connection needs."""
    if sight.way in (Way.BIND, Way.UNIX):
        return beside("a bind needs none of them" if sight.way is Way.BIND else "its one limit is told by step 4")
    if none := untried(sight):
        return none
    gauges = (*machine(sight), *server(sight))
    if sight.served:  # also where one of several has run out: another one had what it took
        return fine(listed(says for _, says in gauges))
    left = [says for full, says in gauges if not full]
    if spent := [says for full, says in gauges if full]:
        return wrong(listed(spent))
    if not sight.here and sight.failed:
        return undecided(f"here there is room: {listed(left)}; that machine's limits are not seen", THERE)
    return fine(listed(left))


Gauge = tuple[bool, str]


def machine(sight: Sight) -> Iterator[Gauge]:
    """What every connection from here takes a part of."""
    used, most = sight[LIMITS.of(HERE)].conntrack
    if most:
        yield used >= most, f"{used} of {most} connections are tracked"
    for one in sight.each:
        ports = sight.known(SOURCE_PORTS.of(one.at))
        if ports is not None and sight.way is Way.TCP:
            yield ports.exhausted, f"{ports.taken} of {ports.high - ports.low + 1} source ports are taken"
            return


def server(sight: Sight) -> Iterator[Gauge]:
    """What the server itself takes a part of: descriptors, and places in its accept queue."""
    sockets = sight.sockets if sight.here else []
    for socket in sockets if sight.way is Way.TCP else ():
        places = f" for {socket.wqueue}" if socket.wqueue < UNTOLD else ""
        yield queues.full(socket), f"{socket.rqueue} wait in its accept queue{places}"
    for process in dict.fromkeys(p for s in sockets for p in descriptors_of(sight, s)):
        used, most = sight[FDS.of(process)]
        yield used >= most, f"{processes.called(sight, process)} has {used} of {most} descriptors open"


def descriptors_of(sight: Sight, socket: Socket) -> tuple[Process, ...]:
    """Who took our connection just now has had a descriptor left, also where nobody may count them."""
    if all(has_taken(one) for one in sight.each):
        owners = sight.known(OWNERS.of(socket.inode)) or ()
        return tuple(process for process in owners if sight.known(FDS.of(process)))
    return sight[OWNERS.of(socket.inode)]


def has_taken(one: Sight) -> bool:
    taken = one.known(ACCEPTED.of(one.at)) if one.answered else None
    return taken is not None and taken.accepted
