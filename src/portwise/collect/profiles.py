"""Which files set the proxy variables of our environment: profiles of shells, .env and .envrc, environment.d."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from portwise.collect.collector import Collector, Cost, each
from portwise.collect.proxies import EXEMPTING, VARIABLES
from portwise.host.api import Host
from portwise.model.evidence import Evidence
from portwise.model.facts import EXPORTED, FOLDER, HERE
from portwise.model.settings import Directive

SOURCE = "~/.profile, .env and their like, grep -rn _proxy"
# As bash(1), zsh(1), systemd.environment-generator(7) and pam_env(8) read them
OF_SHELLS = (".profile", ".bash_profile", ".bash_login", ".bashrc", ".zshenv", ".zprofile", ".zshrc")
OF_PROJECT = (".env", ".envrc")
FOLDERS = (("{home}/.config/environment.d", ".conf"), ("/etc/profile.d", ".sh"))
PLAIN = ("/etc/environment",)
ASSIGNED = re.compile(r"""(?<![\w.])([A-Za-z_]*_(?:proxy|PROXY))=("[^"\n]*"|'[^'\n]*'|[^\s;"']*)""")
USER = re.compile(r"//[^/@\s]*@")  # its password is hidden on one side
GONE = (FileNotFoundError, NotADirectoryError, PermissionError, ValueError)
LONGEST = 4096  # characters of a line that a person writes


def exported(host: Host, seen: Evidence, _: str) -> tuple[Directive, ...]:
    """Lines that set what we have, and those that exempt from it; nothing is expanded."""
    environ = dict(host.environment(VARIABLES))
    if not environ:
        return ()
    home = dict(host.environment(("HOME",))).get("HOME", "")
    return tuple(row for path in files(host, home, seen[FOLDER.of(HERE)]) for row in told(host, path, environ))


def files(host: Host, home: str, folder: str) -> Iterator[str]:
    yield from (f"{folder}/{name}" for name in OF_PROJECT)
    if home:
        yield from (f"{home}/{name}" for name in OF_SHELLS)
    for place, ending in FOLDERS:
        with suppress(*GONE):
            inside = place.format(home=home)
            yield from (f"{inside}/{name}" for name in host.names(inside) if name.endswith(ending))
    yield from PLAIN


def told(host: Host, path: str, environ: dict[str, str]) -> Iterator[Directive]:
    """
    The value of a proxy may hold a password, and is not handed on; `text` is how a line beside it has to begin.

    Of what exempts it is the words themselves, or nothing where a shell would keep to itself what else stands there.
    """
    with suppress(*GONE):
        lines = host.read(path).removesuffix("\n").split("\n")
        shell = of_shell(path)
        for number, line in enumerate(lines, 1):
            if line.lstrip().startswith("#") or len(line) > LONGEST or (end := ended(lines, number)) is None:
                continue
            begins = "export " if line.lstrip().startswith("export ") else ""
            for name, value in ASSIGNED.findall(line):
                if name in EXEMPTING and (begins or not shell):
                    yield Directive(name, value.strip("\"'"), f"{name}={value}", path, number)
                elif name in EXEMPTING:
                    yield Directive(name, value.strip("\"'"), "", path, end)
                elif name in environ and alike(value.strip("\"'"), environ[name]):
                    yield Directive(name, "", "export " if shell else begins, path, end)


def of_shell(path: str) -> bool:
    """Whether what is only set there, and not exported, reaches no program."""
    return path.endswith(".sh") or path.rpartition("/")[2] in (*OF_SHELLS, ".envrc")


def ended(lines: list[str], number: int) -> int | None:
    """The last line of what a backslash continues; None where that is not the file's own."""
    while number <= len(lines):
        last = lines[number - 1]
        if not (len(last) - len(last.rstrip("\\"))) % 2:
            return number
        number += 1
    return None


def alike(one: str, other: str) -> bool:
    return USER.sub("//", one) == USER.sub("//", other)


PROFILES = Collector(EXPORTED, Cost.CHEAP, SOURCE, "grep -rn _proxy ~", each(exported, SOURCE, "grep -rn _proxy ~"))
