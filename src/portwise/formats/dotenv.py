"""
Files of variables that a server loads by itself when it starts: which ones, and what they set.

The libraries that do it (dotenv, python-dotenv, godotenv, phpdotenv and the like) read ``.env`` of the folder in which
the server runs, and leave alone what is set already.  Others are told on the command line: ``node --env-file=.env``
(nodejs.org/api/cli.html), ``uvicorn --env-file``, ``dotenv -f``.  Next.js, Nuxt, Bun and Laravel do it without a word,
and what their ``.env.local`` sets goes before ``.env``.  A file that nobody loads says nothing of the server.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portwise.formats.commandline import base
from portwise.formats.declared import ENV_LINE, unquoted

USUAL = ".env"
BY_THEMSELVES = (".env.local", ".env")  # the first goes before
OPTIONS = ("--env-file", "--env-file-if-exists", "--env_file", "--envfile")
RUNNERS = {"dotenv": ("-f", "-e", "--file"), "dotenvx": ("-f",), "env-cmd": ("-f", "--file")}
LOADERS = frozenset(("next", "next-server", "nuxt", "nuxi", "bun", "artisan"))
MANIFESTS = (
    *("package.json", "pyproject.toml", "requirements.txt", "Pipfile", "Gemfile", "composer.json", "go.mod"),
    *("Cargo.toml", "setup.cfg", "setup.py"),
)
LIBRARY = re.compile(
    r"dotenv|django-environ|\benvirons\b|python-decouple|pydantic[-_]settings|@nestjs/config|env-cmd|laravel/framework",
    re.IGNORECASE,
)
CALL = re.compile(
    r"dotenv|loadEnvFile|read_env\(|\bimport environs?\b|\bfrom (?:environs?|decouple|pydantic_settings) import\b"
    r"|env_file\s*[=:]|[\"'`][^\"'`\n]{0,40}\.env[\"'`]",
    re.IGNORECASE,
)


def named(argv: tuple[str, ...]) -> tuple[str, ...]:
    """The files that a command line names, the first going before the others."""
    words = [*argv]
    short = next((names for word in words for names in [RUNNERS.get(base(word))] if names), ())
    found = []
    for word, following in zip(words, [*words[1:], ""], strict=True):
        name, equals, value = word.partition("=")
        if name in OPTIONS or name in short:
            found.append(value if equals else following)
    return tuple(file for file in found[::-1] if file)  # node: the last of several wins


def is_loader(argv: tuple[str, ...]) -> bool:
    """Whether it is a program that does so by itself."""
    return bool(LOADERS & set(map(base, argv[:3])))


def is_called_so(file: str) -> bool:
    """As its redaction knows it: nothing else of such files may leave the host."""
    return file.endswith(".env") or file.rpartition("/")[2].startswith(".env")


def scripts(argv: tuple[str, ...]) -> tuple[str, ...]:
    """The text that an interpreter was given to run: ``app.py``, and for uvicorn ``shop.main:app``."""
    files = [word for word in argv[1:] if re.search(r"\.(?:py|[cm]?js|ts|rb|php)$", word) and word[0] != "-"]
    modules = [word.partition(":")[0] for word in argv[1:] if re.fullmatch(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*", word)]
    return (*files[:1], *(f"{module.replace('.', '/')}.py" for module in modules[:1]))


def asks_for_it(manifest: str) -> bool:
    """Whether a project has a library that does so."""
    return LIBRARY.search(manifest) is not None


def calls_it(source: str) -> bool:
    return CALL.search(source) is not None


def assignments(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, name and value; the last of two that set one name counts."""
    rows = ((number, ENV_LINE.match(line)) for number, line in enumerate(text.splitlines(), 1))
    last = {match[1]: (number, unquoted(match[2])) for number, match in rows if match}
    return ((number, name, value) for name, (number, value) in last.items())


def merged(given: Iterable[tuple[str, str]], files: Iterable[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Per name its value and where it stands; what the process was *given* first, then the *files* in their order."""
    told = {name: (value, "") for name, value in given}
    for file, text in files:
        for line, name, value in assignments(text):
            told.setdefault(name, (value, f"{file}:{line}"))
    return told
