"""
Where the configuration of a database says at which addresses it listens.

The file is the one that its command line names (``-c config_file=``, ``--defaults-file=``, ``--config``, the first word
behind redis-server), or the one that systemd starts it with, or the one where it is built to look.  What the command
line itself says of addresses counts more than any file, and then no file is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from posixpath import dirname, join

from portwise.collect.gatewayfiles import Files
from portwise.formats import cgroup
from portwise.formats.listening import Include, Line
from portwise.formats.listening import mongod as mongod_lines
from portwise.formats.listening import mysql as mysql_lines
from portwise.formats.listening import postgres as postgres_lines
from portwise.formats.listening import redis as redis_lines
from portwise.model.settings import Directive

MOST_DEEP = 8
MYSQL = ("/etc/my.cnf", "/etc/mysql/my.cnf")  # as Red Hat and as Debian build it
REDIS = ("/etc/redis/redis.conf", "/etc/redis.conf", "/etc/valkey/valkey.conf", "/usr/local/etc/redis/redis.conf")
MONGOD = ("/etc/mongod.conf", "/usr/local/etc/mongod.conf", "/opt/homebrew/etc/mongod.conf")
TITLE = re.compile(
    r"(redis|valkey)-server [^ ]*:\d+"
)  # what it writes over its command line, server.c redisSetProcTitle()
EXEC = re.compile(r"^ExecStart=[-@:+!]*(.+)$", re.MULTILINE)
REDIS_OPTIONS = ("--bind", "--protected-mode", "--requirepass", "--user", "--aclfile")
COMMANDED = "its command line says so"

Grammar = Callable[[str], Iterator[Line | Include]]


def read(files: Files, path: str, grammar: Grammar, deep: int = 0) -> Iterator[Directive]:
    yield from told(files, path, files.text(path), grammar, deep)


def told(files: Files, path: str, text: str, grammar: Grammar, deep: int = 0) -> Iterator[Directive]:
    """With all that is included in its place; a folder that is not there includes nothing."""
    for row in grammar(text):
        if isinstance(row, Line):
            yield Directive(row.name, row.value, row.text, path, row.line)
        elif deep < MOST_DEEP:
            place = join(dirname(path), row.path)
            try:
                inside = list(files.folder(place, "" if not row.folder else ending(grammar)))
            except (FileNotFoundError, NotADirectoryError):
                continue
            for each, words in inside:
                yield from told(files, each, words, grammar, deep + 1)


def ending(grammar: Grammar) -> str:
    return ".cnf" if grammar.__name__ == "mysql" else ".conf"


def value(argv: tuple[str, ...], *names: str) -> str:
    """Of an option with one or two dashes, apart or behind its sign; the last one."""
    found = ""
    for word, after in zip(argv, (*argv[1:], ""), strict=True):
        name, sign, rest = word.partition("=")
        if name in names:
            found = rest if sign else after
    return found


def postgres(files: Files, argv: tuple[str, ...]) -> Iterator[Directive]:
    settings = dict(word.lstrip("-").replace("-", "_").partition("=")[::2] for word in argv if "=" in word)
    folder = files.path(".")  # it works in the folder of its data
    yield from read(files, files.path(settings.get("config_file") or "postgresql.conf"), postgres_lines)
    with suppress(FileNotFoundError):
        yield from read(files, join(dirname(folder), "postgresql.auto.conf"), postgres_lines)
    if "listen_addresses" in settings or "-h" in argv or "-i" in argv:
        yield Directive("listen_addresses", settings.get("listen_addresses", ""), "", COMMANDED, 0)


def mysql(files: Files, argv: tuple[str, ...]) -> Iterator[Directive]:
    named = value(argv, "--defaults-file")
    if "--no-defaults" not in argv:
        for path in (files.path(named),) if named else MYSQL:
            try:
                yield from read(files, path, mysql_lines)
            except FileNotFoundError:
                if named:
                    raise
        if more := value(argv, "--defaults-extra-file"):
            yield from read(files, files.path(more), mysql_lines)
    for name in ("bind-address", "skip-networking"):
        spellings = f"--{name}", f"--{name.replace('-', '_')}"
        if any(word.partition("=")[0] in spellings for word in argv):
            yield Directive(name, value(argv, *spellings), "", COMMANDED, 0)


def redis(files: Files, argv: tuple[str, ...]) -> Iterator[Directive]:
    words = argv if not TITLE.search(" ".join(argv[:1])) else started(files)
    named = next((word for word in words[1:2] if not word.startswith("-")), "")
    if words and not named and len(words) > 1:
        yield from (Directive(word[2:], "", "", COMMANDED, 0) for word in words if word in REDIS_OPTIONS)
        return
    path, text = files.first((files.path(named),) if named else REDIS)
    yield from told(files, path, text, redis_lines)
    yield from (Directive(word[2:], "", "", COMMANDED, 0) for word in words if word in REDIS_OPTIONS)


def started(files: Files) -> tuple[str, ...]:
    """The command of the unit that it is of, for the one of its own is gone."""
    unit = cgroup.unit(cgroup.path(cgroup.cgroups(files.host.read(f"/proc/{files.pid}/cgroup"))))
    if not unit.endswith(".service"):
        return ()
    found = EXEC.search(files.host.output(("systemctl", "cat", "--", unit)))
    return tuple(found[1].split()) if found else ()


def mongod(files: Files, argv: tuple[str, ...]) -> Iterator[Directive]:
    named = value(argv, "--config", "-f")
    path, text = files.first((files.path(named),) if named else MONGOD)
    yield from told(files, path, text, mongod_lines)
    if "--bind_ip" in {word.partition("=")[0] for word in argv} or "--bind_ip_all" in argv:
        yield Directive("bindIp", value(argv, "--bind_ip"), "", COMMANDED, 0)


READERS = {"postgres": postgres, "mysqld": mysql, "redis": redis, "mongod": mongod}
NAMES = {"mariadbd": "mysqld", "mysqld": "mysqld", "postgres": "postgres", "redis-server": "redis", "mongod": "mongod"}
