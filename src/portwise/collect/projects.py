"""Which project a folder belongs to, and which ports its files name.  Files are read, nothing is run."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from portwise.collect.collector import Collector, Cost, Questions, each, known
from portwise.formats import manifests
from portwise.host.api import Host
from portwise.model.evidence import Answer, Evidence, Known, Unknown
from portwise.model.facts import DECLARED, PROJECT, READABLE
from portwise.model.process import Project
from portwise.model.settings import Declared

UPWARDS = "package.json, pyproject.toml, …, .git in that folder or above it, ls -a"
TO_LOOK = "grep -rn port"
NAMED = "package.json, .env, compose.yaml, …, grep -rn port"


def project(host: Host, folder: str) -> Project | None:
    """The nearest folder with a file that makes a project.  A home folder or / with such a file is none."""
    places = list(upwards(host, folder))
    root = next((place for place in places if marks(host, place)), None)
    if root is None:
        return None
    worktree = next((place for place in places if manifests.GIT in marks(host, place)), "")
    return Project(root, name(host, root) or root.rpartition("/")[2], worktree)


def upwards(host: Host, folder: str) -> Iterator[str]:
    """The folder and those above it, below a home: a repository of dotfiles there holds everything."""
    homes = dict(host.environment(("HOME",))).values()
    while folder.strip("/") and folder not in homes:
        yield folder
        folder = folder.rpartition("/")[0]


def marks(host: Host, folder: str) -> tuple[str, ...]:
    """A folder that may be passed and not listed (mode 711) is asked for each name."""
    try:
        held = set(host.names(folder))
    except PermissionError:
        held = {marker for marker in manifests.MARKERS if exists(host, f"{folder}/{marker}")}
    return tuple(marker for marker in manifests.MARKERS if marker in held)


def exists(host: Host, path: str) -> bool:
    """readlink(2) says EINVAL of what is there and is no link."""
    try:
        host.link(path)
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
    return True


def name(host: Host, root: str) -> str:
    """What the first readable file calls the project; a file that is broken names nothing."""
    for marker in marks(host, root):
        try:
            found = manifests.NAMED[marker](host.read(f"{root}/{marker}")) if marker in manifests.NAMED else ""
        except (OSError, ValueError):
            continue
        if found:
            return found
    return ""


def declare(host: Host, _: Evidence, asked: Questions) -> Iterator[Answer]:
    """What the files name, and whether all were read: who asks for the one will soon ask for the other."""
    for root in dict.fromkeys(question.key for question in asked):
        try:
            rows, broken = readings(host, root)
        except (OSError, ValueError) as error:
            why = Unknown(getattr(error, "strerror", None) or str(error), TO_LOOK)
            yield from (Answer(fact.of(root), why, NAMED) for fact in (DECLARED, READABLE))
            continue
        yield known(DECLARED.of(root), rows, NAMED)
        yield Answer(READABLE.of(root), Unknown("; ".join(broken), TO_LOOK) if broken else Known(True), NAMED)


def declarations(host: Host, root: str) -> tuple[Declared, ...]:
    """Every port that a file names, for who needs all of them.  Raises ValueError where a file is broken."""
    rows, broken = readings(host, root)
    if broken:
        raise ValueError("; ".join(broken))
    return rows


def readings(host: Host, root: str) -> tuple[tuple[Declared, ...], tuple[str, ...]]:
    """Every port that a file names, in the order in which a person would look, and why some could not be read."""
    files = present(host, root)
    rows: list[Declared] = []
    broken: dict[str, None] = {}
    for file in files:
        try:
            rows += of_file(host, root, file, ".env" in files)
        except (OSError, ValueError) as error:
            broken[getattr(error, "strerror", None) or str(error)] = None
    return tuple(rows), tuple(broken)


def of_file(host: Host, root: str, file: str, beside: bool) -> Iterator[Declared]:
    """What one file names; a compose file may leave its ports to variables, and to the .env *beside* it."""
    from portwise.formats import project as formats  # nine grammars, 5 ms

    with naming(file):
        text = host.read(f"{root}/{file}")
    variables = filling(host, root, text, beside) if formats.interpolated(file) else {}
    with naming(file):
        found = formats.declarations(file, text, variables)
    return (Declared(*port) for port in found)


@contextmanager
def naming(file: str) -> Iterator[None]:
    """What went wrong, with the file that it went wrong with."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, f"{file}: {error.strerror}") from error
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from error


def present(host: Host, root: str) -> tuple[str, ...]:
    from fnmatch import fnmatchcase

    from portwise.formats import project as formats

    folders = dict.fromkeys(pattern.rpartition("/")[0] for pattern in formats.FILES)
    held = [f"{folder}/{entry}".lstrip("/") for folder in folders for entry in listed(host, f"{root}/{folder}")]
    return tuple(dict.fromkeys(file for pattern in formats.FILES for file in held if fnmatchcase(file, pattern)))


def listed(host: Host, folder: str) -> tuple[str, ...]:
    try:
        return host.names(folder.rstrip("/"))
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise OSError(error.errno, f"{folder.rstrip('/')}: {error.strerror}") from error


def filling(host: Host, root: str, text: str, beside: bool) -> dict[str, str]:
    """What the ports of a compose file refer to: our own variables before those of the .env *beside* it."""
    from portwise.formats import compose

    names = compose.variables(text)
    if not names:
        return {}
    return (env_file(host, root) if beside else {}) | dict(host.environment(names))


def env_file(host: Host, root: str) -> dict[str, str]:
    from portwise.formats import declared

    with naming(".env"):
        text = host.read(f"{root}/.env")
    matches = (declared.ENV_LINE.match(line) for line in text.splitlines())
    return {match[1]: declared.unquoted(match[2]) for match in matches if match}


PROJECTS = Collector(
    PROJECT, Cost.CHEAP, UPWARDS, "ls -a", each(lambda host, _, folder: project(host, folder), UPWARDS, "ls -a")
)
DECLARING = Collector(
    DECLARED,
    Cost.CHEAP,
    NAMED,
    TO_LOOK,
    declare,
)
READING = Collector(READABLE, Cost.CHEAP, NAMED, TO_LOOK, declare)
