"""The files of a pattern, as glob(7) orders them, seen through the root of the process that would read them."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import join

from portwise.host.api import Host

MARKS = "*?["


def is_pattern(path: str) -> bool:
    return any(mark in path for mark in MARKS)


def matching(host: Host, root: str, pattern: str) -> tuple[str, ...]:
    """A name without wildcards stands for itself: it must be there; *pattern* is absolute."""
    if not is_pattern(pattern):
        return (pattern,)
    found: tuple[str, ...] = ("/",)
    for part in filter(None, pattern.split("/")):
        found = tuple(below(host, root, found, part))
    return found


def below(host: Host, root: str, folders: tuple[str, ...], part: str) -> Iterator[str]:
    for folder in folders:
        if not is_pattern(part):
            yield join(folder, part)
            continue
        try:
            names = host.names(root + folder)
        except (FileNotFoundError, NotADirectoryError):
            names = ()
        yield from (join(folder, name) for name in names if fnmatchcase(name, part) and name[0] != ".")
