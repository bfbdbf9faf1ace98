"""
Ports that a project declares, and the plain text files that declare them.

``.env`` files, Procfile (devcenter.heroku.com/articles/procfile), Java properties, and commands wherever they stand.
Values are never handed back as they are: a connection URL gives its host and port and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.formats.commandline import SHELLS, base, port_of, program, stated_address, stated_port, wanted_port
from portwise.model.record import NamedTuple


class Declared(NamedTuple):
    """One port that a file of the project speaks of."""

    port: int
    address: str  # as written, "" unless stated
    what: str  # 'script "dev"', 'service "web"', "PORT", "server.port"
    file: str
    line: int  # from 1, 0 unknown
    program: str  # as `portwise.formats.commandline.program` names it, "" unknown
    at: int = 0  # the line of the address, where it is another one
    goes: bool = False  # a URL of a variable: where somebody goes, which may be no server of ours


# a command of a well-known server that serves nothing
IDLE = frozenset(
    (
        *("build", "check", "test", "lint", "generate", "export", "prebuild", "optimize", "prepare", "typegen", "sync"),
        *("info", "init", "new", "add", "migrate", "telemetry", "eject", "inspect", "typecheck", "clean", "analyze"),
        *("install", "update", "upgrade", "help", "-h", "--help", "-v", "--version", "e2e", "db", "console", "-t"),
    )
)
CHAINED = frozenset((";", "&&", "||", "&", "|", "(", ")"))
PORT_VARIABLE = re.compile(r"\$\{?\w*PORT", re.IGNORECASE)
ENV_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")
URL = re.compile(r"[a-z][a-z0-9+.-]*://(\S+)", re.IGNORECASE)
AUTHORITY = re.compile(r"(\[[^]]+\]|[A-Za-z0-9._-]+):(\d{1,5})(?=[/?#,;\s]|$)")
DEFAULTED = re.compile(r"\$\{[^}:]{0,99}(?::-?)?([^}]{0,99})\}")
PROPERTY = re.compile(r"\s*([\w.-]+)\s*[=:]\s*(\S*)")
SERVER_PORTS = ("server.port", "management.server.port", "quarkus.http.port", "micronaut.server.port")


def command(text: str, what: str, file: str, line: int) -> Iterator[Declared]:
    """Ports of a shell command: each command of a chain, and each quoted command inside one (concurrently)."""
    for argv in chain(text):
        name, port = program(argv), served(argv)
        if port is not None:
            yield Declared(port, stated_address(argv), what, file, line, name)
        for word in argv:
            if any(blank in word for blank in " \t") and word.strip() != text.strip():
                yield from command(word, what, file, line)


def served(argv: tuple[str, ...]) -> int | None:
    """The port stated, else the default of a command that really serves and does not leave it to a variable."""
    if base(argv[0]) in SHELLS:
        return None  # its command is a word of its own
    stated = stated_port(argv, program(argv))
    if stated is not None or IDLE & set(argv) or any(map(PORT_VARIABLE.search, argv)):
        return stated
    return wanted_port(argv)


def chain(text: str) -> Iterator[tuple[str, ...]]:
    """Split a shell command at ``&&``, ``;`` and the like; quotes that do not close are taken as letters."""
    import shlex  # only where a file holds commands

    try:
        lexer = shlex.shlex(text, posix=True, punctuation_chars=True)
        lexer.whitespace_split, lexer.commenters = True, ""
        words = list(lexer)
    except ValueError:
        words = text.split()
    argv: list[str] = []
    for word in [*words, ";"]:
        if word not in CHAINED:
            argv.append(word)
        elif argv:
            yield tuple(argv)
            argv = []


def env_file(text: str, file: str) -> tuple[Declared, ...]:
    """``.env``: PORT, every *_PORT with its *_HOST beside it, and host and port of every URL."""
    matches = ((number, ENV_LINE.match(line)) for number, line in enumerate(text.splitlines(), 1))
    lines = [(number, str(match[1]), str(match[2])) for number, match in matches if match]
    hosts = {name.upper(): (unquoted(value), at) for at, name, value in lines if name.upper().endswith("HOST")}
    return tuple(found for line in lines for found in assignment(*line, hosts, file))


def assignment(number: int, name: str, raw: str, hosts: dict[str, tuple[str, int]], file: str) -> Iterator[Declared]:
    value, upper = unquoted(raw), name.upper()
    port = port_of(value) if upper == "PORT" or upper.endswith("_PORT") else None
    if port is not None:
        host, at = hosts.get(upper.removesuffix("PORT") + "HOST", ("", 0))
        plain = re.fullmatch(r"[\w.:-]{1,253}", host)
        yield Declared(port, host if plain else "", name, file, number, "", at if plain else 0)
    elif endpoint := url_endpoint(value):
        yield Declared(endpoint[1], endpoint[0], name, file, number, "", goes=True)


def unquoted(raw: str) -> str:
    """A value without its quotes, or without the comment behind it."""
    quoted = re.match(r"""(["'])(.*?)\1""", raw)
    return quoted[2] if quoted else re.split(r"\s#", raw, maxsplit=1)[0].strip()


def url_endpoint(value: str) -> tuple[str, int] | None:
    """Host and port of a URL.  Whatever stands before the last @ is secret and is never looked at."""
    url = URL.match(value)
    authority = AUTHORITY.match(url[1].rpartition("@")[2]) if url else None
    port = port_of(authority[2]) if authority else None
    return (authority[1].strip("[]"), port) if authority and port is not None else None


def procfile(text: str, file: str) -> tuple[Declared, ...]:
    """``web: gunicorn -b :5000 app``; ``$PORT`` declares none."""
    found: list[Declared] = []
    for number, line in enumerate(text.splitlines(), 1):
        name, colon, run = line.partition(":")
        if colon and re.fullmatch(r"[\w-]+", name.strip()):
            found += command(run, f'process "{name.strip()}"', file, number)
    return tuple(found)


def properties(text: str, file: str) -> tuple[Declared, ...]:
    """``application.properties`` of Spring Boot, Quarkus and Micronaut: ``server.port=${PORT:8080}``."""
    rows = [
        (number, match[1], match[2])
        for number, line in enumerate(text.splitlines(), 1)
        if (match := PROPERTY.match(line))
    ]
    return tuple(settings(rows, file))


def settings(rows: list[tuple[int, str, str]], file: str) -> Iterator[Declared]:
    """Rows of line, dotted name and value that name a port of a Java server."""
    addresses = {name: (value, at) for at, name, value in rows if name.endswith((".address", ".host"))}
    for number, name, value in rows:
        port = port_of(DEFAULTED.sub(r"\1", value)) if name in SERVER_PORTS else None
        if port is not None:
            stem = name.removesuffix("port")
            address, at = addresses.get(stem + "address", addresses.get(stem + "host", ("", 0)))
            yield Declared(port, address, name, file, number, "", at)
