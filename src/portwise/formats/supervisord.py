"""
supervisord: the programs that its configuration names, and how they ended, by its own log.

http://supervisord.org/configuration.html: an INI file, of which ``[include] files`` names more.  The log has a line for
each change: ``WARN exited: shop (exit status 1; not expected)``, ``WARN exited: web (terminated by SIGKILL; not
expected)``, ``INFO gave up: shop entered FATAL state, too many start retries too quickly``.
"""

from __future__ import annotations

import configparser
import re
import shlex
import signal
from collections.abc import Iterable, Iterator

from portwise.formats.commandline import port_of, wanted_port
from portwise.model.record import NamedTuple

PROGRAM = "program:"
CHANGE = re.compile(
    r"\b(?P<what>spawned|success|exited|stopped|gave up|spawnerr): '?(?P<name>[\w.-]+)?'?(?P<rest>.*)", re.ASCII
)
STATUS, SIGNAL = re.compile(r"\(exit status (\d+)"), re.compile(r"\(terminated by (SIG\w+)")


class Program(NamedTuple):
    name: str
    port: int | None  # that its command or its PORT wants
    logs: tuple[str, ...]  # of its standard output and its standard error, where supervisord does not choose the name


class End(NamedTuple):
    """How the last run of a program ended."""

    gave_up: bool  # nobody starts it again
    status: int
    killed: bool
    starts: int  # that the end of the log knows of


def parsed(text: str) -> configparser.RawConfigParser:
    """Raises ValueError for text that is no configuration."""
    found = configparser.RawConfigParser(strict=False, inline_comment_prefixes=(";",))
    try:
        found.read_string(text)
    except configparser.Error as error:
        raise ValueError(str(error)) from None
    return found


def includes(text: str) -> tuple[str, ...]:
    return tuple(parsed(text).get("include", "files", fallback="").split())


def logfile(text: str) -> str:
    return parsed(text).get("supervisord", "logfile", fallback="")


def programs(text: str) -> Iterator[Program]:
    found = parsed(text)
    for section in found.sections():
        if section.startswith(PROGRAM):
            own = found[section]
            logs = (own.get("stdout_logfile", ""), own.get("stderr_logfile", ""))
            variable = re.search(r"\bPORT=\"?'?(\d+)", own.get("environment", ""))
            wanted = wanted_port(words(own.get("command", "")), port_of(variable[1]) if variable else None)
            yield Program(section.removeprefix(PROGRAM), wanted, tuple(log for log in logs if log.startswith("/")))


def words(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return tuple(text.split())


def ends(lines: Iterable[str]) -> dict[str, End]:
    """By the name of the program; one that runs again, or was stopped on purpose, has not ended."""
    found: dict[str, End] = {}
    starts: dict[str, int] = {}
    for line in lines:
        change = CHANGE.search(line)
        if change is None or not change["name"]:
            continue
        name, rest = change["name"], change["rest"]
        match change["what"]:
            case "spawned":
                starts[name] = starts.get(name, 0) + 1
            case "exited":
                found[name] = ended(rest, starts.get(name, 0))
            case "gave up":
                found[name] = found.get(name, ended("", 0))._replace(gave_up=True)
            case "success" | "stopped":
                found.pop(name, None)
    return found


def ended(rest: str, starts: int) -> End:
    if by := SIGNAL.search(rest):
        return End(False, getattr(signal, by[1], 0), True, starts)
    status = STATUS.search(rest)
    return End(False, int(status[1]) if status else 0, False, starts)
