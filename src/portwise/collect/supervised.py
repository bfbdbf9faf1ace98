"""
Programs that pm2 or supervisord keeps for a port, and how they ended: by their configuration and their own logs.

Neither is asked: ``pm2 jlist`` would start it where it does not run, and ``supervisorctl`` needs a right to its socket.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from posixpath import dirname, join
from typing import TYPE_CHECKING

from portwise.host.api import Host
from portwise.model.service import Line, Unit

if TYPE_CHECKING:
    from portwise.formats.supervisord import End

SUPERVISORD = ("/etc/supervisor/supervisord.conf", "/etc/supervisord.conf")  # supervisord(1)
ITS_LOG = "/var/log/supervisor/supervisord.log"  # as Debian packages it
GONE = (FileNotFoundError, NotADirectoryError, PermissionError, ValueError)


def units(host: Host, port: int) -> Iterator[Unit]:
    yield from of_pm2(host, port)
    yield from of_supervisord(host, port)


def of_pm2(host: Host, port: int) -> Iterator[Unit]:
    """Of whoever asks: every user has a pm2 of his own."""
    set_by = dict(host.environment(("HOME", "PM2_HOME")))
    home = set_by.get("PM2_HOME") or f"{set_by.get('HOME', '')}/.pm2"
    with suppress(*GONE):
        saved = host.read(f"{home}/dump.pm2")
        from portwise.formats import pm2  # only where there is one

        apps = [app for app in pm2.apps(saved) if app.port == port]
        ends = pm2.ends(host.tail(f"{home}/pm2.log").lines, {app.script: app.name for app in apps})
        for app in apps:
            if app.name in ends:
                yield unit(host, "pm2", app.name, ends[app.name], port, app.logs)


def of_supervisord(host: Host, port: int) -> Iterator[Unit]:
    for main in SUPERVISORD:
        with suppress(*GONE):
            text = host.read(main)
            from portwise.formats import supervisord

            texts = (text, *included(host, main, supervisord.includes(text)))
            programs = [p for each in texts for p in supervisord.programs(each) if p.port == port]
            if programs:
                ends = supervisord.ends(host.tail(supervisord.logfile(text) or ITS_LOG).lines)
                for program in programs:
                    if program.name in ends:
                        yield unit(host, "supervisord", program.name, ends[program.name], port, program.logs)


def included(host: Host, main: str, patterns: tuple[str, ...]) -> Iterator[str]:
    """Each names files of one folder, from that of the main file on."""
    from fnmatch import fnmatch  # only where there is a configuration

    for pattern in (join(dirname(main), pattern) for pattern in patterns):
        with suppress(*GONE):
            names = host.names(dirname(pattern))
            yield from (host.read(join(dirname(pattern), n)) for n in names if fnmatch(n, pattern.rpartition("/")[2]))


def unit(host: Host, keeper: str, name: str, end: End, port: int, logs: tuple[str, ...]) -> Unit:
    sub = "failed" if end.gave_up else "exited"
    result = "signal" if end.killed else "exit-code"
    state = name, "failed", sub, result, end.status, end.killed, max(end.starts - 1, 0)
    return Unit(*state, (port,), (), keeper, tuple(words(host, logs)), logs[-1] if logs else "")


def words(host: Host, paths: tuple[str, ...]) -> Iterator[Line]:
    """The good news is on one, and the trouble on the other."""
    from portwise.formats import logs

    for path in paths:
        with suppress(OSError):
            yield from logs.lines(host.tail(path).lines)
