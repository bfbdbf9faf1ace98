"""
When a control group has used up its memory (docker -m, MemoryMax= of a unit, a limit in Kubernetes), or the machine
has, the kernel gives back nothing and ends somebody: it sends SIGKILL to the process that holds the most
(mm/oom_kill.c).  That process cannot say a word; whoever started it reads status 137, which is 128 + 9, or prints
"Killed".  Its sockets are closed with it, and who comes later is refused.  Servers that load a model and bundlers
often die before they have listened at all.

The kernel counts what it did, for every user to read: oom_kill in memory.events of the group, or in
memory.oom_control in version 1.  The count does not say who and when: that somebody read SIGKILL does, or the
kernel's log, which root may read.  A Java OutOfMemoryError is no such kill: that program ends by itself, and says so.
"""

from __future__ import annotations

import re
from contextlib import suppress

from portwise.knowledge import terms
from portwise.knowledge.terms import processes, remains, staff
from portwise.knowledge.terms.remains import Left
from portwise.model.cause import About, Cause, Clause, Hop, Remedy, Safety, Scope, View
from portwise.model.evidence import Unreadable, some
from portwise.model.facts import AGE, HERE, KERNEL_LOG, KIN, MEMORY
from portwise.model.outcome import Outcome
from portwise.model.process import Memory, Process, in_words
from portwise.model.service import End, Kill, Kind

OOM = "oom-kill"  # Result= of a unit, systemd.exec(5)
FOR_MEMORY = (End.GROUP_MEMORY, End.MACHINE_MEMORY)
SIGKILL = re.compile(r"\bSIGKILL\b|\bkilled\b|\b(?:code|status|with)[ =:]*\(?137\b", re.IGNORECASE)
SLACK = (
    60.0  # seconds by which the clock of the kernel's log may be off: nobody sets it right (kernel/time/sched_clock.c)
)
MIB = 1 << 20
DOCKER = "docker container "


def groups(view: View) -> tuple[Process | str, ...]:
    """Of whom the group is looked at: who was to start it, who works in its project, and ourselves."""
    return *staff.last_told(view), *staff.of_project(view), HERE


def killed_in(view: View, who: Process | str) -> bool:
    """Our own group is a container's where it has a limit; else it is a terminal's, in which anybody may have died."""
    memory = view[MEMORY.of(who)]
    return memory is not None and memory.kills > 0 and (who != HERE or memory.limit > 0)


def counted(view: View, about: Left) -> bool:
    if about.unit is not None:
        return about.unit.result == OOM
    return some(groups(view), lambda who: killed_in(view, who))


def by_signal(view: View, about: Left) -> bool:
    """Who ends by himself says something else."""
    said = complaint(about)
    return about.unit is not None or (SIGKILL.search(said) is not None if said else dated(view, about))


def complaint(about: Left) -> str:
    """What is said of its end; a watcher says only that there was one."""
    line = about.log and staff.complaint(about.log)
    return line.text if line and line.kind is not Kind.WAITING else ""


def dated(view: View, about: Left) -> bool:
    """Whether the last kill in such a group is younger than the last word."""
    kill = last(view)
    return kill is not None and kill.ago <= silence(view, about) + SLACK


def long_ago(view: View, about: Left) -> bool:
    """A log that has lost the kill tells nothing of it."""
    kill = None if about.unit else last(view)
    return kill is not None and kill.ago > silence(view, about) + SLACK


def silence(view: View, about: Left) -> float:
    """Seconds since the log was written, or since there has been somebody to start the server."""
    return about.log.quiet if about.log else view[AGE.of(about.process)] if about.process else 0.0


def last(view: View) -> Kill | None:
    there = hurt(view)
    kills = [k for k in view[KERNEL_LOG.of(HERE)] if k.how in FOR_MEMORY and any(within(k, memory) for memory in there)]
    return min(kills, key=lambda kill: kill.ago, default=None)


def hurt(view: View) -> list[Memory]:
    """The groups in which the kernel killed."""
    found = view.all(MEMORY.of(who) for who in groups(view))
    return [memory for who, memory in zip(groups(view), found, strict=True) if memory and killed_in(view, who)]


def within(kill: Kill, memory: Memory) -> bool:
    """A container sees its own group as the root, and the kernel's log names it in full."""
    return memory.path == "/" or f"{memory.path}/".startswith(f"{kill.group.rstrip('/')}/")


def what(view: View, about: Left) -> str | None:
    if about.process:
        return f"{processes.introduced(view, about.process)} wants port {view.at.port}, and nothing listens there"
    return remains.what(view, remains.Remains(about.log, about.unit))


def how(view: View, about: Left) -> str | None:
    """Whose word or count it is."""
    if about.unit:
        return f"systemd says: {remains.outcome(about.unit)}"
    memory = next(iter(hurt(view)), None)
    if memory is None:
        return None
    times = "once" if memory.kills == 1 else f"{memory.kills} times"
    return f"for want of memory the kernel killed {times} in the group {memory.group}"


def limit(view: View, about: Left) -> str | None:
    if about.unit:
        return remains.outcome(about.unit)
    memory = next(iter(hurt(view)), None)
    if memory is None:
        return None
    return f"its control group may use {memory.limit / MIB:.4g} MiB" if memory.limit else "the machine had none left"


def victim(view: View, _: Left) -> str | None:
    with suppress(Unreadable):
        if kill := last(view):
            return f"{kill.name}, process {kill.pid}, {in_words(kill.ago)} ago"
    return None


def proof(view: View, about: Left) -> str | None:
    said, who = complaint(about), victim(view, about)
    told = (f"its log says: {said}" if said else "", f"the kernel's log names {who}" if who else "")
    return "; ".join(filter(None, told)) or None


def container(view: View, _: Left) -> str | None:
    """Whose limit it is, where a process of it is left."""
    keepers = [view[KIN.of(process)].supervisor for process in (*staff.last_told(view), *staff.of_project(view))]
    return next((keeper.removeprefix(DOCKER) for keeper in keepers if keeper.startswith(DOCKER)), None)


CAUSE = Cause(
    id="out-of-memory-kill",
    hop=Hop.LISTENER,
    scope=Scope.ADDRESS,
    explains=frozenset({Outcome.REFUSED}),
    prior=1.0,
    title="The kernel killed the server of port {port} for want of memory: {limit}",
    plain="The kernel killed the server for want of memory",
    about=About(
        "a unit, a log of this project or a process is for the port",
        remains.left,
        told="{what}",
        denied="no failed unit, no log of this project and no process is for the port",
    ),
    needs=(
        terms.OUR_ADDRESS,
        staff.NOBODY_ANYWHERE,
        Clause(
            "the kernel has killed for want of memory in the control group of those who were to serve the port",
            counted,
            told="{how}",
            denied="the kernel has killed nobody for want of memory in the groups of those who were to serve the port",
        ),
        Clause(
            "it ended by SIGKILL, as somebody has read, or the kernel's log dates such a kill after its last word",
            by_signal,
            told="{proof}",
            denied="neither does its log tell of a kill, nor the kernel's of one after its last word",
        ),
    ),
    excludes=(
        Clause(
            "the kernel's log dates the last kill for want of memory before the last word of the server",
            long_ago,
        ),
    ),
    slots={
        "port": terms.port,
        "what": what,
        "how": how,
        "limit": limit,
        "proof": proof,
        "unit": lambda _, about: about.unit.name if about.unit else None,
        "container": container,
        "path": lambda _, about: about.log.path if about.log else None,
    },
    remedies=(
        Remedy(
            "see whom the kernel killed, and how much he had: anon-rss",
            ("journalctl", "-k", "-g", "Killed process", "-n", "20", "--no-pager"),
            Safety.SAFE,
            needs_root=True,
        ),
        Remedy(
            "give its unit more memory, as much as it is measured to need, and start it",
            ("systemctl", "set-property", "{unit}", "MemoryMax=4G"),
            Safety.SHOW,
            needs_root=True,
            undo="systemctl revert {unit}",
        ),
        Remedy(
            "give its container more memory, as much as it is measured to need, and start it",
            ("docker", "update", "-m", "4g", "--memory-swap", "4g", "{container}"),
            Safety.SHOW,
            undo="docker update with the numbers that docker inspect shows before",
            platform="any",
        ),
        Remedy(
            "let it need less: NODE_OPTIONS=--max-old-space-size=2048, fewer workers, a smaller model or batch",
            (),
            Safety.SHOW,
            undo="start it as it was",
            platform="any",
        ),
        Remedy(
            "or let its group use more, where the limit was set: docker -m, MemoryMax= of a unit, resources.limits",
            (),
            Safety.SHOW,
            needs_root=True,
            undo="set the old number again",
        ),
        Remedy("see what else uses the memory", ("ps", "-eo", "pid,rss,args", "--sort=-rss"), Safety.SAFE),
    ),
    prevention=("measure what the server needs under load, and limit it above that", "watch oom_kill of its group"),
    see=(
        "Documentation/admin-guide/cgroup-v2.rst, memory.events",
        "mm/oom_kill.c, oom_kill_process()",
        "man 5 systemd.resource-control, MemoryMax=",
    ),
)
