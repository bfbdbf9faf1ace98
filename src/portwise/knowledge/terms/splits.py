"""One name, two sockets: which socket each loopback address leads to, and whether one program has both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portwise.knowledge.terms import forwarders
from portwise.model.cause import View
from portwise.model.evidence import every, some
from portwise.model.facts import COMMAND, HERE, KIN, LISTENERS, LOCAL, OWNERS
from portwise.model.net import Socket
from portwise.model.process import Process
from portwise.model.record import NamedTuple
from portwise.model.target import Endpoint


class Pair(NamedTuple):
    four: Socket
    six: Socket


def pairs(view: View) -> list[Pair]:
    """At most one: the sockets that serve 127.0.0.1 and ::1, where they are two and the name leads to both."""
    four, six = (served(view, version) for version in (4, 6))
    return [Pair(four, six)] if four and six and four.inode != six.inode else []


def served(view: View, version: int) -> Socket | None:
    """The socket behind the loopback address of that family; None where the target does not lead there."""
    listeners = view[LISTENERS.of(HERE)]
    places = [at for at in view.endpoints if at.address.is_loopback and at.address.version == version]
    return next((serving(listeners, at) for at in places), None)


def serving(listeners: Iterable[Socket], at: Endpoint) -> Socket | None:
    """The exact address goes before the wildcard, the own family before ``::`` (inet_hashtables.c, compute_score())."""
    mine = [s for s in listeners if s.port == at.port and s.covers(at.address) and not s.device]
    foreign = lambda s: (s.address.is_unspecified, s.address.version != at.address.version)  # noqa: E731 - a key
    return min(mine, key=foreign, default=None)


def strangers(view: View, pair: Pair) -> bool:
    """Sockets of different users are of different programs, whoever they are; else all owners must be unrelated."""
    if pair.four.uid != pair.six.uid:
        return True
    if carried(view, pair.four, pair.six) or carried(view, pair.six, pair.four):
        return False
    owners = [(a, b) for a in view[OWNERS.of(pair.four.inode)] for b in view[OWNERS.of(pair.six.inode)]]
    return bool(owners) and every(owners, lambda both: not related(view, *both))


def carried(view: View, door: Socket, place: Socket) -> bool:
    """Whether who takes connections at the one leads them to the other."""
    return some(view[OWNERS.of(door.inode)], lambda process: forwarders.carries(view, process, place))


def related(view: View, one: Process, other: Process) -> bool:
    """Whether they are the same process, a master and its worker, two workers of one master, or lead to one place."""
    above = {process: view[KIN.of(process)].ancestors for process in (one, other)}
    kin = one == other or one in above[other] or other in above[one] or forked_alike(view, above)
    return kin or forwarders.alike(view, one, other)


def forked_alike(view: View, above: Mapping[Process, tuple[Process, ...]]) -> bool:
    """Workers run no program of their own after fork(2), so their command line is still that of their parent."""
    parents = {ancestors[0] for ancestors in above.values() if ancestors}
    return len(parents) == 1 and len({view[COMMAND.of(process)] for process in (*above, *parents)}) == 1


# whoever starts things on somebody's behalf; what it started has nothing to do with one another
STARTERS = frozenset(
    ("sh", "bash", "dash", "zsh", "fish", "ksh", "systemd", "launchd", "login", "sshd", "tmux: server")
)
INIT = 1


class Shared(NamedTuple):
    """The sockets to which one address and port lead, with SO_REUSEPORT."""

    at: Endpoint
    sockets: tuple[Socket, ...]


def shared(view: View) -> list[Shared]:
    """Where several sockets have the same claim to a SYN, each set of sockets once."""
    listeners = view[LISTENERS.of(HERE)]
    sets: dict[tuple[Socket, ...], Endpoint] = {}
    for at in view.endpoints:
        if view[LOCAL.of(at.address)] and len(mine := alike(listeners, at)) > 1:
            sets.setdefault(mine, at)
    return [Shared(at, sockets) for sockets, at in sets.items()]


def alike(listeners: Iterable[Socket], at: Endpoint) -> tuple[Socket, ...]:
    listeners = tuple(listeners)
    best = serving(listeners, at)
    return tuple(s for s in listeners if best and place(s) == place(best))


def place(socket: Socket) -> tuple[object, ...]:
    return socket.address, socket.port, socket.v6only, socket.device


def apart(view: View, group: Shared) -> bool:
    """Whether two of them belong to programs that nobody started together."""
    held = [(a, b) for n, a in enumerate(group.sockets) for b in group.sockets[n + 1 :]]
    owners = [(one, other) for a, b in held for one in view[OWNERS.of(a.inode)] for other in view[OWNERS.of(b.inode)]]
    return some(owners, lambda both: not together(view, *both))


def together(view: View, one: Process, other: Process) -> bool:
    return related(view, one, other) or siblings(view, one, other)


def siblings(view: View, one: Process, other: Process) -> bool:
    """Workers of a master that is a program of its own, as pm2 and a cluster of Node are."""
    first, second = (view[KIN.of(process)].ancestors[:1] for process in (one, other))
    return bool(first) and first == second and first[0].pid != INIT and first[0].name not in STARTERS
