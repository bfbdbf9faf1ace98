"""
What dpkg did and when: the lines of its log that tell of a package, dpkg.log(5).

``2026-11-20 09:07:41 upgrade libc-bin:amd64 2.36-9+deb12u13 2.36-9+deb12u14`` in the
time zone of the machine.  Lines of other kinds, and broken ones, tell nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portwise.model.record import NamedTuple

LINE = re.compile(r"(?P<when>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (?P<did>install|upgrade|remove|purge) (?P<rest>\S.*)")
NO_VERSION = "<none>"


class Step(NamedTuple):
    """One package at one moment."""

    when: str  # "2026-11-20 09:07:41", local time
    did: str  # install, upgrade, remove, purge
    package: str
    before: str  # version, "" without
    after: str


def steps(text: str) -> Iterator[Step]:
    """In the order of the log."""
    for found in map(LINE.fullmatch, text.splitlines()):
        words = found["rest"].split() if found else []
        if found and len(words) == 3:
            before, after = ("" if version == NO_VERSION else version for version in words[1:])
            yield Step(found["when"], found["did"], words[0].partition(":")[0], before, after)
