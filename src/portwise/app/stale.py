"""What is left over of a checkout: who, why, and an end to it.  `portwise stop --stale`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from portwise import collect
from portwise.app import stop
from portwise.app.asking import know
from portwise.app.checkout import inside
from portwise.app.overview import QUIETLY
from portwise.app.who import users
from portwise.fix.staleness import STOPPED, Folk, Twins, Worker, folk, left, twins
from portwise.fix.stopping import MULTIPLEXERS, planned, tree
from portwise.formats import procstat
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import (
    AGE,
    COMMAND,
    CONDITION,
    CWD,
    FOLDER,
    HERE,
    KIN,
    LISTENERS,
    OWNERS,
    PROGRAM,
    PROJECT,
    WORKING,
)
from portwise.model.process import Process, in_words
from portwise.model.stale import Stale, Sweep, Swept
from portwise.model.start import WATCHED_BY
from portwise.model.stop import Ending, Owner, Refused, Row, Scene, Told
from portwise.model.target import NOWHERE

OF_WORKERS = (CWD, COMMAND, KIN, AGE, CONDITION, PROGRAM)
CHANGED = "what is left over is not what the plan was made for"
NOBODYS = "{} is no checkout, and who works there is of none: go into the folder of a project"


class NoCheckout(ValueError):
    """A folder in which all kinds of programs work that belong to no project."""


def sweep(host: Host, told: Told, folder: str = "") -> Sweep:
    """
    Everything left over in the checkout of *folder*, else of the folder that portwise was asked from.

    Outside a project it is that folder alone.  Raises `NoCheckout` for a home folder and for /, daemon(7)'s.
    """
    seen = know(host, collect.ALL, Evidence(NOWHERE), [FOLDER.of(HERE), LISTENERS.of(HERE)], QUIETLY)
    folder = folder or seen.get(FOLDER.of(HERE)) or ""
    seen = know(host, collect.ALL, seen, [PROJECT.of(folder)], QUIETLY)
    project = seen.get(PROJECT.of(folder))
    if project is None and (not folder.strip("/") or folder in dict(host.environment(("HOME",))).values()):
        raise NoCheckout(NOBODYS.format(folder or "/"))
    root = (project and (project.worktree or project.root)) or folder
    seen = know(host, collect.ALL, seen, [WORKING.of(root)], QUIETLY)
    seen = know(host, collect.ALL, seen, [CWD.of(who) for who in seen.get(WORKING.of(root)) or ()], QUIETLY)
    seen, people = belonging(host, seen, root, seen.get(WORKING.of(root)) or (), alone=project is None)
    held = [OWNERS.of(socket.inode) for socket in seen.get(LISTENERS.of(HERE)) or ()]
    seen = know(host, collect.ALL, seen, [*held, *(fact.of(p) for p in people for fact in OF_WORKERS)], QUIETLY)
    rows = {row.process.pid: row for row in stop.table(host)}
    workers = {who.pid: worker(host, seen, who, rows) for who in people if who.pid in rows}
    return swept(host, seen, root, folk(workers, rows, host.me().pid), told, len(workers))


def belonging(
    host: Host, seen: Evidence, root: str, people: Iterable[Process], alone: bool
) -> tuple[Evidence, tuple[Process, ...]]:
    """Who works in this checkout, and in no other that lies below it; with *alone* in this very folder."""
    folders = {who: seen.get(CWD.of(who)) or "" for who in people}
    if alone:
        return seen, tuple(who for who, folder in folders.items() if folder == root)
    seen = know(host, collect.ALL, seen, [PROJECT.of(folder) for folder in folders.values() if folder], QUIETLY)
    trees = {who: (found and found.worktree) or "" for who, f in folders.items() for found in [seen.get(PROJECT.of(f))]}
    return seen, tuple(who for who, tree in trees.items() if inside(host, root, tree))


def worker(host: Host, seen: Evidence, process: Process, rows: Mapping[int, Row]) -> Worker:
    kin = seen.get(KIN.of(process))
    condition = seen.get(CONDITION.of(process))
    return Worker(
        process,
        seen.get(COMMAND.of(process)) or (),
        seen.get(CWD.of(process)) or "",
        kin is not None and kin.orphaned,
        hosts_others(host, process)
        or (condition is not None and condition.session == process.pid and has_terminal(host, process)),
        seen.get(AGE.of(process)) or 0.0,
        tuple(listens(seen, process)),
        forgotten(host, process, rows),
    )


def hosts_others(host: Host, process: Process) -> bool:
    """A multiplexer or an editor that was started in the folder is where the servers below it were started."""
    return process.name in MULTIPLEXERS or bool(stop.lends(host, process))


def forgotten(host: Host, process: Process, rows: Mapping[int, Row]) -> bool:
    """By the mark that portwise gives to what it starts; one that is still there stops it by itself."""
    try:
        mark = dict(host.variables(process.pid, (WATCHED_BY,))).get(WATCHED_BY, "")
    except OSError:
        return False
    pid, _, started = mark.partition(".")
    if not (pid.isdigit() and started.isdigit()):
        return False
    watcher = rows.get(int(pid))
    return watcher is None or watcher.process.started != int(started)


def has_terminal(host: Host, process: Process) -> bool:
    """tty_nr, proc_pid_stat(5) field 7; one that has ended leads nobody."""
    with suppress(OSError, ValueError, IndexError):
        return host.read(f"/proc/{process.pid}/stat").rpartition(")")[2].split()[4] != "0"
    return False


def listens(seen: Evidence, process: Process) -> Iterator[int]:
    for socket in seen.get(LISTENERS.of(HERE)) or ():
        if process in (seen.get(OWNERS.of(socket.inode)) or ()):
            yield socket.port


def swept(host: Host, seen: Evidence, root: str, found: Folk, told: Told, workers: int) -> Sweep:
    """
    Each held to the rules of `portwise stop`: one that is not ours to end keeps none of the others.

    All of a tree are asked to end, and so all of it is looked at as with --kill.
    """
    me, names = host.me(), users(host)
    stale: list[Stale] = []
    kept: list[Refused] = []
    trees = 0
    for one in left(found):
        scene = Scene(0, me.pid, me.uid, (owner(host, seen, found.rows, one.top.process),), found.rows, "", names)
        plan = planned(scene, told._replace(kill=True))
        refused = plan.refused or tuple(lenders(host, plan.endings))
        kept += refused
        trees += len(tree(found.rows, one.top.process.pid))
        endings = () if refused else plan.endings
        stale += [Stale(ending, one.reasons, one.top.folder, one.ports, one.top.age) for ending in endings]
    twice = tuple(doubled(seen, pair) for pair in twins(found))
    return Sweep(root, tuple(stale), tuple(kept), twice, max(workers - trees - len(twice), 0))


def lenders(host: Host, endings: tuple[Ending, ...]) -> Iterator[Refused]:
    """Whoever lends others a terminal or a login is not ended for a server above it."""
    for ending in endings:
        for process in ending.tree[1:]:
            if called := stop.lends(host, process):
                why = f"{called} (pid {process.pid}) is below it, and would be ended with it"
                yield Refused(ending.process, ending.program, why, ())


def doubled(seen: Evidence, pair: Twins) -> Refused:
    known = seen.get(PROGRAM.of(pair.older.process))
    later = in_words(pair.older.age - pair.younger.age)
    again = f"the same command was started in this folder again {later} later"
    why = f"{again} (pid {pair.younger.process.pid}), and both serve"
    return Refused(
        pair.older.process,
        (known and known.called) or pair.older.process.name,
        why,
        ("portwise", "stop", str(pair.ports[0])),
    )


def owner(host: Host, seen: Evidence, rows: Mapping[int, Row], process: Process) -> Owner:
    known = seen.get(PROGRAM.of(process))
    unit, container = stop.placed(host, process.pid)
    keeper, called = stop.kept(host, rows, process.pid)
    name = (known and known.called) or process.name
    return Owner(process, name, unit, container, keeper, called, stop.lends(host, process))


def end(host: Host, first: Sweep, told: Told, patience: float, folder: str = "") -> Swept:
    """
    Do what *first* says, if the same is left over still.

    Raises OSError where the journal cannot be written: nothing was signalled then.
    """
    started = host.now()
    now = sweep(host, told, folder)
    if identities(now) != identities(first):
        return Swept((), CHANGED, (), (), stop.elapsed(host, started))
    endings = tuple(each for one in now.stale for each in members(host, one.ending))
    sent, alive = stop.ended(
        host, endings, told, patience, {"verb": "stop", "stale": now.root}, lambda one: still(host, one, first)
    )
    after = know(host, collect.ALL, Evidence(NOWHERE), [LISTENERS.of(HERE)], QUIETLY).get(LISTENERS.of(HERE))
    taken = {socket.port for socket in after or ()}
    free = tuple(port for one in now.stale for port in one.ports if after is not None and port not in taken)
    return Swept(tuple(sent), "" if sent else CHANGED, alive, free, stop.elapsed(host, started))


def members(host: Host, ending: Ending) -> Iterator[Ending]:
    """Everybody of a tree is asked, the parents first: a shell that waits for a server ends without telling it."""
    for process in ending.tree:
        with suppress(OSError, ValueError):
            state = procstat.stat(host.read(f"/proc/{process.pid}/stat")).state
            yield Ending(process, process.name, (process,), state in STOPPED)


def still(host: Host, ending: Ending, first: Sweep) -> bool:
    """Whether it works in the checkout still: a number is used again, a folder is left."""
    with suppress(OSError):
        return f"{host.link(f'/proc/{ending.process.pid}/cwd')}/".startswith(f"{first.root.rstrip('/')}/")
    return False


def identities(found: Sweep) -> list[tuple[Process, ...]]:
    """All who would be asked to end."""
    return [one.ending.tree for one in found.stale]
