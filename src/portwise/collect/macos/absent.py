"""
What only Linux has, and so is not there on macOS: that is known, and no clause has to wait for it.

No namespaces of networks, no control groups with a freezer, a quota or a limit, no rp_filter, neither SELinux nor
AppArmor, and no thread that keeps the sockets of a process that has ended.
"""

from __future__ import annotations

from typing import Any

from portwise.collect.collector import Collector, Cost, each
from portwise.model.facts import (
    DENIALS,
    ELSEWHERE,
    FROZEN,
    GUARDS,
    MEMORY,
    RULED,
    STRICT,
    THREADS,
    THROTTLED,
    TRACKED,
    Fact,
)
from portwise.model.guard import Guards
from portwise.model.net import Tracked
from portwise.model.process import Ruled

SOURCE = "uname -s: only Linux has it"
NONE: tuple[tuple[Fact[Any, Any], object], ...] = (
    (ELSEWHERE, ()),
    (FROZEN, False),
    (THROTTLED, None),
    (MEMORY, None),
    (RULED, Ruled("", "", ())),
    (THREADS, ()),
    (TRACKED, Tracked(0, 0, 0)),
    (STRICT, False),
    (GUARDS, Guards()),
    (DENIALS, ()),
)
ALL = tuple(
    Collector(fact, Cost.CHEAP, SOURCE, "uname -s", each(lambda *_, value=value: value, SOURCE, "uname -s"))
    for fact, value in NONE
)
