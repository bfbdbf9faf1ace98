"""
accept(2) makes a descriptor, and a process may have only so many: RLIMIT_NOFILE,
1024 unless somebody raised it.  At the limit accept(2) fails with EMFILE, and
programs differ.  Go, Java and Python's servers try again and the client waits in
the accept queue; Node closes the connection at once; others end.  Mostly it is a leak:
files, sockets in CLOSE_WAIT or watchers that nobody closes, more of them every day.

The limit is read once, when the process starts: ulimit in another shell changes
nothing, and a unit has LimitNOFILE of its own.
"""

from __future__ import annotations

from portwise.knowledge import terms
from portwise.knowledge.terms import processes, queues
from portwise.model.cause import Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import some
from portwise.model.facts import FDS, KIN, OWNERS
from portwise.model.net import Socket
from portwise.model.outcome import Outcome
from portwise.model.process import Process

UNIT = "systemd unit "


def used_up(view: View, process: Process) -> bool:
    fds = view[FDS.of(process)]
    return fds.used >= fds.soft_limit


def anybody(view: View, socket: Socket) -> bool:
    """A master keeps the socket as well and accepts nothing; that a worker cannot is enough."""
    return some(view[OWNERS.of(socket.inode)], lambda process: used_up(view, process))


def limit(view: View, socket: Socket) -> str | None:
    spent = next((p for p in view[OWNERS.of(socket.inode)] if used_up(view, p)), None)
    return spent and str(view[FDS.of(spent)].soft_limit)


def unit(view: View, socket: Socket) -> str | None:
    held_by = terms.owner(view, socket)
    keeper = view[KIN.of(held_by)].supervisor if held_by else ""
    return keeper.removeprefix(UNIT) if keeper.startswith(UNIT) else None


CAUSE = Cause(
    id="fd-or-watcher-limit-exhausted",
    hop=Hop.PROCESS,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.HANG, Outcome.TIMEOUT}),
    prior=0.0,
    title="{app} (pid {pid}) has used up its {limit} file descriptors, and cannot accept a connection",
    plain="The server has used up its file descriptors, and cannot accept a connection",
    about=queues.SERVER,
    needs=(
        queues.NOBODY_ACCEPTED,
        Clause(
            "a process that holds it has as many descriptors open as it may",
            anybody,
            told="it has {limit} descriptors open, and its limit is {limit}: accept(2) fails with EMFILE",
            denied="its processes have descriptors left",
        ),
    ),
    slots={
        "app": terms.app,
        "who": processes.who,
        "at": terms.at,
        "pid": terms.pid,
        "limit": limit,
        "unit": unit,
    },
    remedies=(
        Remedy(
            "see what it has open: one kind that repeats is the leak",
            ("lsof", "-nP", "-p", "{pid}"),
            Safety.SAFE,
        ),
        Remedy(
            "let it have more, now and without a restart, within its hard limit",
            ("prlimit", "--nofile=4096:", "--pid", "{pid}"),
            Safety.ASK,
            undo="prlimit --nofile={limit}: --pid {pid}",
        ),
        Remedy(
            "or let it have more than that",
            ("prlimit", "--nofile=65536:65536", "--pid", "{pid}"),
            Safety.ASK,
            needs_root=True,
            undo="prlimit --nofile={limit} --pid {pid}",
        ),
        Remedy(
            "let its unit start with more: LimitNOFILE=65536",
            ("systemctl", "edit", "{unit}"),
            Safety.SHOW,
            needs_root=True,
            undo="systemctl revert {unit}",
        ),
        Remedy(
            "raise the limit in the shell that starts it: ulimit -n 65536; in a container --ulimit nofile=65536",
            (),
            Safety.SHOW,
            undo="start it as it was",
            platform="any",
        ),
    ),
    prevention=(
        "watch the number of descriptors of what runs for long; one that only grows is a leak",
        "close responses, files and watchers also where something fails",
    ),
    suspect="too many open files",
    see=("man 2 accept, EMFILE", "man 2 getrlimit, RLIMIT_NOFILE", "man 5 systemd.exec, LimitNOFILE"),
)
