"""What /proc says of a process: state, command, program file, folder, age, descriptors, namespace.  See proc(5)."""

from __future__ import annotations

from collections.abc import Iterator

from portwise.collect.collector import Questions
from portwise.collect.pidfiles import collector, stat_of
from portwise.formats import commandline, procstat
from portwise.host.api import Host
from portwise.model.container import FORWARDERS, PASTA, ROOTLESS, Container
from portwise.model.evidence import Answer, Evidence, Known, Missing, Unknown
from portwise.model.facts import (
    AGE,
    COMMAND,
    CONDITION,
    CONTAINERS,
    CWD,
    ENGINES,
    EXE,
    FDS,
    HERE,
    LISTENERS,
    NETNS,
    OWNERS,
    PROGRAM,
    SAME_FILES,
    SHARERS,
)
from portwise.model.net import Socket
from portwise.model.process import Condition, Fds, Process, Program
from portwise.model.target import Address

USER_HZ = 100  # asm-generic/param.h: ticks of a second as user space sees them, whatever CONFIG_HZ is


def condition(host: Host, process: Process) -> Condition:
    stat = stat_of(host, process.pid)
    tracer = procstat.status(host.read(f"/proc/{process.pid}/status")).tracer_pid
    return Condition(stat.state, stat.ppid, stat.session, tracer, stat.num_threads)


def command(host: Host, process: Process) -> tuple[str, ...]:
    """Empty for a zombie and for a kernel thread, proc_pid_cmdline(5)."""
    words = host.command(process.pid)
    return words if any(words) else ()


def exe(host: Host, process: Process) -> str:
    """A file that was replaced meanwhile keeps the kernel's mark: ``/usr/bin/node (deleted)``."""
    return host.link(f"/proc/{process.pid}/exe")


def same_files(host: Host, process: Process) -> bool:
    """By the mount namespace, mount_namespaces(7): a container has one of its own."""
    return host.link(f"/proc/{process.pid}/ns/mnt") == host.link("/proc/self/ns/mnt")


def cwd(host: Host, process: Process) -> str:
    return host.link(f"/proc/{process.pid}/cwd")


def age(host: Host, process: Process) -> float:
    return round(procstat.uptime(host.read("/proc/uptime")) - process.started / USER_HZ, 2)


def fds(host: Host, process: Process) -> Fds:
    limit = procstat.limit(host.read(f"/proc/{process.pid}/limits"), "Max open files")
    return Fds(len(host.names(f"/proc/{process.pid}/fd")), UNLIMITED if limit.soft is None else limit.soft)


UNLIMITED = 1 << 31  # RLIM_INFINITY is above every number of descriptors that fs.nr_open allows


def netns(host: Host, process: Process) -> int:
    """The inode of ``net:[4026531840]``, namespaces(7)."""
    return int(host.link(f"/proc/{process.pid}/ns/net").removeprefix("net:[").removesuffix("]"))


def program(host: Host, process: Process) -> Program:
    words = command(host, process)
    name = commandline.program(words)
    return Program(name, name or called(words) or process.name, name in commandline.MOVES)


def called(words: tuple[str, ...]) -> str:
    """``node server.js``: what an interpreter runs tells more than the interpreter; "" where it says nothing."""
    if not words or not commandline.INTERPRETERS.fullmatch(commandline.base(words[0])):
        return ""
    at = next((n for n, word in enumerate(words) if n and (word in INLINE or not word.startswith("-"))), 0)
    script = words[at].replace("\\", "/").rpartition("/")[2] if at else ""
    return " ".join(filter(None, (commandline.base(words[0]), f"{script} …" if script in INLINE else script)))


INLINE = ("-c", "-e", "-p", "--eval", "--print")  # a whole program follows, which is no name


CONDITIONS = collector(CONDITION, condition, "/proc/PID/stat and status, ps -o stat,ppid,sess,nlwp -p PID")
COMMANDS = collector(COMMAND, command, "/proc/PID/cmdline, ps -o args= -p PID")
ALONE = collector(PROGRAM, program, "/proc/PID/cmdline, ps -o args= -p PID")


def programs(host: Host, seen: Evidence, asked: Questions) -> Iterator[Answer]:
    """Whoever stands for a container is called after it: then its engine is asked first, where there is one."""
    boxes = containers(seen) if any(question.key.name in FORWARDERS for question in asked) else ()
    for answer in ALONE.collect(host, seen, asked):
        yield answer._replace(said=after_container(host, seen, answer, boxes)) if boxes else answer


def containers(seen: Evidence) -> tuple[Container, ...]:
    """None where they are not known: then a process has its own name alone."""
    if ENGINES.of(HERE) not in seen:
        raise Missing(ENGINES.of(HERE))
    if seen.get(ENGINES.of(HERE)) and CONTAINERS.of(HERE) not in seen:
        raise Missing(CONTAINERS.of(HERE))
    return seen.get(CONTAINERS.of(HERE)) or ()


def after_container(
    host: Host, seen: Evidence, answer: Answer, boxes: tuple[Container, ...]
) -> Known[Program] | Unknown:
    said, process = answer.said, answer.question.key
    if isinstance(said, Unknown) or process.name not in FORWARDERS:
        return said
    argv = command(host, process)
    places = [(one.address, one.port) for one in held(seen, process)] if process.name in ROOTLESS else []
    places += led_on(process, argv)
    published = (box for box in boxes if any(box.publishes(*place) for place in places))
    box = next((box for box in boxes if box.has(argv)), None) or next(published, None)
    return Known(said.value._replace(called=f"container {box.ref.name}")) if box else said


def led_on(process: Process, argv: tuple[str, ...]) -> list[tuple[Address, int]]:
    """The places of the host that pasta was told to lead on, also where nobody has asked who holds them."""
    if process.name not in PASTA:
        return []
    from portwise.formats import pasta

    return [(way.address, way.port) for way in pasta.forwarded(argv)]


def held(seen: Evidence, process: Process) -> tuple[Socket, ...]:
    """The sockets on which it waits, as far as somebody has asked who holds them."""
    rows = seen.get(LISTENERS.of(HERE)) or ()
    return tuple(row for row in rows for fact in (OWNERS, SHARERS) if process in (seen.get(fact.of(row.inode)) or ()))


PROGRAMS = ALONE._replace(collect=programs)
FILES = collector(EXE, exe, "/proc/PID/exe, readlink /proc/PID/exe")
SIGHTS = collector(SAME_FILES, same_files, "/proc/PID/ns/mnt, lsns -t mnt -p PID")
FOLDERS = collector(CWD, cwd, "/proc/PID/cwd, pwdx PID")
AGES = collector(AGE, age, "/proc/PID/stat and /proc/uptime, ps -o etimes= -p PID")
DESCRIPTORS = collector(FDS, fds, "/proc/PID/fd and limits, prlimit --nofile -p PID")
NAMESPACES = collector(NETNS, netns, "/proc/PID/ns/net, lsns -t net -p PID")
ALL = (CONDITIONS, COMMANDS, PROGRAMS, FILES, SIGHTS, FOLDERS, AGES, DESCRIPTORS, NAMESPACES)
