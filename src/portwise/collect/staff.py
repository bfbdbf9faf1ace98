"""
Who should be there: processes that work in a folder, that want a port, and the children of one.

Folders and variables of another user's process stay hidden; it is then not counted, for nobody asks for the server
of a stranger.  What he wrote on its command line is seen by all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.pidfiles import collector, stat_of
from portwise.collect.wanted import wanted
from portwise.formats.commandline import DEFAULT_PORTS, INTERPRETERS, base, program, stated_port
from portwise.formats.procstat import Stat
from portwise.formats.watchers import watcher
from portwise.host.api import Host
from portwise.model.facts import CHILDREN, TOLD, WATCHES, WORKING
from portwise.model.process import Process

FOLDERS, WORDS = "/proc/*/cwd, pwdx", "/proc/*/cmdline and environ, ps -eo pid,args"
ENDED = "ZX"  # proc_pid_stat(5)
RUNTIMES = ("node", "deno", "bun", "ruby", "python", "pypy", "php", "java", "dotnet")  # of INTERPRETERS
# their words name the port of somebody else
CLIENTS = frozenset(
    (
        *("portwise", "curl", "wget", "nc", "ncat", "netcat", "telnet", "socat", "ssh", "scp", "sftp", "autossh", "ss"),
        *("psql", "pg_dump", "pg_restore", "pgcli", "mysql", "mariadb", "mysqldump", "redis-cli", "mongosh", "lsof"),
        *("wait-on", "wait-for-it", "wait-for", "dockerize", "chrome", "chromium", "firefox", "ab", "wrk", "hey", "k6"),
        *("pytest", "grep", "vim", "vi", "nano", "less", "tail", "watch", "fuser", "nmap"),
        *("ngrok", "cloudflared", "frpc"),
    )
)


def processes(host: Host) -> Iterator[int]:
    """All but ourselves."""
    me = host.me().pid
    return (int(name) for name in host.names("/proc") if name.isdigit() and int(name) != me)


def chosen(host: Host, pids: Iterable[int], wants: Callable[[int], bool]) -> Iterator[Process]:
    """Those that are wanted; what hides or has ended meanwhile is not."""
    for pid in pids:
        try:
            if wants(pid) and (stat := stat_of(host, pid)).state not in ENDED:
                yield identity(stat)
        except (FileNotFoundError, ProcessLookupError, PermissionError, ValueError):
            continue


def identity(stat: Stat) -> Process:
    return Process(stat.pid, stat.starttime, stat.comm)


def working(host: Host, folder: str) -> tuple[Process, ...]:
    below = f"{folder.rstrip('/')}/"
    return tuple(chosen(host, processes(host), lambda pid: f"{host.link(f'/proc/{pid}/cwd')}/".startswith(below)))


def told(host: Host, port: int) -> tuple[Process, ...]:
    return tuple(chosen(host, host.running(candidates(port)), lambda pid: wants(host, pid, port)))


def candidates(port: int) -> str:
    """A command line that names the port, or a program that has ports by its habit, its files or its variables."""
    return "|".join((str(port), *map(re.escape, sorted(DEFAULT_PORTS)), *RUNTIMES))


def wants(host: Host, pid: int, port: int) -> bool:
    """Its own words first; a variable that a whole session exported is heeded by what may be a server."""
    argv = host.command(pid)
    if not any(argv) or CLIENTS & {base(word) for word in argv[:2] if not word.startswith("-")}:
        return False
    name = program(argv)
    stated = stated_port(argv, name)
    if stated is not None or not (name or INTERPRETERS.fullmatch(base(argv[0]))):
        return stated == port
    return wanted(host, Process(pid, 0, "")) == port


def children(host: Host, process: Process) -> tuple[Process, ...]:
    return tuple(chosen(host, processes(host), lambda pid: stat_of(host, pid).ppid == process.pid))


WORKERS = Collector(
    WORKING, Cost.SLOW, FOLDERS, "pwdx PID", each(lambda host, _, folder: working(host, folder), FOLDERS, "pwdx PID")
)
SEEKING = Collector(
    TOLD, Cost.SLOW, WORDS, "ps -eo pid,args", each(lambda host, _, port: told(host, port), WORDS, "ps -eo pid,args")
)
NOTICING = collector(
    WATCHES, lambda host, process: watcher(host.command(process.pid)), "/proc/PID/cmdline, ps -o args= -p PID", gone=""
)
DESCENDING = collector(CHILDREN, children, "/proc/*/stat, pgrep -P PID", Cost.SLOW)
ALL = (WORKERS, SEEKING, NOTICING, DESCENDING)
