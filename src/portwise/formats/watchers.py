"""
Programs that start a server again whenever a file changes, and outlive it when it fails.

Sources: the manuals of node (--watch), nodemon, tsx, ts-node-dev, air, watchexec, cargo-watch, dotnet, nest and
watchmedo.  uvicorn, flask and gunicorn are not among them: there the parent has the socket, and keeps it.
"""

from __future__ import annotations

from portwise.formats.commandline import INTERPRETERS, RUNNERS, base

ALWAYS = frozenset(
    ("nodemon", "ts-node-dev", "tsnd", "air", "watchexec", "cargo-watch", "watchmedo", "reflex", "node-dev")
)
WITH = {
    "node": ("--watch", "--watch-path"),
    "tsx": ("watch",),
    "dotnet": ("watch",),
    "cargo": ("watch",),
    "nest": ("--watch", "-w"),
    "entr": ("-r",),
}
PACKAGES = {"@nestjs": "nest"}


def watcher(argv: tuple[str, ...]) -> str:
    """What people call it, "" where it watches nothing: ``nodemon``, ``node --watch``, ``tsx watch``."""
    words = list(argv)
    while words and base(words[0]) in RUNNERS:
        del words[0]
    if not words:
        return ""
    if own := by_name(base(words[0]), words[1:]):
        return own
    script = next((n for n, word in enumerate(words) if n and not word.startswith("-")), 0)
    if not script or not INTERPRETERS.fullmatch(base(words[0])):
        return ""
    return by_name(called(words[script]), words[script + 1 :])


def by_name(name: str, rest: list[str]) -> str:
    if name in ALWAYS:
        return name
    # an option of node stands before the script, and what stands behind it is the script's own
    first = next((n for n, word in enumerate(rest) if not word.startswith("-")), len(rest))
    mine = rest[:first] if name == "node" else rest
    option = next((word.partition("=")[0] for word in mine if word.partition("=")[0] in WITH.get(name, ())), "")
    return f"{name} {option}" if option else ""


def called(path: str) -> str:
    """``node_modules/tsx/dist/cli.mjs`` is tsx, ``node_modules/.bin/nodemon`` is nodemon."""
    _, found, inside = path.replace("\\", "/").rpartition("node_modules/")
    package = inside.split("/")[0] if found else ""
    return PACKAGES.get(package) or (package if package in ALWAYS or package in WITH else base(path))
