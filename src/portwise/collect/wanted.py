"""
The port that a process wanted, which is not always the one that it got.

The words of its command line come first, or those of the parent that runs the same program: ``next dev -p 3005``
starts a child whose title says nothing.  Then PORT of its environment where the program heeds it, then what the
configuration of its project says, then the port that the program takes by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from portwise.collect.pidfiles import collector, stat_of
from portwise.collect.projects import declarations, project
from portwise.formats.commandline import port_of, program, stated_port, wanted_port
from portwise.formats.programs import IGNORES_PORT
from portwise.host.api import Host
from portwise.model.facts import WANTED
from portwise.model.process import Process
from portwise.model.settings import Declared

GENERATIONS = 3  # next dev, its server, and a worker
SAID_ELSEWHERE = ("package.json", "Procfile")  # commands: the one that was run is the command line itself


def wanted(host: Host, process: Process) -> int | None:
    argv = host.command(process.pid)
    name = program(argv)
    stated = next((port for words in said(host, process, argv, name) if (port := stated_port(words, name))), None)
    if stated is not None:
        return stated
    if name not in IGNORES_PORT and (port := from_environment(host, process)) is not None:
        return port
    return configured(host, process, name) or wanted_port(argv)


def said(host: Host, process: Process, argv: tuple[str, ...], name: str) -> Iterator[tuple[str, ...]]:
    """Its own words, and those of the parents that run the same program."""
    yield argv
    pid = process.pid
    for _ in range(GENERATIONS if name else 0):
        pid = stat_of(host, pid).ppid
        words = host.command(pid) if pid else ()
        if program(words) != name:
            return
        yield words


def from_environment(host: Host, process: Process) -> int | None:
    return next((port_of(value) for _, value in host.variables(process.pid, ("PORT",))), None)


def configured(host: Host, process: Process, name: str) -> int | None:
    """What a configuration file of the project says for that very program; a preview has a port of its own."""
    if not name:
        return None
    home = project(host, host.link(f"/proc/{process.pid}/cwd"))
    found = declarations(host, home.root) if home else ()
    return next((port.port for port in found if serves(port, name)), None)


def serves(port: Declared, name: str) -> bool:
    return port.program == name and not port.file.startswith(SAID_ELSEWHERE) and not port.what.startswith("preview")


WANTING = collector(WANTED, wanted, "/proc/PID/cmdline, environ and its project, ps -o args= -p PID")
