"""
What managers of packages remember of what they did: those of Arch, Red Hat, SUSE, macOS, Homebrew, Snap and Windows.

Each in its own words and times: local ones as in a log, such with an offset from UTC, or seconds since the epoch.
Lines that are none of theirs tell nothing; a file that is broken as a whole is a ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.formats.dpkglog import Step
from portwise.model.record import NamedTuple

# pacman(8), lib/libalpm/add.c and remove.c: [2026-11-20T09:07:41+0100] [ALPM] upgraded linux (6.11.1-1 -> 6.11.2-1)
PACMAN = re.compile(
    r"\[(?P<when>\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[+-]\d{4})?)\] \[ALPM\] "
    r"(?P<did>installed|upgraded|downgraded|removed) (?P<package>\S+) \((?P<versions>[^()]*)\)"
)
PACMAN_DID = {"installed": "install", "upgraded": "upgrade", "downgraded": "upgrade", "removed": "remove"}
# rpm(8), --queryformat: of each package the last time it was installed or upgraded
RPM_QUERY = r"%{INSTALLTIME} %{NAME} %{VERSION}-%{RELEASE}\n"
RPM = re.compile(r"(?P<when>\d{1,12}) (?P<package>\S+) (?P<version>\S+)")
# dnf(8) 4, FILE_ACTIONS: 2026-11-20T09:07:41+0000 SUBDEBUG Upgrade: openssl-libs-1:3.2.2-6.el9.x86_64
DNF = re.compile(
    r"(?P<when>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d{4})) SUBDEBUG (?P<did>[A-Z][a-z]+): "
    r"(?P<package>\S+)-(?:\d+:)?(?P<version>[^-\s]+-[^-\s]+)\.(?P<arch>[^.\s]+)"
)
DNF_DID = {"Installed": "install", "Erase": "remove", "Obsoleted": "remove"}
DNF_COMES, DNF_GOES = ("Upgrade", "Downgrade"), ("Upgraded", "Downgraded")  # two lines for one step, far apart
# snap(1), snap changes --abs-time: 27  Done  2026-11-20T09:07:41+01:00  2026-11-20T09:08:02+01:00  Auto-refresh …
SNAP = re.compile(r"\d+\s+Done\s+\S+\s+(?P<when>\d{4}-\d\d-\d\dT\S+)\s+(?P<summary>\S.*)")
SNAP_NAME = re.compile(r'"([a-z0-9-]+)"')
SNAP_DID = (("refresh", "upgrade"), ("install", "install"), ("remove", "remove"))
# The log of WinGet: 2026-11-20 09:07:41.136 [CLI ] WinGet invoked with arguments: 'upgrade' '--id' 'Mozilla.Firefox'
WINGET = re.compile(
    r"(?P<when>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.\d{3} \[CLI \] WinGet invoked with arguments:(?P<words>(?: '[^']*')+)"
)
WINGET_DID = {"install": "install", "add": "install", "upgrade": "upgrade", "update": "upgrade", "uninstall": "remove"}
WORD = re.compile(r"'([^']*)'")
# apt(8): one paragraph for each run
APT = re.compile(
    r"^(?P<key>Start-Date|Commandline|Requested-By|Install|Upgrade|Remove|Purge|Downgrade): +(?P<value>.+)$"
)
APT_DID = {
    "Install": "installed",
    "Upgrade": "upgraded",
    "Downgrade": "downgraded",
    "Remove": "removed",
    "Purge": "removed",
}


class Run(NamedTuple):
    """One command of a person or a timer, and what it did to how many packages."""

    when: str
    command: str
    did: tuple[tuple[str, int], ...]  # ("upgraded", 12)


def pacman(text: str) -> Iterator[Step]:
    for found in filter(None, map(PACMAN.fullmatch, text.splitlines())):
        before, _, after = found["versions"].partition(" -> ")
        did = PACMAN_DID[found["did"]]
        versions = (before, after) if after else ("", before) if did == "install" else (before, "")
        yield Step(found["when"], did, found["package"], *versions)


def rpm(text: str) -> Iterator[Step]:
    """Whether it was there before is not told; `gpg-pubkey` is a key, and no package."""
    for found in map(RPM.fullmatch, text.splitlines()):
        if found and found["package"] != "gpg-pubkey":
            yield Step(found["when"], "update", found["package"], "", found["version"])


def dnf(text: str) -> Iterator[Step]:
    """/var/log/dnf.rpm.log, which knows what was there before, and what is there no more."""
    comes: dict[tuple[str, str], Step] = {}
    for found in filter(None, map(DNF.fullmatch, text.splitlines())):
        did, package, version = found["did"], found["package"], found["version"]
        which = package, found["arch"]
        if did in DNF_COMES:
            comes[which] = Step(found["when"], "upgrade", package, "", version)
        elif did in DNF_GOES and which in comes:
            yield comes.pop(which)._replace(before=version)
        elif did in DNF_DID:
            gone = DNF_DID[did] == "remove"
            yield Step(found["when"], DNF_DID[did], package, version if gone else "", "" if gone else version)
    yield from comes.values()


def snap(text: str) -> Iterator[Step]:
    for found in filter(None, map(SNAP.match, text.splitlines())):
        summary = found["summary"]
        did = next((did for word, did in SNAP_DID if word in summary.lower()), "")
        for name in SNAP_NAME.findall(summary) if did else ():
            yield Step(found["when"], did, name, "", "")


def winget(text: str) -> Iterator[Step]:
    """What was asked of it; the package is the word behind --id, or the first that is no option."""
    for found in filter(None, map(WINGET.match, text.splitlines())):
        verb, *rest = WORD.findall(found["words"])
        package = next(filter(None, named(rest)), "")
        if verb in WINGET_DID and package:
            yield Step(found["when"], WINGET_DID[verb], package, "", "")


def named(words: list[str]) -> Iterator[str]:
    for before, word in zip(["", *words], words, strict=False):
        if before in ("--id", "--query", "-q", "--name"):
            yield word
    if words and not words[0].startswith("-"):
        yield words[0]


def history(text: str) -> Iterator[Step]:
    """/Library/Receipts/InstallHistory.plist of macOS.  Raises ValueError where it is no property list."""
    import plistlib  # 8 ms that only a Mac waits for
    from xml.parsers.expat import ExpatError

    try:
        rows = plistlib.loads(text.encode("utf-8", "surrogateescape"), fmt=plistlib.FMT_XML)
    except (ExpatError, plistlib.InvalidFileException, AttributeError, TypeError, IndexError, OverflowError) as error:
        raise ValueError(f"no property list: {error}") from None
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and hasattr(row.get("date"), "isoformat"):
            name, version = str(row.get("displayName", "")), str(row.get("displayVersion", "")).strip()
            yield Step(f"{row['date'].isoformat()}Z", "update", name, "", version)


def receipt(text: str, package: str, version: str) -> Step:
    """INSTALL_RECEIPT.json of Homebrew.  Raises ValueError where it does not tell when."""
    import json

    told = json.loads(text)
    when = told.get("time") if isinstance(told, dict) else None
    if not isinstance(when, int | float):
        raise ValueError("the receipt does not say when")
    return Step(str(int(when)), "update", package, "", version)


def apt(text: str) -> Iterator[Run]:
    """/var/log/apt/history.log; the packages themselves stand in the log of dpkg."""
    for paragraph in text.split("\n\n"):
        told = {found["key"]: found["value"] for found in filter(None, map(APT.match, paragraph.splitlines()))}
        did = tuple((APT_DID[key], value.count("), ") + 1) for key, value in told.items() if key in APT_DID)
        if "Start-Date" in told and "Commandline" in told and did:
            yield Run(re.sub(" +", " ", told["Start-Date"]), told["Commandline"], did)
