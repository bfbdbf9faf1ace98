"""
Which well-known program a command line is, and which port it asks for.

Sources: the command-line reference of each program, see `portwise.formats.programs`; java(1), php(1), env(1).
A command line comes from somebody else's process, so nothing of it but names and ports is handed back.
"""

from __future__ import annotations

import re

from portwise.formats.programs import DEFAULT_PORTS, IGNORES_PORT, MOVES, NAMES, SHORT
from portwise.model.target import HIGHEST_PORT

__all__ = ["DEFAULT_PORTS", "MOVES", "program", "wanted_port"]

MODULES = {"http.server": "http.server", "debugpy": "", "notebook": "jupyter"}
INTERPRETERS = re.compile(
    r"(node|nodejs|deno|bun|ruby|python|pypy|php|java|dotnet)[\d.]*",
    re.IGNORECASE,
)
SHELLS = frozenset(("sh", "bash", "dash", "zsh", "fish"))
# these run what follows them
RUNNERS = frozenset(("npx", "bunx", "bundle", "env", "exec", "dotenv", "cross-env", "poetry", "uv", "pipenv", "hatch"))
INLINE = frozenset(("-c", "-e", "--eval"))  # a whole program follows
SUFFIX = re.compile(r"(\.(c|m)?(js|ts)|\.exe|\.cmd|\.py|\.rb)$", re.IGNORECASE)
ASSIGNMENT = re.compile(r"([A-Z_][A-Z0-9_]*)=(.*)", re.DOTALL)
# an option that stands before its value; only long ones are the same everywhere
LONG = ("--port", "-port", "--server.port", "-Dserver.port", "--http-port", "--server-port", "-host-port")
BIND = frozenset(("--bind", "-b", "--listen", "-l", "-addr", "--addr", "--address", "--dev-addr", "-S", "-listen"))
HOST = frozenset(("--host", "--hostname", "--bind", "--address", "--server.address", "-host-ip"))
EVERYWHERE = "0.0.0.0"  # a word to compare with, nothing is bound
TITLE = re.compile(r":\s")  # "nginx: master process nginx -c /etc/nginx.conf": what follows may hold paths
PREVIEW_PORT = 4173  # vite preview
ENDPOINT = re.compile(r"(?:[a-z]+://)?(\[[^]]*\]|[^:\[\]]*):(\d+)/?")


def program(argv: tuple[str, ...]) -> str:
    """The well-known program that a command line runs, "" where it is none.

    A title that a program gave itself (``nginx: master process``, ``next-server (v15.1)``) counts like a name.
    """
    words = list(argv)
    while words and (ASSIGNMENT.fullmatch(words[0]) or base(words[0]) in RUNNERS or words[0] in ("run", "exec", "--")):
        del words[0]
    if not words:
        return ""
    name = base(words[0])
    if name in SHELLS:
        return program(tuple(words[words.index("-c") + 1].split())) if "-c" in words[:-1] else ""
    interpreter = INTERPRETERS.fullmatch(name)
    return interpreted(interpreter[1].lower(), words[1:]) if interpreter else named(name, words[1:])


def base(word: str) -> str:
    """The last part of a path or the first word of a title, without an ending."""
    named = TITLE.split(word.strip().lstrip("-"), maxsplit=1)[0]
    first = re.split(r"[:\s]", re.split(r"[/\\]", named)[-1], maxsplit=1)[0]
    return SUFFIX.sub("", first)


def named(name: str, rest: list[str]) -> str:
    if name == "webpack" or name == "webpack-cli":
        return "webpack-dev-server" if rest[:1] in (["serve"], ["server"]) else ""
    if name == "manage":
        return "django" if "runserver" in rest else ""
    return NAMES.get(name, "")


def interpreted(interpreter: str, rest: list[str]) -> str:
    """What an interpreter runs: a module, a built-in server, or the first word that is no option."""
    if interpreter in ("python", "pypy") and "-m" in rest[:-1]:
        module = rest[rest.index("-m") + 1]
        return MODULES.get(module) or named(module.split(".")[0], rest)
    if interpreter == "php" and "-S" in rest:
        return "php -S"
    if interpreter == "java":
        return "java -jar" if "-jar" in rest else "java"
    scripts = [(at, word) for at, word in enumerate(rest) if not word.startswith("-")]
    for at, word in scripts[: 2 if scripts and is_no_script(rest, *scripts[0]) else 1]:
        found = packaged(word) or named(base(word), rest[at + 1 :])
        if found or base(word) == "artisan":
            return found or "artisan"
    return ""


def is_no_script(rest: list[str], at: int, word: str) -> bool:
    """The value of an option, or one who runs what follows; behind a script of its own stand mere arguments."""
    before = rest[at - 1] if at else ""
    return (before.startswith("-") and before not in INLINE) or base(word) in RUNNERS


def packaged(path: str) -> str:
    """``node_modules/next/dist/bin/next``, ``node_modules/@angular/cli/bin/ng``: the package names the program."""
    _, found, inside = path.replace("\\", "/").rpartition("node_modules/")
    package = inside.split("/")[0] if found else ""
    return NAMES.get(package, "") if package != ".bin" else ""


def wanted_port(argv: tuple[str, ...], environ_port: int | None = None) -> int | None:
    """The port that a command line asks for, else that of its environment, else the program's own; None unknown."""
    name = program(argv)
    stated = stated_port(argv, name)
    if stated is not None:
        return stated
    asked = name not in IGNORES_PORT or any(word.endswith(("$PORT", "${PORT}")) for word in argv)
    if environ_port is not None and asked:
        return environ_port
    return PREVIEW_PORT if name == "vite" and "preview" in argv else DEFAULT_PORTS.get(name)


def stated_port(argv: tuple[str, ...], name: str) -> int | None:
    """The port that the words themselves say; the last one wins, as in most parsers of options."""
    pairs = list(zip(argv, (*argv[1:], ""), strict=False))
    found = [port for word, following in pairs if (port := option_port(word, following, name)) is not None]
    if found:
        return found[-1]
    return positional(argv, name) or (None if name in IGNORES_PORT else assigned(argv))


def assigned(argv: tuple[str, ...]) -> int | None:
    """``PORT=3000 npm start``, ``cross-env PORT=3000``, ``env PORT=3000``."""
    values = (match[2] for word in argv if (match := ASSIGNMENT.fullmatch(word)) and match[1] == "PORT")
    return next(filter(None, map(port_of, values)), None)


def stated_address(argv: tuple[str, ...]) -> str:
    """The address that the words ask to bind, "" where they say none; a bare ``--host`` is every address."""
    for word, following in zip(argv, (*argv[1:], ""), strict=False):
        option, equals, value = word.partition("=")
        value = value if equals else following
        endpoint = ENDPOINT.fullmatch(value)
        if option in BIND and endpoint:
            return endpoint[1].strip("[]")
        if option in HOST:
            return EVERYWHERE if not value or value.startswith("-") else value
    return ""


def option_port(word: str, following: str, name: str) -> int | None:
    option, equals, value = word.partition("=")
    if option in LONG or (option == "-p" and name in SHORT):
        return port_of(value if equals else following)
    if option in BIND:
        return endpoint_port(value if equals else following)
    return port_of(word[2:]) if word.startswith("-p") and name in SHORT else None


def positional(argv: tuple[str, ...], name: str) -> int | None:
    """``python -m http.server 8000``, ``manage.py runserver 0.0.0.0:8000``: the port is a word by itself."""
    marker = {"http.server": ("http.server", "SimpleHTTPServer"), "django": ("runserver",)}.get(name, ())
    after = next((argv[at + 1 :] for at, word in enumerate(argv) if word in marker), ())
    return next((port for word in after if (port := port_of(word) or endpoint_port(word)) is not None), None)


def endpoint_port(text: str) -> int | None:
    """The port of ``0.0.0.0:8000``, ``[::1]:8000`` or ``tcp://:8000``; ``::1`` has none."""
    endpoint = ENDPOINT.fullmatch(text)
    return port_of(endpoint[2]) if endpoint else None


def port_of(text: str) -> int | None:
    """A decimal port; None for anything else, ``$PORT`` among it."""
    word = text.strip("\"'")
    if not (word.isascii() and word.isdigit() and len(word) <= 5):
        return None
    return int(word) if 0 < int(word) <= HIGHEST_PORT else None
