"""How dockerd was told to lead connections into containers, dockerd(8): its command line and daemon.json."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from portwise.formats.jsonfiles import parsed
from portwise.model.container import Settings

FILE = "/etc/docker/daemon.json"
FALSE = ("0", "f", "F", "false", "FALSE", "False")  # as Go reads a flag, strconv.ParseBool


def is_it(argv: Sequence[str]) -> bool:
    return argv[0].rpartition("/")[2] == "dockerd"


def settings(argv: Sequence[str], read: Callable[[str], str]) -> Settings:
    """A flag that both name keeps dockerd from starting.  Raises ValueError where the file is none."""
    file = parsed(read(value(argv, "--config-file") or FILE))
    return Settings(*(on(argv, file, name) for name in ("userland-proxy", "iptables")))


def on(argv: Sequence[str], file: dict[str, object], name: str) -> bool:
    """Both are, unless somebody said otherwise."""
    told = value(argv, f"--{name}")
    return told not in FALSE if told is not None else file.get(name) is not False


def value(argv: Sequence[str], flag: str) -> str | None:
    """``--flag=value``; ``--flag value`` is not for flags that are on or off, and --config-file may have it."""
    for word, following in zip(argv, (*argv[1:], ""), strict=True):
        if word.startswith(f"{flag}="):
            return word.partition("=")[2]
        if word == flag:
            return "true" if following.startswith("-") or flag != "--config-file" else following
    return None
