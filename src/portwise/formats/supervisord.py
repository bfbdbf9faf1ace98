"""
supervisord: the programs that its configuration names, and how they ended, by its own log.

http://supervisord.org/configuration.html: an INI file, of which ``[include] files`` names more.  The log has a line for
each change: ``WARN exited: shop (exit status 1; not expected)``, ``WARN exited: web (terminated by SIGKILL; not
expected)``, ``INFO gave up: shop entered FATAL state, too many start retries too quickly``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portwise.formats.commandline import port_of, wanted_port
from portwise.model.record import NamedTuple

PROGRAM = "program:"
# Debian's package comes with a configuration that names no program: a pattern is compiled when there is one
CHANGE = r"(?a)\b(?P<what>spawned|success|exited|stopped|gave up|spawnerr): '?(?P<name>[\w.-]+)?'?(?P<rest>.*)"
STATUS, SIGNAL = r"\(exit status (\d+)", r"\(terminated by (SIG\w+)"
COMMENT = r"(?:^|\s);"
NO_SETTINGS: dict[str, str] = {}


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


def sections(text: str) -> dict[str, dict[str, str]]:
    """
    Settings by section, as Python's configparser reads them, which supervisord uses; that takes 2 ms to be imported.

    A line that begins farther right than its setting goes on with it.  What is not understood is passed over.
    """
    found: dict[str, dict[str, str]] = {}
    section, key, column = NO_SETTINGS.copy(), "", 0
    for line in text.split("\n"):
        bare = "" if line.lstrip().startswith("#") else re.split(COMMENT, line, maxsplit=1)[0].strip()
        indented = len(line) - len(line.lstrip())
        if bare and key and indented > column:
            section[key] = f"{section[key]}\n{bare}"
        elif bare.startswith("[") and "]" in bare[2:]:
            section, key, column = found.setdefault(bare[1 : bare.rindex("]")], {}), "", indented
        elif bare:
            name, delimiter, value = (*re.split(r"\s*([=:])\s*", bare, maxsplit=1), "", "")[:3]
            key, column = name.lower() if delimiter else "", indented
            section |= {key: value} if key else NO_SETTINGS
    return found


def includes(text: str) -> tuple[str, ...]:
    return tuple(sections(text).get("include", NO_SETTINGS).get("files", "").split())


def logfile(text: str) -> str:
    return sections(text).get("supervisord", NO_SETTINGS).get("logfile", "")


def programs(text: str) -> Iterator[Program]:
    for section, own in sections(text).items():
        if section.startswith(PROGRAM):
            logs = (own.get("stdout_logfile", ""), own.get("stderr_logfile", ""))
            variable = re.search(r"\bPORT=\"?'?(\d+)", own.get("environment", ""))
            wanted = wanted_port(words(own.get("command", "")), port_of(variable[1]) if variable else None)
            yield Program(section.removeprefix(PROGRAM), wanted, tuple(log for log in logs if log.startswith("/")))


def words(text: str) -> tuple[str, ...]:
    import shlex  # only where there is a program

    try:
        return tuple(shlex.split(text))
    except ValueError:
        return tuple(text.split())


def ends(lines: Iterable[str]) -> dict[str, End]:
    """By the name of the program; one that runs again, or was stopped on purpose, has not ended."""
    found: dict[str, End] = {}
    starts: dict[str, int] = {}
    for line in lines:
        change = re.search(CHANGE, line)
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
    import signal  # only where something has ended

    if by := re.search(SIGNAL, rest):
        return End(False, getattr(signal, by[1], 0), True, starts)
    status = re.search(STATUS, rest)
    return End(False, int(status[1]) if status else 0, False, starts)
