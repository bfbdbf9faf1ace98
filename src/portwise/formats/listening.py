"""
Which lines of a configuration say at which addresses a database listens.

postgresql.org/docs/current/config-setting.html; dev.mysql.com/doc/refman/en/option-files.html;
mariadb.com/kb/en/configuring-mariadb-with-option-files; redis.io, "Redis configuration";
mongodb.com/docs/manual/reference/configuration-options.  Of a line that holds a secret nothing is handed back but that
it is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.formats.yamllines import scalars
from portwise.model.record import NamedTuple

POSTGRES = re.compile(r"((#?)\s*listen_addresses(?:\s*=\s*|\s+)('(?:[^'\n]|'')*'|[\w.*:]+))", re.IGNORECASE)
POSTGRES_INCLUDE = re.compile(r"(include|include_if_exists|include_dir)(?:\s*=\s*|\s+)'?([^'#\n]+)'?", re.IGNORECASE)
SECTION = re.compile(r"\[([\w.-]+)\]")
OPTION = re.compile(
    r"((?:loose[-_])?(bind[-_]address|skip[-_]networking)(?:\s*=\s*([^\s#]*))?)\s*(?:#.*)?$", re.IGNORECASE
)
MYSQL_INCLUDE = re.compile(r"!(include|includedir)\s+(\S+)")
SERVERS = re.compile(r"(?:server|mysqld|mariadb|mariadbd)(?:-[\d.]+)?|galera")  # groups that a server reads
REDIS = re.compile(r"(bind|port|include|requirepass|user|aclfile|protected-mode)\s+(\S[^\n\r]*)", re.IGNORECASE)
NET = re.compile(r"(net)\s*:\s*(?:#.*)?$")
INI = re.compile(r"(bind_ip\s*=\s*([^\s#]+))")
SECRET = ("requirepass", "user", "aclfile")
GUARDED = "guarded"  # instead of what it says: whoever comes is asked for a password


class Line(NamedTuple):
    """One statement; *text* is what of the line is to be changed, as it stands there."""

    name: str
    value: str
    text: str
    line: int  # from 1


class Include(NamedTuple):
    """Further files, which count from here on."""

    path: str  # relative ones start at the folder of the file
    folder: bool  # all files of it
    line: int


def rows(text: str) -> Iterator[tuple[int, str]]:
    """Lines as an editor counts them, without the blanks around them."""
    yield from enumerate((line.strip() for line in text.split("\n")), 1)


def postgres(text: str) -> Iterator[Line | Include]:
    """The comment in which the default stands is a line too: a change takes its place."""
    for number, line in rows(text):
        if found := POSTGRES.match(line):
            name = "#listen_addresses" if found[2] else "listen_addresses"
            yield Line(name, found[3].strip("'"), found[1].strip(), number)
        elif found := POSTGRES_INCLUDE.match(line):
            yield Include(found[2].strip(), found[1].lower() == "include_dir", number)


def mysql(text: str) -> Iterator[Line | Include]:
    """Only in the groups that the server reads, and not in those of its clients."""
    section = ""
    for number, line in rows(text):
        if head := SECTION.match(line):
            section = head[1].lower()
        elif found := MYSQL_INCLUDE.match(line):
            yield Include(found[2], found[1] == "includedir", number)
        elif SERVERS.fullmatch(section) and (found := OPTION.match(line)):
            yield Line(found[2].lower().replace("_", "-"), found[3] or "", found[1].strip(), number)


def redis(text: str) -> Iterator[Line | Include]:
    """Of a password only that there is one: neither an empty one nor another user's keeps anybody out."""
    for number, line in rows(text):
        found = REDIS.match(line)
        if not found:
            continue
        name, value = found[1].lower(), found[2].strip()
        if name == "include":
            yield Include(value.strip("\"'"), False, number)
        elif name not in SECRET:
            yield Line(name, value, found[0].strip(), number)
        elif name != "user" or value.split()[0].strip("\"'") == "default":  # as whom everybody begins
            yield Line(name, GUARDED if guards(name, value) else "", "", number)


def guards(name: str, value: str) -> bool:
    """An empty password is none; what another file says of users is not known here.  redis.io, "ACL"."""
    return bool(value.strip("\"'")) if name == "requirepass" else name == "user" and "nopass" not in value.lower()


def mongod(text: str) -> Iterator[Line | Include]:
    """YAML, and the form of old with ``bind_ip = …``; behind net a line can be put, as far in as the next one."""
    lines, raw = dict(rows(text)), text.split("\n")
    for number, line in lines.items():
        if NET.match(line) and raw[number - 1].startswith("net"):
            below = next((each for each in raw[number:] if each.strip() and each.lstrip()[0] != "#"), "")
            yield Line("net", below[: len(below) - len(below.lstrip())] or "  ", "net:", number)
        elif found := INI.match(line):
            yield Line("bind_ip", found[2], found[1], number)
    for part in scalars(text):
        if part.path in (("net", "bindIp"), ("net", "bindIpAll"), ("security", "authorization")):
            yield Line(part.path[-1], part.value, lines[part.line].partition("#")[0].strip(), part.line)
