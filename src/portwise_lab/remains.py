"""
What a repair could leave behind without anybody asking for it: processes, namespaces, files, rules of an older tool.

A process that was started anew is another one of the same name, and has its own place in the kernel's tables: it
stands for the one that went.  Whoever was ended stays away.
"""

from __future__ import annotations

import operator
import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from portwise.formats import procstat
from portwise.model.record import NamedTuple
from portwise_lab.waiting import brought
from portwise_lab.world import HOME

PROC, ETC = Path("/proc"), Path("/etc")
LEGACY = {"iptables-legacy-save": "ip_tables_names", "ip6tables-legacy-save": "ip6_tables_names"}
# What a program keeps for itself: a folder with such a file is a database's data, one of such a name vite's cache,
# which it makes whenever it gets to it
DATABASES, CACHES = frozenset({"PG_VERSION", "ibdata1"}), frozenset({".vite", ".vite-temp"})
COUNTED = re.compile(r"\[\d+:\d+\]|^#.*$", re.MULTILINE)
# By whose nature another process, or none, is there afterwards: who is ended, and who is started anew
ENDING = frozenset({"ending", "detaching"})
RENEWING = frozenset({"restarting", "service", "recreation", "edit", "certificate", "rereading"})


class Remains(NamedTuple):
    """What is there, each by a number of its own and its name."""

    processes: frozenset[tuple[int, int, str]]  # pid, when it was started, comm
    namespaces: frozenset[tuple[str, str]]  # inode, kind


def remains() -> Remains:
    """Of the world that asks, without whoever asks."""
    pids = [int(path.name) for path in PROC.iterdir() if path.name.isdigit() and int(path.name) != os.getpid()]
    return Remains(frozenset(filter(None, map(process, pids))), frozenset(each for pid in pids for each in rooms(pid)))


def process(pid: int) -> tuple[int, int, str] | None:
    with suppress(OSError, ValueError):
        found = procstat.stat((PROC / str(pid) / "stat").read_text())
        return None if found.state in "ZX" else (pid, found.starttime, found.comm)
    return None


def rooms(pid: int) -> Iterator[tuple[str, str]]:
    with suppress(OSError):
        for path in (PROC / str(pid) / "ns").iterdir():
            kind, _, inode = os.readlink(path).partition(":")
            yield inode, kind


def left(before: Remains, kinds: set[str], patience: float) -> list[str]:
    """What is there now and was not, and what is gone, unless a step of one of *kinds* is to do that."""
    # Nobody tells when the last child of somebody who was ended has gone
    return brought(lambda: differing(before, remains(), kinds), operator.not_, patience)


def differing(before: Remains, now: Remains, kinds: set[str]) -> list[str]:
    found = list[str]()
    for once, present in zip(before, now, strict=True):
        new, gone = counted(present - once), counted(once - present)
        if kinds & RENEWING:
            new, gone = new - gone, gone - new
        found += [f"{name} is there" for name in new.elements()]
        found += [] if kinds & ENDING else [f"{name} is gone" for name in gone.elements()]
    return sorted(found)


def counted(found: frozenset[tuple[object, ...]]) -> Counter[str]:
    return Counter(str(each[-1]) for each in found)


def names() -> str:
    """Of all that lies in the home and in /etc, and where a namespace is kept without a process."""
    folders = [path for top in (HOME, ETC) for path in inside(top)]
    mounts = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines() if " - nsfs " in line]
    kept = [path for path in mounts if "/docker/" not in path]  # each time by another name
    return "\n".join(sorted([*folders, *kept]))


def inside(top: Path) -> Iterator[str]:
    """What a program keeps for itself is its own: it makes and removes files of it whenever it is started."""
    for path, below, files in os.walk(top):
        below[:] = (name for name in below if name not in CACHES)
        if DATABASES.isdisjoint(files):
            yield from (f"{path}/{name}" for name in below + files)
        else:
            below.clear()


def older() -> str:
    """The rules of the legacy iptables, where it has tables here: to ask it would make some."""
    texts = []
    for tool, listing in LEGACY.items():
        with suppress(OSError):
            if (PROC / "thread-self/net" / listing).read_text():
                said = subprocess.run([tool], capture_output=True, text=True, check=False).stdout
                texts.append(COUNTED.sub("", said))
    return "\n".join(texts)
