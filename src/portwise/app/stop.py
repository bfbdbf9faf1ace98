"""Free a port: who has it, who is asked to end, and whether the port is free then.  `portwise stop`."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

from portwise.app.returning import Past, is_back, is_script, keeper, past
from portwise.app.who import listeners, users, who
from portwise.collect.kin import OF_A_USER, SESSIONS
from portwise.fix.stopping import ancestry, planned, same, tree
from portwise.formats import cgroup, procstat
from portwise.formats.supervisors import Rank, supervisor
from portwise.host import journal, signals
from portwise.host.api import Host
from portwise.model.process import Process
from portwise.model.stop import Ending, Keeper, Outcome, Owner, Plan, Row, Scene, Told
from portwise.model.who import Held, Holder, Way, Who

AFTERWARDS = 0.5  # seconds for those who end because their parent has
LENDERS = (Rank.EDITOR, Rank.TERMINAL, Rank.LOGIN)
CHANGED = "who has the port, or what they have started, is not what the plan was made for"


def scene(host: Host, port: int, found: Who, supervisor: bool = False) -> Scene:
    """
    What a decision rests on.  Only who listens counts: a client that was handed the port is none of our business.

    With *supervisor* a shell that runs a script counts as one who may start it again.
    """
    rows = {row.process.pid: row for row in table(host)}
    listeners = [held for held in found.held if held.way is Way.LISTENS and held.transport == "tcp"]
    people = {holder.process: holder for held in listeners for holder in held.holders}
    me = host.me()
    hidden = next((reason for held in listeners if (reason := unseen(held))), "")
    theirs = next((held.uid for held in listeners if unseen(held) and me.uid and held.uid != me.uid), None)
    spared = ancestry(rows, me.pid) if supervisor else None
    owners = tuple(owner(host, rows, each, spared) for each in people.values())
    return Scene(port, me.pid, me.uid, owners, rows, hidden, users(host), theirs)


def unseen(held: Held) -> str:
    return held.hidden if not held.holders else ""


def table(host: Host) -> Iterator[Row]:
    """Every process that may be seen, once."""
    for pid in filter(str.isdigit, host.names("/proc")):
        try:
            stat = procstat.stat(host.read(f"/proc/{pid}/stat"))
            uid = procstat.status(host.read(f"/proc/{pid}/status")).uid
        except (OSError, ValueError):  # it has ended, or is hidden: then it is nobody's parent here
            continue
        yield Row(Process(stat.pid, stat.starttime, stat.comm), stat.ppid, uid, stat.state)


def owner(host: Host, rows: dict[int, Row], holder: Holder, spared: frozenset[int] | None) -> Owner:
    """Shells with a script count as keepers but for those *spared*; none does where that is None."""
    pid = holder.process.pid
    unit, container = placed(host, pid)
    above, called = kept(host, rows, pid)
    if above is None and spared is not None and (row := rows.get(pid)) and row.parent not in spared:
        above, called = looping(host, rows.get(row.parent))
    return Owner(holder.process, holder.program, unit, container, above, called, lends(host, holder.process))


def looping(host: Host, row: Row | None) -> tuple[Process | None, str]:
    return (row.process, f"shell {row.process.name}") if row and is_script(host, row.process.pid) else (None, "")


def placed(host: Host, pid: int) -> tuple[str, str]:
    """The service and the container that it is in, by its control group."""
    try:
        path = cgroup.path(cgroup.cgroups(host.read(f"/proc/{pid}/cgroup")))
    except OSError:
        return "", ""
    unit, box = cgroup.unit(path), cgroup.container(path)
    if (unit, box) == ours(host):  # we are in it ourselves: an editor's terminal, a shell in a container
        return "", ""
    service = unit if unit.endswith(".service") and not unit.startswith(SESSIONS) else ""
    if service and OF_A_USER in path:
        service = f"--user {service}"
    return service, f"{box.engine or 'unknown'} container {box.id[:12]}" if box else ""


def ours(host: Host) -> tuple[str, cgroup.Container | None]:
    path = cgroup.path(cgroup.cgroups(host.read("/proc/self/cgroup")))
    return cgroup.unit(path), cgroup.container(path)


def lends(host: Host, process: Process) -> str:
    """What it is to others who work in it: an editor, a multiplexer of terminals, a login; "" where it is none."""
    try:
        known = supervisor(process.name, host.command(process.pid))
    except OSError:
        return ""
    return known.called if known and known.rank in LENDERS else ""


def kept(host: Host, rows: Mapping[int, Row], pid: int) -> tuple[Process | None, str]:
    """The nearest ancestor whose trade is to start others again."""
    seen = {pid}
    while (row := rows.get(pid)) and row.parent and row.parent not in seen:
        seen.add(pid := row.parent)
        above = rows.get(pid)
        if above is None:
            break
        try:
            known = supervisor(above.process.name, host.command(pid))
        except OSError:
            continue
        if known and known.rank is Rank.KEEPER:
            return above.process, known.called
    return None, ""


def allowing(host: Host, user: str, supervisor: bool, kill: bool = False) -> Told:
    """Raises LookupError where there is no such user, passwd(5)."""
    if not user or (user.isascii() and user.isdigit()):
        return Told(user, int(user) if user else None, supervisor, kill)
    number = next((number for number, name in users(host).items() if name == user), None)
    if number is None:
        raise LookupError(f"no user {user!r} on this machine")
    return Told(user, number, supervisor, kill)


def plan(host: Host, port: int, told: Told) -> tuple[Who, Plan]:
    found = who(host, port)
    return found, planned(scene(host, port, found, told.supervisor), told)


def stop(host: Host, first: Plan, told: Told, patience: float) -> Outcome:
    """
    Do what *first* says, if it still is what a plan made now would say.

    SIGTERM to the topmost of those who share the socket, and then to workers that their master has left with it; after
    *patience* seconds each SIGKILL to what is left of their trees, where *told* allows it.  Raises OSError where the
    journal cannot be written: nothing was signalled then.
    """
    started = host.now()
    found = who(host, first.port)
    seen = scene(host, first.port, found, told.supervisor)
    now = planned(seen, told)
    if now.refused or processes(now) != processes(first):
        return Outcome((), CHANGED, (), found, not listening(found), elapsed(host, started))
    inodes = sockets(host, first.port)
    note: dict[str, object] = {"verb": "stop", "port": first.port}
    sent, alive = ended(host, now.endings, told, patience, note, lambda one: owns(one, inodes, told), inodes)
    before = past(seen.rows, (ending.process for ending in now.endings), seen.me)
    back = bool(sent) and not alive and is_back(host, first.port, before)
    after = who(host, first.port)
    freed, took = not listening(after), elapsed(host, started)
    again = by_whom(host, after, before) if back else None
    return Outcome(tuple(sent), "" if sent else CHANGED, alive, after, freed, took, again)


def by_whom(host: Host, after: Who, before: Past) -> Keeper | None:
    holders = (holder for held in after.held if held.way is Way.LISTENS for holder in held.holders)
    return next((found for holder in holders if (found := keeper(host, holder.process.pid, before))), None)


def ended(
    host: Host,
    endings: tuple[Ending, ...],
    told: Told,
    patience: float,
    note: dict[str, object],
    meant: Callable[[Ending], bool],
    inodes: frozenset[int] = frozenset(),
) -> tuple[list[tuple[Process, str]], tuple[Process, ...]]:
    """
    What was signalled, and who of their trees is left when *patience* seconds are over.

    The journal has it before, with *note*.  Whether it still is the one that is *meant* is asked when its descriptor is
    held.  Heirs are those who still hold one of the *inodes*.
    """
    with signals.gripped(process for ending in endings for process in ending.tree) as grips:
        journal.note({**note, "asks": [entry(ending) for ending in endings]})
        sent: list[tuple[Process, str]] = []
        for ending in endings:
            sent += asked(grips, ending, bool(sent)) if meant(ending) else ()
        left = quiet(grips, sent, patience)
        if heirs := [grip for grip in left if is_heir(grip, sent, inodes)]:
            sent += [(grip.process, "SIGTERM") for grip in heirs if signals.allowed(grip, signal.SIGTERM)]
            left = quiet(grips, sent, patience)
        if told.kill and left:
            sent += signals.ended_by_force(left, lambda: below(host, tuple(grip.process for grip in left)))
            left = signals.waited(left, AFTERWARDS)
        alive = tuple(grip.process for grip in left)
    with suppress(OSError):  # the disk is full by now: what was intended stands in the journal
        journal.note({**note, "verb": "stopped", "signals": [[p.pid, p.started, n] for p, n in sent]})
    return sent, alive


def processes(made: Plan) -> list[Process]:
    return [ending.process for ending in made.endings]


def is_heir(grip: signals.Grip, sent: list[tuple[Process, str]], inodes: frozenset[int]) -> bool:
    """A worker whose master has ended and left it with the socket."""
    with suppress(PermissionError):  # it became another user's, or hides itself: then it is not ours to end
        return grip.process not in dict(sent) and signals.holds(grip.process, inodes)
    return False


def quiet(
    grips: tuple[signals.Grip, ...], sent: list[tuple[Process, str]], patience: float
) -> tuple[signals.Grip, ...]:
    """Those of the tree that are left; who was not asked has a moment after those who were."""
    if not sent:
        return ()
    told = {process for process, _ in sent}
    if left := signals.waited((grip for grip in grips if grip.process in told), patience):
        return tuple(grip for grip in grips if grip in left or not grip.ended)
    return signals.waited(grips, AFTERWARDS)


def asked(grips: tuple[signals.Grip, ...], ending: Ending, begun: bool) -> Iterator[tuple[Process, str]]:
    """
    A stopped process takes SIGTERM when it goes on, signal(7).

    Raises PermissionError for the first one alone: what has *begun* is told as it went.
    """
    for grip in grips:
        if grip.process == ending.process and (signals.allowed if begun else signals.Grip.send)(grip, signal.SIGTERM):
            yield grip.process, "SIGTERM"
            if ending.stopped and grip.send(signal.SIGCONT):
                yield grip.process, "SIGCONT"


def owns(ending: Ending, inodes: frozenset[int], told: Told) -> bool:
    """Whether it still holds a listening socket at the port; of a supervisor, one below it."""
    return any(signals.holds(process, inodes) for process in (ending.tree if told.supervisor else ending.tree[:1]))


def sockets(host: Host, port: int) -> frozenset[int]:
    return frozenset(socket.inode for socket in listeners(host, port))


def below(host: Host, tops: tuple[Process, ...]) -> tuple[Process, ...]:
    """A number that somebody else has by now leads to nobody."""
    rows = {row.process.pid: row for row in table(host)}
    return tuple(rows[pid].process for top in tops if same(top, rows.get(top.pid)) for pid in tree(rows, top.pid))


def listening(found: Who) -> bool:
    return any(held.way is Way.LISTENS for held in found.held)


def is_free(found: Who) -> bool:
    """Nobody of this network has the port over TCP, and no table was left unread."""
    others = (held.transport != "tcp" or held.way is Way.ELSEWHERE for held in found.held)
    return not found.unknown and all(others)


def entry(ending: Ending) -> dict[str, object]:
    process = ending.process
    return {"pid": process.pid, "started": process.started, "name": process.name, "irreversible": "it ends"}


def elapsed(host: Host, started: float) -> float:
    return (host.now() - started) * 1000
