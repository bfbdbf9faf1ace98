"""What ``ps -A -o pid=,ppid=,pgid=,tpgid=,tty=,stat=,comm=`` of macOS and BSD prints, ps(1): one process a line."""

from __future__ import annotations

import re

from portwise.model.record import NamedTuple

COLUMNS = "pid=,ppid=,pgid=,tpgid=,tty=,stat=,comm="
LINE = re.compile(
    r"\s*(?P<pid>\d{1,10})\s+(?P<parent>\d{1,10})\s+(?P<group>\d{1,10})\s+(?P<front>-?\d{1,10})\s+(?P<terminal>\S+)\s+"
    r"(?P<state>\S+)\s+(?P<program>\S.*)"
)
NONE = ("??", "-", "?")


class Row(NamedTuple):
    """One process, as far as shells and their jobs are concerned."""

    pid: int
    parent: int
    group: int
    foreground: int  # the group that has the terminal now; 0 without
    terminal: str  # ttys003, "" without
    state: str  # its first letter: R, S, T, Z, …
    program: str  # the file of the program, or the name that it gave itself: -zsh


def rows(text: str) -> dict[int, Row]:
    """By pid.  Raises ValueError where no line is one of ps."""
    found = [row(match) for line in text.splitlines() if (match := LINE.fullmatch(line))]
    if not found:
        raise ValueError("ps printed no process")
    return {one.pid: one for one in found}


def row(found: re.Match[str]) -> Row:
    pid, parent, group, front = (int(found[name]) for name in ("pid", "parent", "group", "front"))
    terminal = "" if found["terminal"] in NONE else found["terminal"]
    return Row(pid, parent, group, max(front, 0), terminal, found["state"][0], found["program"].rstrip())
