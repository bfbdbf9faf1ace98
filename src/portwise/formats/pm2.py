"""
pm2: the applications that ``pm2 save`` wrote down, and how they ended, by its own log.

https://pm2.keymetrics.io/docs/usage/startup/: ~/.pm2/dump.pm2 is a JSON list of applications with their environment.
~/.pm2/pm2.log has a line for each change, lib/God.js: ``PM2 log: App [shop:0] exited with code [1] via signal
[SIGINT]`` (SIGINT also where there was no signal) and ``PM2 log: Script /srv/shop/server.js had too many unstable
restarts (16). Stopped. "errored"``.
"""

from __future__ import annotations

import json
import re
import signal
from collections.abc import Iterable, Iterator

from portwise.formats.commandline import port_of, wanted_port
from portwise.formats.supervisord import End
from portwise.model.record import NamedTuple

EXITED = re.compile(r"App \[(?P<name>[^\]]*):\d+\] exited with code \[(?P<code>\d*)\] via signal \[(?P<signal>\w*)\]")
ONLINE = re.compile(r"App \[(?P<name>[^\]]*):\d+\] online")
GAVE_UP = re.compile(r"Script (?P<script>\S+) had too many unstable restarts")
STOPPED = re.compile(r"Stopping app:(?P<name>\S+) id:")
KEPT = ("name", "pm_exec_path", "pm_out_log_path", "pm_err_log_path")
WITHOUT = "SIGINT"  # what pm2 writes where no signal ended it


class App(NamedTuple):
    name: str
    script: str
    port: int | None
    logs: tuple[str, ...]  # of its standard output and its standard error


def apps(text: str) -> Iterator[App]:
    """Raises ValueError for text that is no such list."""
    try:
        rows = json.loads(text)
    except RecursionError:
        raise ValueError("JSON nested too deeply") from None
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and isinstance(row.get("name"), str):
            yield App(row["name"], said(row, "pm_exec_path"), port(row), logs(row))


def bare(text: str) -> str:
    """The list with what matters here: words and environment of each application, in which secrets are, stay behind."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    kept = (row for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    return json.dumps([{**{key: row[key] for key in KEPT if key in row}, "PORT": str(port(row) or "")} for row in kept])


def variable(row: dict[str, object]) -> str:
    """The environment that it was started with lies in a folder of its own, or beside the rest."""
    held = (row.get("env"), row)
    return next((str(found["PORT"]) for found in held if isinstance(found, dict) and found.get("PORT")), "")


def said(row: dict[str, object], name: str) -> str:
    value = row.get(name, "")
    return value if isinstance(value, str) else ""


def logs(row: dict[str, object]) -> tuple[str, ...]:
    return tuple(filter(None, (said(row, "pm_out_log_path"), said(row, "pm_err_log_path"))))


def port(row: dict[str, object]) -> int | None:
    """Its words first, then its environment."""
    more = row.get("args")
    words = more if isinstance(more, list) else str(more or "").split()
    written = variable(row)
    return wanted_port(("node", said(row, "pm_exec_path"), *map(str, words)), port_of(written) if written else None)


def ends(lines: Iterable[str], scripts: dict[str, str]) -> dict[str, End]:
    """By name; *scripts* says whose a path is.  One that runs again, or was stopped on purpose, has not ended."""
    found: dict[str, End] = {}
    starts: dict[str, int] = {}
    for line in lines:
        if exited := EXITED.search(line):
            found[exited["name"]] = ended(exited, starts.get(exited["name"], 1))
        elif online := ONLINE.search(line):
            starts[online["name"]] = starts.get(online["name"], 0) + 1
            found.pop(online["name"], None)
        elif (gave_up := GAVE_UP.search(line)) and (name := scripts.get(gave_up["script"])) in found:
            found[name] = found[name]._replace(gave_up=True)
        elif stopped := STOPPED.search(line):
            found.pop(stopped["name"], None)
            starts[stopped["name"]] = 0
    return found


def ended(exited: re.Match[str], starts: int) -> End:
    if exited["signal"] not in ("", WITHOUT):
        return End(False, getattr(signal, exited["signal"], 0), True, starts)
    return End(False, int(exited["code"] or 0), False, starts)
